import { getBootstrap, getSystemMenu, listWork, type SystemMenu } from '@eoms/contracts/portal/portal.contract';
import type { Bootstrap } from '@eoms/contracts/portal/portal.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { portal, useCan } from '@eoms/kit';
import { MemoryRouter } from '@eoms/kit/router';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { App, Pages } from './app.tsx';
import { refresh } from './refresh.ts';
import { remoteLoader } from './remote-loader.ts';
import { useShell } from './shell-state.ts';
import { openMenu } from './system-menus.ts';

const bff = fakeBff();
const firstState = useShell.getState();
const name = (zh: string) => ({ zh, en: zh });
const bootstrapExample = exampleResponse(getBootstrap);

type Code = 'service' | 'stores';
const titles = { service: '客服中心', stores: '门店管理' };
const routesOf = {
  service: [['/tickets', 'service.ticket.view', '工单']],
  stores: [
    ['/stores', 'stores.store.view', '门店档案'],
    ['/stores/new', 'stores.store.create', '新建门店'],
  ],
} as const;

/** What the BFF answers for somebody who holds these permissions. */
function answersFor(...held: string[]): { bootstrap: Bootstrap; menu: (system: string) => SystemMenu } {
  const systemsHeld = (['service', 'stores'] as const).filter((code) => held.some((meta) => meta.startsWith(code)));
  const releaseOf = (code: Code) => ({
    name: code,
    version: `1.0.${held.length}-0a1b2c3d`,
    entry: `/${code}.js`,
    integrity: {},
  });
  const bootstrap: Bootstrap = {
    ...bootstrapExample,
    accessVersion: `holds ${held.join()}`,
    intents: {
      'access.request': { path: '/access/request', system: 'access', allowed: true, reason: null },
    },
    systems: systemsHeld.map((code) => ({
      code,
      title: name(titles[code]),
      icon: 'store',
      basePath: `/${code}`,
      remote: releaseOf(code),
    })),
  };
  const menu = (system: string): SystemMenu => {
    const code = system as Code;
    const routes = routesOf[code].map(([path, meta, title]) => ({
      path,
      meta,
      name: name(title),
      allowed: held.includes(meta),
    }));
    return {
      system: code,
      title: name(titles[code]),
      items: routes.flatMap(({ path, meta, name: title, allowed }) =>
        allowed ? [{ id: path.replaceAll('/', ''), title, path, meta }] : [],
      ),
      routes,
      metas: held.filter((meta) => meta.startsWith(code)),
    };
  };
  return { bootstrap, menu };
}

/** From now on the BFF knows these permissions of the person. */
function grant(...held: string[]): void {
  const { bootstrap, menu } = answersFor(...held);
  bff.on(getBootstrap, bootstrap);
  bff.on(getSystemMenu, ({ params: { system } }) =>
    held.some((meta) => meta.startsWith(system)) ? menu(system) : problem('permission_missing'),
  );
}

let mounts = 0;
function Remote({ basePath }: { basePath: string }) {
  useEffect(() => {
    mounts += 1;
  }, []);
  return (
    <>
      <h1>{basePath}</h1>
      <input aria-label="草稿" />
      <p>{useCan('stores.store.edit') ? '可编辑' : '只读'}</p>
    </>
  );
}

/** Opens a page as somebody who holds these permissions. */
async function open(path: string, ...held: string[]) {
  grant(...held);
  const { person, systems, intents, accessVersion } = answersFor(...held).bootstrap;
  portal.setState({ person, systems, intents, accessVersion });
  render(
    <MemoryRouter initialEntries={[path]}>
      <Pages />
    </MemoryRouter>,
  );
  await screen.findByRole('heading', { level: 1 });
  return userEvent.setup();
}
const refreshed = () => act(refresh);
const heading = () => screen.getByRole('heading', { level: 1 }).textContent;
const menuOf = (system: string) =>
  within(screen.getByRole('navigation', { name: system }))
    .queryAllByRole('link')
    .map((link) => link.textContent);

const VIEW = 'stores.store.view';
const CREATE = 'stores.store.create';
const EDIT = 'stores.store.edit';
const TICKETS = 'service.ticket.view';

beforeEach(() => {
  useShell.setState(firstState, true);
  mounts = 0;
  bff.on(listWork, { items: [], unanswered: [] });
  vi.restoreAllMocks();
  vi.spyOn(remoteLoader, 'loaded').mockReturnValue(Remote);
  vi.spyOn(remoteLoader, 'load').mockResolvedValue(Remote);
});

