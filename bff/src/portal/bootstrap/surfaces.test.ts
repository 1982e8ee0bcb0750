import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Router } from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allEndpoints, allMetas } from '@eoms/contracts/catalogue';
import { fillPath, type Endpoint } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';
import type { Bootstrap, SystemMenu } from '@eoms/contracts/portal/portal.contract';
import type { MenuNode, RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { ReleaseFolder } from '../../../test/release-folder.ts';
import { callerWith, personOf, serveForTest, testLog, type TestServer } from '../../../test/portal-world.ts';
import { AppError } from '../../errors.ts';
import { serve } from '../../http/serve.ts';
import { menusRoutes } from '../menus/menus.routes.ts';
import { createMenusService } from '../menus/menus.service.ts';
import { createRegistryService } from '../registry/registry.service.ts';
import { bootstrapRoutes } from './bootstrap.routes.ts';
import { createBootstrapService } from './bootstrap.service.ts';

const remotes = fileURLToPath(new URL('../../../../remotes/', import.meta.url));

/** Manifests as department teams ship them: data, although it stands in their sources. */
async function shippedManifests(): Promise<RemoteManifest[]> {
  const load = (name: string): Promise<{ manifest: RemoteManifest }> =>
    import(/* @vite-ignore */ `${remotes}${name}/src/remote.ts`) as Promise<{ manifest: RemoteManifest }>;
  return (await Promise.all(readdirSync(remotes).map(load))).map(({ manifest }) => manifest);
}

const own = new Set(['getBootstrap', 'getSystemMenu']);
const pagesOf = (nodes: readonly MenuNode[]): MenuNode[] =>
  nodes.flatMap((node) => (node.children ? pagesOf(node.children) : [node]));

let manifests: readonly RemoteManifest[];
let folder: ReleaseFolder;
let server: TestServer;

beforeAll(async () => {
  folder = new ReleaseFolder();
  manifests = await shippedManifests();
  for (const manifest of manifests) folder.release(manifest);
  const registry = createRegistryService({ folder: folder.path, log: testLog().log });
  const menus = createMenusService({ registry });
  server = await serveForTest(() => {
    const bootstrap = createBootstrapService({
      registry,
      menus,
      preferences: { readPreferences: async () => ({ locale: 'zh-CN', theme: 'system' }) },
      demo: false,
      describePerson: async ({ caller }) => personOf(caller),
      accessVersion: () => 'one',
    });
    const others = Router();
    // What comes after the permission is not asked here: any answer but its refusal counts as open.
    for (const endpoint of allEndpoints)
      if (!own.has(endpoint.id))
        serve(others, endpoint, (): never => Promise.reject(new AppError('conflict')) as never);
    return [bootstrapRoutes(bootstrap), menusRoutes(menus), others];
  });
});
afterAll(async () => {
  await server.close();
  folder[Symbol.dispose]();
});

async function isOpen(endpoint: Endpoint): Promise<boolean> {
  const path = fillPath(endpoint.path, endpoint.examples.params);
  const answer =
    endpoint.method === 'get'
      ? await server.get<Problem>(path)
      : await server.send<Problem>(endpoint.method.toUpperCase(), path, {});
  return answer.body.code !== 'permission_missing';
}

/** One endpoint for each permission; one check stands before all of them. */
const endpointsByMeta = new Map(
  allEndpoints.filter(({ meta }) => meta !== null).map((one) => [one.meta as string, one]),
);

/** Permissions that an endpoint of another permission asks for by itself: about oneself everybody may ask why. */
const askedInside = new Set(['access.decision.explain']);

it('the page of every route reads or writes something under the very permission that opens it', () => {
  const guarded = new Set<string>([...endpointsByMeta.keys(), ...askedInside]);
  const bare = manifests.flatMap(({ name, routes }) =>
    routes.filter(({ meta }) => !guarded.has(meta)).map(({ path, meta }) => `${name}${path} by ${meta}`),
  );
  expect(bare).toEqual([]);
});

it('G1: for any person menu, address, link and endpoint agree on every route', async () => {
  const metas = Object.keys(allMetas);
  const routes = manifests.flatMap((manifest) => manifest.routes.map((route) => ({ ...route, manifest })));
  const person = fc.oneof(
    fc.subarray(metas),
    // Few permissions find more than many: a system of which somebody may open one page only.
    fc.subarray(metas, { minLength: 0, maxLength: 3 }),
    fc.constantFrom(...routes).map(({ meta }) => [meta]),
  );
  // Somebody who may open nothing but a page that no menu shows: chance would hardly ever make him.
  const inMenus = new Set(manifests.flatMap(({ menu }) => pagesOf(menu).map(({ meta }) => meta)));
  const hidden = [...new Set(routes.map(({ meta }) => meta))].filter((meta) => !inMenus.has(meta));
  expect(hidden.length).toBeGreaterThan(0);
  const examples = hidden.map((meta): [string[]] => [[meta]]);
  await fc.assert(
    fc.asyncProperty(person, async (held) => {
      server.as(callerWith(held));
      const { body } = await server.get<Bootstrap>('/api/portal/bootstrap');
      for (const { name, menu, routes: declared, intents } of manifests) {
        const entered = body.systems.some(({ code }) => code === name);
        const answer = await server.get<SystemMenu>(`/api/portal/systems/${name}/menu`);
        const opened = entered && answer.status === 200 ? answer.body : undefined;
        const opens = (path: string) => opened?.routes.some((route) => route.path === path && route.allowed) ?? false;
        const shown = new Set(pagesOf(opened?.items ?? []).map(({ path }) => path));
        for (const { path, meta } of declared) {
          const may = held.includes(meta);
          expect({ path, opens: opens(path) }).toEqual({ path, opens: may });
          const endpoint = endpointsByMeta.get(meta);
          if (endpoint) expect({ meta, open: await isOpen(endpoint) }).toEqual({ meta, open: may });
        }
        for (const { path, meta = '' } of pagesOf(menu))
          expect({ path, shown: shown.has(path) }).toEqual({ path, shown: held.includes(meta) });
        for (const [intent, { path }] of Object.entries(intents))
          expect({ intent, allowed: body.intents[intent]?.allowed }).toEqual({ intent, allowed: opens(path) });
      }
    }),
    { numRuns: 25 + examples.length, examples },
  );
});
