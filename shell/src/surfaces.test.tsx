import { getBootstrap, getSystemMenu, listWork, type SystemMenu } from '@eoms/contracts/portal/portal.contract';
import type { IntentName } from '@eoms/contracts/intents';
import { exampleResponse } from '@eoms/contracts/fake';
import { IntentLink, portal, type ResolvedIntent } from '@eoms/kit';
import { MemoryRouter } from '@eoms/kit/router';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { Pages } from './app.tsx';
import { remoteLoader } from './remote-loader.ts';
import { useShell } from './shell-state.ts';

const bff = fakeBff();
const firstState = useShell.getState();
const name = (zh: string) => ({ zh, en: zh });

/** A system with a page in the menu, one in a directory, one that only links reach, and one behind a permission of its own. */
const routes = [
  { path: '/tickets', meta: 'service.ticket.view', address: '/service/tickets', menu: '工单' },
  { path: '/tickets/:ticketId', meta: 'service.ticket.view', address: '/service/tickets/7', menu: null },
  { path: '/tickets/new', meta: 'service.ticket.create', address: '/service/tickets/new', menu: '新建工单' },
  { path: '/assign', meta: 'service.ticket.assign', address: '/service/assign', menu: null },
] as const;
const links = {
  'ticket.list': { path: '/tickets', params: {} },
  'ticket.open': { path: '/tickets/:ticketId', params: { ticketId: '7' } },
  'ticket.create': { path: '/tickets/new', params: {} },
} as const satisfies Partial<Record<IntentName, { path: string; params: object }>>;
const metas = [...new Set(routes.map(({ meta }) => meta))];

/** Every set of permissions there is. */
const people: readonly (readonly string[])[] = Array.from({ length: 2 ** metas.length }, (_none, bits) =>
  metas.filter((_meta, at) => bits & (1 << at)),
);

/** What the BFF says to somebody who holds these permissions; its own test holds it to that. */
function answer(held: readonly string[]): void {
  const metaOf = (path: string) => routes.find((route) => route.path === path)?.meta ?? '';
  const intents = Object.fromEntries(
    Object.entries(links).map(([intent, { path }]): [string, ResolvedIntent] => {
      const allowed = held.includes(metaOf(path));
      return [
        intent,
        { path: `/service${path}`, system: 'service', allowed, reason: allowed ? null : 'permission_missing' },
      ];
    }),
  );
  const item = ({ path, meta, menu }: (typeof routes)[number]) =>
    menu !== null && held.includes(meta)
      ? [{ id: path.slice(1).replaceAll('/', '-'), title: name(menu), path, meta }]
      : [];
  const menu: SystemMenu = {
    system: 'service',
    title: name('客服中心'),
    items: routes.flatMap(item),
    routes: routes.map(({ path, meta }) => ({ path, meta, name: name(meta), allowed: held.includes(meta) })),
    metas: [...held],
  };
  const [example] = exampleResponse(getBootstrap).systems;
  portal.setState({
    person: exampleResponse(getBootstrap).person,
    systems: held.length > 0 && example ? [{ ...example, title: name('客服中心') }] : [],
    intents,
    accessVersion: held.join(),
    metas: new Set(),
  });
  bff.on(getSystemMenu, held.length > 0 ? menu : problem('permission_missing'));
}

const Remote = () => (
  <>
    <h1>页面</h1>
    {Object.entries(links).map(([intent, { params }]) => (
      <IntentLink key={intent} intent={intent as IntentName} params={params as never}>
        {intent}
      </IntentLink>
    ))}
  </>
);

beforeEach(() => {
  bff.on(listWork, { items: [], unanswered: [] });
  vi.spyOn(remoteLoader, 'loaded').mockReturnValue(Remote);
  vi.spyOn(remoteLoader, 'load').mockResolvedValue(Remote);
});

async function open(address: string): Promise<string> {
  useShell.setState(firstState, true);
  render(
    <MemoryRouter initialEntries={[address]}>
      <Pages />
    </MemoryRouter>,
  );
  return (await screen.findByRole('heading', { level: 1 })).textContent ?? '';
}

const denials = { hidden: '没有这个页面', denied: '你没有打开此页面的权限' };

test.each(people.map((held) => [held.join(' and ') || 'nothing', held] as const))(
  'G1: for somebody who holds %s address, menu and link agree on every route',
  async (_who, held) => {
    for (const { address, meta, menu } of routes) {
      answer(held);
      const may = held.includes(meta);
      const heading = await open(address);
      expect({ address, heading }).toEqual({
        address,
        heading: may ? '页面' : held.length > 0 ? denials.denied : denials.hidden,
      });
      const shown = screen.queryByRole('navigation', { name: '客服中心' });
      if (menu !== null)
        await waitFor(() =>
          expect(shown !== null && within(shown).queryByRole('link', { name: menu }) !== null).toBe(may),
        );
      for (const [intent, { path }] of may ? Object.entries(links) : []) {
        const target = routes.find((route) => route.path === path);
        expect({ intent, enabled: screen.getByRole('link', { name: intent }).hasAttribute('href') }).toEqual({
          intent,
          enabled: held.includes(target?.meta ?? ''),
        });
      }
      cleanup();
    }
  },
);
