import type { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReleaseFolder, serviceManifest, storesManifest } from '../../../test/release-folder.ts';
import { createRegistryService } from './registry.service.ts';

let folder: ReleaseFolder;
let elapsed = 0;
let lines: Record<string, unknown>[] = [];
const log = pino(
  { base: null },
  { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
);

beforeEach(() => {
  folder = new ReleaseFolder();
  elapsed = 0;
  lines = [];
});
afterEach(() => folder[Symbol.dispose]());

const open = () => createRegistryService({ folder: folder.path, log, elapsed: () => elapsed });
const later = (): void => void (elapsed += 1001);
const versions = (registry: ReturnType<typeof open>): Record<string, string> =>
  Object.fromEntries(registry.deployed().map(({ name, version }) => [name, version]));
const errors = (): unknown[] => lines.filter(({ level }) => level === 50).map(({ reason }) => reason);

describe('start', () => {
  it('serves nothing when nothing was ever released', () => {
    folder.remove('.');
    expect(open().deployed()).toEqual([]);
  });

  it('answers releases in menu order, with entry, integrity and intents', () => {
    const stores = folder.release(storesManifest);
    const service = folder.release(serviceManifest);
    const registry = open();
    expect(registry.deployed().map(({ name }) => name)).toEqual(['service', 'stores']);
    const remote = registry.find('service');
    expect(remote?.entry).toBe(`/remotes/service/${service}/remoteEntry.js`);
    expect(Object.keys(remote?.integrity ?? {})).toEqual([
      `/remotes/service/${service}/remoteEntry.js`,
      `/remotes/service/${service}/css/app.css`,
    ]);
    expect(registry.find('stores')?.version).toBe(stores);
    expect(registry.intents().get('ticket.open')).toEqual({
      system: 'service',
      path: '/service/tickets/:ticketId',
      meta: 'service.ticket.view',
    });
    expect(registry.intents().has('ticket.create')).toBe(false);
  });

  const menuPage = serviceManifest.menu[0]!;
  const faults: [string, RemoteManifest, RegExp][] = [
    [
      'an unknown Meta',
      { ...serviceManifest, routes: [{ path: '/tickets', meta: 'service.ticket.burn' }] },
      /unknown Meta service\.ticket\.burn/,
    ],
    [
      'a Meta of another system',
      { ...serviceManifest, routes: [...serviceManifest.routes, { path: '/x', meta: 'stores.store.view' }] },
      /another system/,
    ],
    [
      'a route without Meta',
      { ...serviceManifest, routes: [{ path: '/tickets' } as never] },
      /manifest\.routes\.0\.meta/,
    ],
    [
      'a menu page without Meta',
      { ...serviceManifest, menu: [{ id: 'x', title: menuPage.title, path: '/tickets' }] },
      /needs a path and a Meta/,
    ],
    [
      'a menu page that leads nowhere',
      { ...serviceManifest, menu: [{ ...menuPage, path: '/nowhere' }] },
      /leads to \/nowhere, which is no route/,
    ],
    [
      'a menu page shown by another Meta than its route',
      { ...serviceManifest, menu: [{ ...menuPage, meta: 'service.ticket.assign' }] },
      /shows by service\.ticket\.assign/,
    ],
    [
      'a menu page with parameters',
      { ...serviceManifest, menu: [{ ...menuPage, path: '/tickets/:ticketId' }] },
      /parameters in its path/,
    ],
    ['two menu entries with one id', { ...serviceManifest, menu: [menuPage, menuPage] }, /tickets appears twice/],
    [
      'a route twice',
      {
        ...serviceManifest,
        routes: [...serviceManifest.routes, { path: '/tickets/:id', meta: 'service.ticket.view' }],
      },
      /appears twice/,
    ],
    [
      'a directory with a Meta',
      { ...serviceManifest, menu: [{ ...serviceManifest.menu[1]!, meta: 'service.ticket.view' }] },
      /directory desk names a Meta/,
    ],
    ['a base path of the portal', { ...serviceManifest, basePath: '/api' }, /base path \/api belongs to the portal/],
    [
      'an intent with wrong parameters',
      { ...serviceManifest, intents: { 'ticket.open': { path: '/tickets', meta: 'service.ticket.view' } } },
      /ticket\.open must fill/,
    ],
    [
      'an intent that leads nowhere',
      { ...serviceManifest, intents: { 'ticket.list': { path: '/list', meta: 'service.ticket.view' } } },
      /ticket\.list leads to \/list/,
    ],
    [
      'an intent with another Meta than its route',
      { ...serviceManifest, intents: { 'ticket.list': { path: '/tickets', meta: 'service.ticket.note' } } },
      /allowed by service\.ticket\.note/,
    ],
    [
      'an unknown intent',
      { ...serviceManifest, intents: { 'ticket.burn': { path: '/tickets', meta: 'service.ticket.view' } } as never },
      /intents/,
    ],
  ];
  it.each(faults)('refuses %s with one line', (_what, manifest, reason) => {
    folder.release(manifest);
    expect(open).toThrow(reason);
    expect(open).toThrow(/^remote service cannot be deployed: [^\n]+$/);
  });

  it('refuses two remotes on one base path and two that answer one intent', () => {
    folder.release(serviceManifest);
    folder.release({ ...storesManifest, basePath: '/service' });
    expect(open).toThrow('remotes cannot be deployed together: base path /service is claimed by service and stores');
    folder.release({ ...storesManifest, intents: { 'ticket.list': { path: '/stores', meta: 'stores.store.view' } } });
    expect(open).not.toThrow();
    folder.release({
      ...serviceManifest,
      intents: { 'ticket.list': { path: '/tickets', meta: 'service.ticket.view' } },
    });
    expect(open).toThrow('remotes cannot be deployed together: intent ticket.list is claimed by service and stores');
  });

  it('refuses files that are missing, changed, unlisted entries and unsafe names', () => {
    const version = folder.release(serviceManifest);
    folder.write(`service/${version}/css/app.css`, 'tampered');
    expect(open).toThrow('file css/app.css is not the one release.json lists');
    folder.remove(`service/${version}/css/app.css`);
    expect(open).toThrow('file css/app.css is missing');
    folder.release(serviceManifest, undefined, { entry: 'other.js' });
    expect(open).toThrow('entry other.js is not among the files');
    folder.release(serviceManifest, undefined, { files: { '../../x.js': { integrity: 'sha384-x', bytes: 1 } } });
    expect(open).toThrow('file name "../../x.js" is not allowed');
  });

  it.each([
    ['not JSON', '{'],
    ['a version with a path in it', '{"version":"../1.0.0-00000000"}'],
    ['a version without files', '{"version":"9.9.9-00000000"}'],
    ['null', 'null'],
  ])('refuses a current.json that is %s', (_what, text) => {
    folder.release(serviceManifest);
    folder.write('service/current.json', text);
    expect(open).toThrow(/^remote service cannot be deployed: /);
  });
});

describe('a later change', () => {
  const next = (change: Partial<RemoteManifest> = {}) =>
    folder.release({ ...serviceManifest, icon: 'phone', ...change });

  it('is taken without a restart, after at most a second, and is told', () => {
    const first = folder.release(serviceManifest);
    const registry = open();
    const second = next();
    expect(versions(registry)).toEqual({ service: first });
    later();
    expect(versions(registry)).toEqual({ service: second });
    expect(lines).toMatchObject([{ msg: 'deployed release changed', remote: 'service', version: second }]);
    const stores = folder.release(storesManifest);
    folder.deploy('service', first);
    later();
    expect(versions(registry)).toEqual({ service: first, stores });
  });

  it('takes a remote away when its current.json is gone', () => {
    folder.release(serviceManifest);
    const registry = open();
    folder.remove('service/current.json');
    later();
    expect(registry.deployed()).toEqual([]);
    expect(registry.find('service')).toBeUndefined();
  });

  it('is refused when it is broken: the old release stays, one error is logged', () => {
    const first = folder.release(serviceManifest);
    const registry = open();
    next({ routes: [{ path: '/tickets', meta: 'service.ticket.burn' }] });
    for (let time = 0; time < 3; time += 1) {
      later();
      expect(versions(registry)).toEqual({ service: first });
    }
    expect(errors()).toEqual(['route /tickets names the unknown Meta service.ticket.burn']);
    folder.write('service/current.json', '{"version":');
    later();
    expect(versions(registry)).toEqual({ service: first });
    expect(errors()).toHaveLength(2);
    const fixed = next({ icon: 'bell' });
    later();
    expect(versions(registry)).toEqual({ service: fixed });
  });

  it('is refused alone when it clashes, and taken once the other gave way', () => {
    const first = folder.release(serviceManifest);
    folder.release(storesManifest);
    const registry = open();
    const greedy = {
      ...serviceManifest,
      intents: { 'store.open': { path: '/tickets/:storeId', meta: 'service.ticket.view' } },
    } satisfies RemoteManifest;
    const second = folder.release(greedy);
    later();
    expect(registry.find('service')?.version).toBe(first);
    expect(errors()).toEqual(['intent store.open is claimed by service and stores']);
    const modest = folder.release({ ...storesManifest, intents: {} });
    later();
    expect(registry.find('stores')?.version).toBe(modest);
    later();
    expect(registry.find('service')?.version).toBe(second);
  });

  it('takes two changes that fit only together', () => {
    folder.release(serviceManifest);
    folder.release(storesManifest);
    const registry = open();
    folder.release({ ...serviceManifest, basePath: '/stores' });
    folder.release({ ...storesManifest, basePath: '/service' });
    later();
    expect(registry.deployed().map(({ manifest }) => manifest.basePath)).toEqual(['/stores', '/service']);
    expect(errors()).toEqual([]);
  });
});

describe('files', () => {
  it('knows listed files of every stored release, current or not, and nothing else', () => {
    const old = folder.release(serviceManifest);
    const registry = open();
    folder.release({ ...serviceManifest, icon: 'phone' });
    later();
    expect(registry.file('service', old, 'css/app.css')).toBe(`${folder.path}/service/${old}/css/app.css`);
    for (const path of ['release.json', 'css/app.css.br', 'css', '../current.json', '', 'css//app.css'])
      expect(registry.file('service', old, path)).toBeUndefined();
    expect(registry.file('service', '1.0.0-ffffffff', 'remoteEntry.js')).toBeUndefined();
    expect(registry.file('service', '..', 'current.json')).toBeUndefined();
    expect(registry.file('nobody', old, 'remoteEntry.js')).toBeUndefined();
    expect(registry.file('__proto__', old, 'remoteEntry.js')).toBeUndefined();
  });
});
