import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Context } from '../../http/context.ts';
import { ReleaseFolder, serviceManifest, storesManifest } from '../../../test/release-folder.ts';
import { callerWith, serveForTest, testLog } from '../../../test/portal-world.ts';
import { createRegistryService } from '../registry/registry.service.ts';
import { workRoutes } from './work.routes.ts';
import { createWorkService, type ProvidedWork, type WorkProvider } from './work.service.ts';

const folder = new ReleaseFolder();
const { log, lines } = testLog();
const title = { zh: '我受理的工单', en: 'My tickets' };
const work = (key: string): ProvidedWork => ({
  key,
  title,
  count: 3,
  more: false,
  tone: 'attention',
  path: '/tickets?owner=me',
});
const provider = (change: Partial<WorkProvider> = {}): WorkProvider => ({
  system: 'service',
  meta: 'service.ticket.view',
  provide: async () => [work('service.mine')],
  ...change,
});
const registry = () => createRegistryService({ folder: folder.path, log });
const contextWith = (metas: string[]): Context => ({
  requestId: 'test',
  locale: 'zh',
  caller: callerWith(metas),
  now: new Date(),
  log,
  transaction: undefined,
  afterCommit: () => {},
});
const everything = ['service.ticket.view', 'stores.store.view'];

beforeAll(() => {
  folder.release(serviceManifest);
  folder.release(storesManifest);
});
afterAll(() => folder[Symbol.dispose]());
beforeEach(() => {
  lines.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('listWork', () => {
  it('lists the work of all systems in menu order, with the whole path', async () => {
    const service = createWorkService({ registry: registry() });
    service.registerWorkProvider(
      provider({
        system: 'stores',
        meta: 'stores.store.view',
        provide: async () => [{ ...work('stores.due'), path: '/stores' }],
      }),
    );
    service.registerWorkProvider(provider());
    const { items, unanswered } = await service.listWork(contextWith(everything));
    expect(items.map(({ key, system, path }) => [key, system, path])).toEqual([
      ['service.mine', 'service', '/service/tickets?owner=me'],
      ['stores.due', 'stores', '/stores/stores'],
    ]);
    expect(unanswered).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks nobody whose permission the person lacks, nor a system that is not deployed', async () => {
    const asked = vi.fn(async () => [work('x')]);
    const service = createWorkService({ registry: registry() });
    service.registerWorkProvider(provider({ meta: 'service.ticket.assign', provide: asked }));
    service.registerWorkProvider(provider({ system: 'legal', provide: asked }));
    expect(await service.listWork(contextWith(everything))).toEqual({ items: [], unanswered: [] });
    expect(asked).not.toHaveBeenCalled();
  });

  it('names a system that hangs after 300 ms, not later, and delays nobody', async () => {
    const hung = Promise.withResolvers<ProvidedWork[]>();
    const service = createWorkService({ registry: registry() });
    service.registerWorkProvider(
      provider({ system: 'stores', meta: 'stores.store.view', provide: () => hung.promise }),
    );
    service.registerWorkProvider(provider());
    let settled = false;
    const answer = service.listWork(contextWith(everything)).finally(() => (settled = true));
    await vi.advanceTimersByTimeAsync(299);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toBe(true);
    const { items, unanswered } = await answer;
    expect(items.map(({ key }) => key)).toEqual(['service.mine']);
    expect(unanswered).toEqual(['stores']);
    expect(lines).toMatchObject([{ level: 'warn', system: 'stores', reason: 'deadline' }]);
    // A failure that comes late ends nothing.
    hung.reject(new Error('late'));
    await vi.advanceTimersByTimeAsync(1);
    expect(await service.listWork(contextWith(['service.ticket.view']))).toMatchObject({ unanswered: [] });
  });

  it.each<[string, WorkProvider['provide']]>([
    [
      'rejects',
      async () => {
        throw new TypeError('13800138000 is unknown');
      },
    ],
    [
      'throws at once',
      () => {
        throw new TypeError('13800138000 is unknown');
      },
    ],
  ])('names a system that %s, once, and tells the log no data', async (_what, provide) => {
    const service = createWorkService({ registry: registry() });
    service.registerWorkProvider(provider({ provide }));
    service.registerWorkProvider(provider({ provide }));
    service.registerWorkProvider(provider());
    const { items, unanswered } = await service.listWork(contextWith(everything));
    expect([items.length, unanswered]).toEqual([1, ['service']]);
    expect(lines.map(({ reason }) => reason)).toEqual(['TypeError', 'TypeError']);
    expect(JSON.stringify(lines)).not.toContain('13800138000');
  });

  it('answers over HTTP', async () => {
    vi.useRealTimers();
    const service = createWorkService({ registry: registry() });
    service.registerWorkProvider(provider());
    const server = await serveForTest(() => [workRoutes(service)]);
    server.as(callerWith(['service.ticket.view']));
    const { status, body } = await server.get<unknown>('/api/portal/work');
    await server.close();
    expect([status, body]).toEqual([
      200,
      { items: [{ ...work('service.mine'), system: 'service', path: '/service/tickets?owner=me' }], unanswered: [] },
    ]);
  });
});
