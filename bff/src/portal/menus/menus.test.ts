import { Router } from 'express';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allMetas } from '@eoms/contracts/catalogue';
import { defineEndpoint, type MetaCode } from '@eoms/contracts/endpoint';
import type { SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { RemoteManifest, type MenuNode } from '@eoms/contracts/portal/remotes.contract';
import { z } from 'zod';
import { ReleaseFolder, serviceManifest, storesManifest } from '../../../test/release-folder.ts';
import { callerWith, serveForTest, testLog, type TestServer } from '../../../test/portal-world.ts';
import { serve } from '../../http/serve.ts';
import { createRegistryService } from '../registry/registry.service.ts';
import { pruneMenu } from './menus.policy.ts';
import { menusRoutes } from './menus.routes.ts';
import { createMenusService } from './menus.service.ts';

const folder = new ReleaseFolder();
let elapsed = 0;
let server: TestServer;

/** One endpoint for each permission of a system, as its features have them. */
const guarded = (metas: readonly string[]): Router => {
  const routes = Router();
  for (const meta of metas) {
    const path = `/api/guarded/${meta}` as const;
    const endpoint = defineEndpoint({
      id: meta,
      method: 'get',
      path,
      summary: meta,
      tags: ['test'],
      meta: meta as MetaCode,
      response: z.object({}),
      errors: [],
      examples: {},
    });
    serve(routes, endpoint, () => ({}));
  }
  return routes;
};

const serviceMetas = Object.keys(allMetas).filter((meta) => meta.startsWith('service.'));
const pages = (nodes: readonly MenuNode[]): MenuNode[] =>
  nodes.flatMap((node) => (node.children ? pages(node.children) : [node]));

beforeAll(async () => {
  folder.release(serviceManifest);
  const registry = createRegistryService({ folder: folder.path, log: testLog().log, elapsed: () => elapsed });
  server = await serveForTest(() => [menusRoutes(createMenusService({ registry })), guarded(serviceMetas)]);
});
afterAll(async () => {
  await server.close();
  folder[Symbol.dispose]();
});

const menu = (system = 'service', headers = {}) =>
  server.get<SystemMenu>(`/api/portal/systems/${system}/menu`, headers);

describe('getSystemMenu', () => {
  it('shows what the person may open, every route with its say, and his permissions of this system only', async () => {
    server.as(callerWith(['service.ticket.assign', 'service.ticket.reply', 'stores.store.view']));
    const { status, body } = await menu();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      system: 'service',
      title: { zh: '客服中心', en: 'Customer service' },
      metas: ['service.ticket.assign', 'service.ticket.reply'],
    });
    expect(body.items.map(({ id, children }) => [id, children?.map((child) => child.id)])).toEqual([
      ['desk', ['assign']],
    ]);
    expect(body.routes.map(({ path, allowed }) => [path, allowed])).toEqual([
      ['/tickets', false],
      ['/tickets/new', false],
      ['/tickets/:ticketId', false],
      ['/assign', true],
    ]);
    expect(body.routes[3]?.name).toEqual({ zh: '分派工单', en: 'Assign tickets' });
  });

  it('is not sent again while it is the same, and is after a permission or the release changed', async () => {
    server.as(callerWith(['service.ticket.view']));
    const etag = (await menu()).headers.get('etag') ?? '';
    expect((await menu('service', { 'If-None-Match': etag })).status).toBe(304);
    server.as(callerWith(['service.ticket.view', 'service.ticket.note']));
    expect((await menu('service', { 'If-None-Match': etag })).status).toBe(200);
    server.as(callerWith(['service.ticket.view']));
    folder.release({ ...serviceManifest, menu: [serviceManifest.menu[0]!] });
    elapsed += 2000;
    expect((await menu('service', { 'If-None-Match': etag })).status).toBe(304);
    folder.release({
      ...serviceManifest,
      menu: [{ ...serviceManifest.menu[0]!, title: { zh: '全部工单', en: 'All tickets' } }, serviceManifest.menu[1]!],
    });
    elapsed += 2000;
    expect((await menu('service', { 'If-None-Match': etag })).status).toBe(200);
  });

  it('answers not_found for a system that is not deployed, whatever the person holds', async () => {
    server.as(callerWith(Object.keys(allMetas)));
    const { status, body } = await server.get('/api/portal/systems/stores/menu');
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it('answers permission_missing with the Meta of the first page where the person holds nothing', async () => {
    server.as(callerWith(['stores.store.view']));
    const { status, body } = await server.get('/api/portal/systems/service/menu');
    expect([status, body.code, body.meta]).toEqual([
      403,
      'permission_missing',
      {
        code: 'service.ticket.view',
        name: { zh: '查看工单', en: 'See tickets' },
        system: { zh: '客服中心', en: 'Customer service' },
      },
    ]);
  });

  it.each(['nobody', '__proto__', 'service%00', '%F0%A0%AE%B7', '\'"><', 'SERVICE'])(
    'refuses the unknown system %s',
    async (system) => {
      server.as(callerWith(Object.keys(allMetas)));
      const { status, body } = await server.get(`/api/portal/systems/${system}/menu`);
      expect([status, body.code]).toEqual([400, 'invalid_parameter']);
    },
  );
});

describe('one permission, every surface (G1)', () => {
  it('invariant 28: menu page, route and endpoint of a Meta agree for every set of permissions', async () => {
    folder.release(serviceManifest);
    elapsed += 2000;
    await fc.assert(
      fc.asyncProperty(fc.subarray(Object.keys(allMetas)), async (held) => {
        server.as(callerWith(held));
        const { status, body } = await menu();
        const shown = status === 200 ? new Set(pages(body.items).map(({ id }) => id)) : new Set();
        for (const { id, path, meta } of pages(serviceManifest.menu)) {
          const open = (await server.get(`/api/guarded/${meta}`)).status !== 403;
          const route = status === 200 && body.routes.some((each) => each.path === path && each.allowed);
          expect({ id, shown: shown.has(id), route }).toEqual({ id, shown: open, route: open });
        }
      }),
      { numRuns: 40 },
    );
  });
});

interface Tree {
  readonly nodes: readonly MenuNode[];
  readonly held: ReadonlySet<string>;
}

const metas = [
  'service.ticket.view',
  'service.ticket.create',
  'service.ticket.assign',
  'service.ticket.note',
  'stores.store.view',
];
const title = { zh: '项', en: 'Item' };

/** Menus of any depth, ids made unique by their place. */
const tree: fc.Arbitrary<Tree> = fc.record({
  nodes: fc
    .letrec<{ node: MenuNode; page: MenuNode; directory: MenuNode }>((tie) => ({
      page: fc.constantFrom(...metas).map((meta) => ({ id: 'x', title, path: '/tickets', meta })),
      directory: fc.record({
        id: fc.constant('x'),
        title: fc.constant(title),
        children: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
      }),
      node: fc.oneof({ maxDepth: 4 }, tie('page'), tie('directory')),
    }))
    .node.chain((first) => fc.constant([first]))
    .map((nodes) => name(nodes, 'n')),
  held: fc.subarray(metas).map((list) => new Set(list)),
});

function name(nodes: readonly MenuNode[], prefix: string): MenuNode[] {
  return nodes.map((node, at) => {
    const id = `${prefix}-${at}`;
    return node.children ? { ...node, id, children: name(node.children, id) } : { ...node, id };
  });
}

const all = (nodes: readonly MenuNode[]): MenuNode[] => nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
const allowed = (node: MenuNode, held: ReadonlySet<string>): boolean =>
  node.children ? node.children.some((child) => allowed(child, held)) : held.has(node.meta ?? '');

/** A node is visible exactly if it or one of its descendants is allowed. */
const visibleIffAllowed = (prune: typeof pruneMenu) =>
  fc.property(tree, ({ nodes, held }) => {
    const visible = new Set(all(prune(nodes, (meta) => held.has(meta))).map(({ id }) => id));
    for (const node of all(nodes)) expect(visible.has(node.id)).toBe(allowed(node, held));
  });

describe('pruneMenu', () => {
  it('invariant 27: shows a node exactly if it or a descendant of the same system is allowed', () => {
    expect(() => fc.assert(visibleIffAllowed(pruneMenu), { numRuns: 500 })).not.toThrow();
  });

  const faulty: [string, typeof pruneMenu][] = [
    [
      'keeps directories that became empty',
      (nodes, holds) =>
        nodes.flatMap((node): MenuNode[] =>
          node.children ? [{ ...node, children: pruneMenu(node.children, holds) }] : pruneMenu([node], holds),
        ),
    ],
    [
      'shows all pages of a directory when one is allowed',
      (nodes, holds) => nodes.filter((node) => pruneMenu([node], holds).length > 0),
    ],
    [
      'asks for all pages of a directory',
      (nodes, holds) =>
        nodes.filter((node) => (node.children ?? [node]).every((child) => pruneMenu([child], holds).length > 0)),
    ],
    [
      'lets a Meta of another system through',
      (nodes, holds) => pruneMenu(nodes, (meta) => holds(meta) || holds('stores.store.view')),
    ],
  ];
  it.each(faulty)('the property finds a menu that %s', (_what, prune) => {
    expect(fc.check(visibleIffAllowed(prune), { numRuns: 500 }).failed).toBe(true);
  });

  it('keeps the manifest as it was', () => {
    const before = structuredClone(serviceManifest.menu);
    pruneMenu(serviceManifest.menu, () => false);
    expect(serviceManifest.menu).toEqual(before);
    expect(RemoteManifest.parse(storesManifest)).toEqual(storesManifest);
  });
});