describe('what was taken away', () => {
  test('the menu loses it, and the open page becomes the deny page in place', async () => {
    await open('/stores/stores/new', VIEW, CREATE);
    expect(menuOf('门店管理')).toEqual(['门店档案', '新建门店']);
    grant(VIEW);
    await refreshed();
    expect(heading()).toBe('你没有打开此页面的权限');
    expect(menuOf('门店管理')).toEqual(['门店档案']);
    expect(screen.getByText('需要「门店管理」的权限：新建门店')).toBeTruthy();
    expect(screen.getByRole('link', { name: '申请权限' }).getAttribute('href')).toContain('meta=stores.store.create');
  });

  test('a whole system leaves switcher and home; its open page says what is missing instead of having never existed', async () => {
    const user = await open('/stores/stores', VIEW, TICKETS);
    grant(TICKETS);
    await refreshed();
    expect(heading()).toBe('你没有打开此页面的权限');
    expect(screen.queryByRole('navigation', { name: '门店管理' })).toBeNull();
    expect(portal.getState().metas.has(VIEW)).toBe(false);
    await user.click(screen.getByRole('button', { name: /^切换系统/ }));
    const links = within(screen.getByRole('navigation', { name: '切换系统' })).getAllByRole('link');
    expect(links.map((link) => link.textContent)).toEqual(['首页', '客服中心']);
  });

  test('a page that is still permitted keeps its form, whatever else was lost', async () => {
    const user = await open('/stores/stores', VIEW, CREATE, EDIT, TICKETS);
    await user.type(screen.getByLabelText('草稿'), '写了一半');
    expect(screen.getByText('可编辑')).toBeTruthy();
    grant(VIEW);
    await refreshed();
    expect(screen.getByText('只读')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('草稿').value).toBe('写了一半');
    expect(mounts).toBe(1);
  });

  test('the releases a tab began with stay, so that nothing is mounted anew over a form', async () => {
    await open('/stores/stores', VIEW, CREATE);
    const [before] = portal.getState().systems;
    grant(VIEW);
    await refreshed();
    expect(portal.getState().systems[0]).toBe(before);
  });

  test('everything: the person is told so, and nothing of the pages stays', async () => {
    await open('/stores/stores', VIEW);
    bff.on(getBootstrap, problem('person_inactive'));
    await refreshed();
    expect(useShell.getState().session).toMatchObject({ status: 'refused' });
    document.body.replaceChildren();
    render(<App />);
    expect(screen.queryByLabelText('草稿')).toBeNull();
    expect(screen.getByRole('button', { name: '重新登录' })).toBeTruthy();
  });
});

describe('what was granted', () => {
  test('a denied page opens by itself', async () => {
    await open('/stores/stores/new', VIEW);
    expect(heading()).toBe('你没有打开此页面的权限');
    grant(VIEW, CREATE);
    await refreshed();
    expect(heading()).toBe('/stores');
    expect(menuOf('门店管理')).toEqual(['门店档案', '新建门店']);
  });

  test('a system that was hidden opens by itself at its address', async () => {
    await open('/stores/stores', TICKETS);
    expect(heading()).toBe('没有这个页面');
    grant(TICKETS, VIEW);
    await refreshed();
    expect(await screen.findByRole('heading', { level: 1, name: '/stores' })).toBeTruthy();
  });

  test('a system that was lost comes back with the release the tab had', async () => {
    await open('/stores/stores', VIEW);
    const [before] = portal.getState().systems;
    grant(TICKETS);
    await refreshed();
    grant(VIEW, TICKETS);
    await refreshed();
    expect(await screen.findByRole('heading', { level: 1, name: '/stores' })).toBeTruthy();
    expect(portal.getState().systems.find(({ code }) => code === 'stores')).toBe(before);
    expect(useShell.getState().withdrawn).toEqual([]);
  });
});

describe('in the middle of things', () => {
  test('nothing is read again, and nothing drawn, while the permissions are the same', async () => {
    await open('/stores/stores', VIEW);
    const count = bff.calls(getSystemMenu).length;
    const { systems, metas } = portal.getState();
    await refreshed();
    expect(bff.calls(getSystemMenu)).toHaveLength(count);
    expect(portal.getState()).toMatchObject({ systems, metas });
  });

  test('a menu that was asked for before the change is not drawn after it', async () => {
    await open('/', VIEW, CREATE);
    const late = Promise.withResolvers<void>();
    const { menu } = answersFor(VIEW, CREATE);
    bff.on(getSystemMenu, () => late.promise.then(() => menu('stores')));
    const opening = openMenu('stores');
    await waitFor(() => expect(bff.calls(getSystemMenu)).toHaveLength(1));
    grant(VIEW);
    await refreshed();
    late.resolve();
    await act(() => opening);
    expect([...portal.getState().metas]).toEqual([VIEW]);
  });

  test('a change during the reading is read as well', async () => {
    await open('/stores/stores/new', VIEW);
    grant(VIEW, CREATE);
    const answered = Promise.withResolvers<void>();
    const { bootstrap } = answersFor(VIEW, CREATE);
    bff.on(getBootstrap, () => answered.promise.then(() => bootstrap));
    const reading = refresh();
    await waitFor(() => expect(bff.calls(getBootstrap)).toHaveLength(1));
    grant(VIEW);
    void refresh();
    answered.resolve();
    await act(() => reading);
    expect(bff.calls(getBootstrap)).toHaveLength(2);
    expect(heading()).toBe('你没有打开此页面的权限');
  });

  test('without a network it goes on trying until it knows', async () => {
    await open('/stores/stores/new', VIEW, CREATE);
    bff.on(getBootstrap, noNetwork);
    const reading = refresh();
    await waitFor(() => expect(bff.calls(getBootstrap).length).toBeGreaterThan(0));
    expect(heading()).toBe('/stores');
    grant(VIEW);
    await act(() => reading);
    expect(heading()).toBe('你没有打开此页面的权限');
  });

  test('open work is read again: what belonged to a lost system is gone', async () => {
    const item = {
      key: 'a',
      system: 'stores' as const,
      title: name('待确认门店'),
      count: 2,
      more: false,
      tone: 'neutral' as const,
      path: '/stores/stores',
    };
    bff.on(listWork, { items: [item], unanswered: [] });
    await open('/', VIEW, TICKETS);
    await screen.findByText('待确认门店');
    bff.on(listWork, { items: [], unanswered: [] });
    grant(TICKETS);
    await refreshed();
    await screen.findByText('目前没有待办工作。');
    expect(screen.queryByText('待确认门店')).toBeNull();
  });
});
