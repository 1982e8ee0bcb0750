import { getSystemMenu, listWork, reportClientError, savePreferences } from '@eoms/contracts/portal/portal.contract';
import { portal } from '@eoms/kit';
import { MemoryRouter } from '@eoms/kit/router';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Pages } from './app.tsx';
import { remoteLoader } from './remote-loader.ts';
import { useShell } from './shell-state.ts';

const bff = fakeBff();
const firstState = useShell.getState();

const system = (code: 'service' | 'stores', zh: string, en: string) => ({
  code,
  title: { zh, en },
  icon: 'store',
  basePath: `/${code}`,
  remote: {
    name: code,
    version: '1.0.0-0a1b2c3d',
    entry: `/remotes/${code}/1.0.0-0a1b2c3d/remoteEntry.js`,
    integrity: {},
  },
});

const systems = [system('service', '客服中心', 'Customer service'), system('stores', '门店管理', 'Stores')];
const name = (zh: string, en: string) => ({ zh, en });

const storesMenu = {
  system: 'stores' as const,
  title: name('门店管理', 'Stores'),
  items: [
    {
      id: 'register',
      title: name('门店档案', 'Store register'),
      path: '/stores',
      meta: 'stores.store.view',
      icon: 'store',
    },
  ],
  routes: [
    { path: '/stores', allowed: true, meta: 'stores.store.view', name: name('查看门店', 'See stores') },
    { path: '/stores/new', allowed: false, meta: 'stores.store.create', name: name('新建门店', 'Create stores') },
  ],
  metas: ['stores.store.view'],
};

const person = {
  id: '0195844e-2d00-7000-8000-000000000001',
  name: '王敏',
  employeeNo: 'E1001',
  kind: 'employee' as const,
  department: name('客服部', 'Customer service'),
  position: name('客服专员', 'Agent'),
  level: 3,
};

function open(path: string) {
  return render(
    <MemoryRouter initialEntries={[path]}>
      <Pages />
    </MemoryRouter>,
  );
}

const App = () => <h1>门店档案</h1>;

beforeEach(() => {
  useShell.setState(firstState, true);
  portal.setState({ person, systems });
  bff.on(getSystemMenu, ({ params }) => ({ ...storesMenu, system: params.system }));
  vi.restoreAllMocks();
  vi.spyOn(remoteLoader, 'loaded').mockReturnValue(undefined);
  vi.spyOn(remoteLoader, 'load').mockResolvedValue(App);
});

describe('home page', () => {
  test('shows the person, the systems and the open work, and names systems that did not answer', async () => {
    bff.on(listWork, {
      items: [
        {
          key: 'a',
          system: 'service',
          title: name('我受理的工单', 'My tickets'),
          count: 4,
          more: true,
          tone: 'urgent',
          path: '/service/tickets',
        },
      ],
      unanswered: ['stores'],
    });
    open('/');
    expect(screen.getByRole('heading', { level: 1, name: '你好，王敏' })).toBeTruthy();
    expect(
      (await screen.findByRole('link', { name: /4 以上\s*我受理的工单\s*客服中心 · 紧急/ })).getAttribute('href'),
    ).toBe('/service/tickets');
    expect(screen.getByRole('alert').textContent).toContain('以下系统暂时没有返回待办，数量可能不全：门店管理');
    expect(screen.getByRole('link', { name: '门店管理' }).getAttribute('href')).toBe('/stores');
  });

  test('says so when work cannot be read, and asks again in place', async () => {
    bff.on(listWork, problem('unavailable'));
    open('/');
    const alert = await screen.findByRole('alert');
    bff.on(listWork, { items: [], unanswered: [] });
    await userEvent.click(within(alert).getByRole('button', { name: '重试' }));
    expect(await screen.findByText('目前没有待办工作。')).toBeTruthy();
  });

  test('a person without systems is told whom to ask', () => {
    portal.setState({ systems: [] });
    open('/');
    expect(screen.getByText('你还没有可以使用的系统')).toBeTruthy();
    expect(screen.queryByRole('heading', { name: '待办工作' })).toBeNull();
  });
});

describe('a system', () => {
  test('draws menu and breadcrumbs from the BFF and mounts the remote; its permissions become known', async () => {
    open('/stores/stores');
    expect(await screen.findByRole('heading', { level: 1, name: '门店档案' })).toBeTruthy();
    const menu = screen.getByRole('navigation', { name: '门店管理' });
    expect(within(menu).getByRole('link', { name: '门店档案' }).getAttribute('aria-current')).toBe('page');
    expect(
      within(screen.getByRole('navigation', { name: '当前位置' }))
        .getByText('门店档案')
        .getAttribute('aria-current'),
    ).toBe('page');
    expect(portal.getState().metas.has('stores.store.view')).toBe(true);
  });

  test('its base path opens the first page of the menu', async () => {
    open('/stores');
    expect(await screen.findByRole('heading', { level: 1, name: '门店档案' })).toBeTruthy();
  });

  test('a page without permission names the permission and loads nothing of the remote', async () => {
    open('/stores/stores/new');
    expect(await screen.findByRole('heading', { level: 1, name: '你没有打开此页面的权限' })).toBeTruthy();
    expect(screen.getByText('需要「门店管理」的权限：新建门店')).toBeTruthy();
    expect(screen.getByText('stores.store.create')).toBeTruthy();
    expect(remoteLoader.load).not.toHaveBeenCalled();
  });

  test.each(['/stores/elsewhere', '/legal/cases', '/x'])('%s is not found', async (path) => {
    open(path);
    expect(await screen.findByRole('heading', { level: 1, name: '没有这个页面' })).toBeTruthy();
  });

  test('a menu that failed is loaded again in the same tab', async () => {
    bff.on(getSystemMenu, problem('unavailable'));
    open('/stores/stores');
    const main = within(screen.getByRole('main'));
    const retry = await main.findByRole('button', { name: '重试' });
    bff.on(getSystemMenu, storesMenu);
    await userEvent.click(retry);
    expect(await screen.findByRole('heading', { level: 1, name: '门店档案' })).toBeTruthy();
  });

  test('a remote that fails to load is said honestly, reported with its release, and retried', async () => {
    vi.spyOn(remoteLoader, 'load').mockRejectedValueOnce(new Error('entry timed out'));
    open('/stores/stores');
    expect(await screen.findByRole('heading', { level: 1, name: '「门店管理」暂时打不开' })).toBeTruthy();
    bff.on(reportClientError, { incident: 'INC-7' });
    await userEvent.click(screen.getByRole('button', { name: '报告问题' }));
    expect(await screen.findByText(/事件编号 INC-7/, { selector: '.notice-text p' })).toBeTruthy();
    expect(bff.calls(reportClientError)[0]?.body).toMatchObject({
      kind: 'load',
      remote: 'stores',
      message: 'Error: entry timed out',
      releases: { stores: '1.0.0-0a1b2c3d' },
    });
    await userEvent.click(screen.getByRole('button', { name: '重试' }));
    expect(await screen.findByRole('heading', { level: 1, name: '门店档案' })).toBeTruthy();
  });

  test('a page that throws leaves the frame usable', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.spyOn(remoteLoader, 'load').mockResolvedValue(() => {
      throw new Error('boom');
    });
    open('/stores/stores');
    expect(await screen.findByText('这个系统的页面出现了异常，其他系统不受影响。')).toBeTruthy();
    await userEvent.click(screen.getByRole('link', { name: 'EOMS 统一运营平台，首页' }));
    expect(screen.getByRole('heading', { level: 1, name: '你好，王敏' })).toBeTruthy();
  });
});

describe('frame', () => {
  test('panels open and close by keyboard and give the focus back', async () => {
    open('/');
    const trigger = screen.getByRole('button', { name: /^切换系统/ });
    trigger.focus();
    await userEvent.keyboard('{Enter}');
    expect(trigger.getAttribute('aria-expanded')).toBe('true');
    expect(within(screen.getByRole('navigation', { name: '切换系统' })).getAllByRole('link')).toHaveLength(3);
    await userEvent.keyboard('{Escape}');
    expect(trigger.getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(trigger);
  });

  test('language changes at once and is saved', async () => {
    bff.on(savePreferences, ({ body }) => body);
    open('/');
    await userEvent.click(screen.getByRole('button', { name: /^语言/ }));
    await userEvent.click(screen.getByRole('button', { name: 'English' }));
    expect(screen.getByRole('heading', { level: 1, name: 'Hello, 王敏' })).toBeTruthy();
    expect(document.documentElement.getAttribute('lang')).toBe('en');
    await waitFor(() => expect(bff.calls(savePreferences)[0]?.body).toEqual({ locale: 'en', theme: 'system' }));
  });

  test('the person menu says department and position', async () => {
    open('/');
    await userEvent.click(screen.getByRole('button', { name: '个人菜单：王敏' }));
    const panel = within(screen.getByRole('group', { name: '个人菜单：王敏' }));
    expect(panel.getByText('客服部')).toBeTruthy();
    expect(panel.getByText('客服专员')).toBeTruthy();
    expect(panel.getByRole('button', { name: '退出登录' })).toBeTruthy();
  });

  test('the menu drawer closes by Esc', async () => {
    open('/stores/stores');
    await screen.findByRole('heading', { level: 1, name: '门店档案' });
    const button = screen.getByRole('button', { name: '打开菜单' });
    await userEvent.click(button);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    await userEvent.keyboard('{Escape}');
    expect(button.getAttribute('aria-expanded')).toBe('false');
  });
});
