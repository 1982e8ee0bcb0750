import type { PortalSystem } from '@eoms/kit';
import { describe, expect, test, vi } from 'vitest';
import { LoadDeadlineError, RemoteLoader, type FederationPort } from './load-remote.ts';

const system: PortalSystem = {
  code: 'legal',
  title: { zh: '法务中心', en: 'Legal' },
  icon: 'scale',
  basePath: '/legal',
  remote: {
    name: 'legal',
    version: '1.0.0-0a1b2c3d',
    entry: '/remotes/legal/1.0.0-0a1b2c3d/remoteEntry.js',
    integrity: {},
  },
};

const App = () => null;

function fakeFederation(answers: (() => Promise<unknown>)[]) {
  const registered: { entry: string; force: boolean }[] = [];
  const port: FederationPort = {
    name: 'eoms_shell',
    shareScopeMap: {},
    registerRemotes: ([remote], { force }) => void registered.push({ entry: remote?.entry ?? '', force }),
    loadRemote: () => (answers.shift() ?? (() => Promise.reject(new Error('no more answers'))))(),
  };
  return { port, registered };
}

const works = () => Promise.resolve({ default: App });
const fails = () => Promise.reject(new Error('404'));
const hangs = () => new Promise<never>(() => {});
const limits = { deadline: 200, pause: 1 };

describe('RemoteLoader', () => {
  test('loads a remote once for everybody who asks', async () => {
    const { port, registered } = fakeFederation([works]);
    const loader = new RemoteLoader(async () => port, limits);
    const [first, second] = await Promise.all([loader.load(system), loader.load(system)]);
    expect(first).toBe(App);
    expect(second).toBe(App);
    expect(loader.loaded(system)).toBe(App);
    expect(registered).toEqual([
      { entry: `${location.origin}/remotes/legal/1.0.0-0a1b2c3d/remoteEntry.js`, force: false },
    ]);
  });

  test('a first failure is retried at another address, and registered by force', async () => {
    const { port, registered } = fakeFederation([fails, works]);
    await expect(new RemoteLoader(async () => port, limits).load(system)).resolves.toBe(App);
    expect(registered[1]).toEqual({ entry: `${registered[0]?.entry}?try=1`, force: true });
  });

  test('a failure is not remembered: the next load of the same tab can succeed', async () => {
    const { port } = fakeFederation([fails, fails, works]);
    const loader = new RemoteLoader(async () => port, limits);
    await expect(loader.load(system)).rejects.toThrow('404');
    await expect(loader.load(system)).resolves.toBe(App);
  });

  test('a remote that hangs ends at the deadline and can be tried again', async () => {
    const { port } = fakeFederation([hangs, works]);
    const loader = new RemoteLoader(async () => port, { deadline: 20, pause: 1 });
    await expect(loader.load(system)).rejects.toBeInstanceOf(LoadDeadlineError);
    await expect(loader.load(system)).resolves.toBe(App);
  });

  test('a remote without its component is refused', async () => {
    const { port } = fakeFederation([() => Promise.resolve({}), () => Promise.resolve(null)]);
    await expect(new RemoteLoader(async () => port, limits).load(system)).rejects.toThrow('exposes no component');
  });

  test('a retry frees shared packages whose loading failed and gives all of them back to the shell', async () => {
    const { port } = fakeFederation([fails, works]);
    const failed = { from: 'eoms_legal', loading: Promise.resolve(), loaded: false };
    const kept = { from: 'eoms_legal', loading: Promise.resolve(), loaded: true };
    const scope = { default: { '@eoms/kit/ui': { '1.0.0': failed }, react: { '19.3.1': kept } } };
    await new RemoteLoader(async () => ({ ...port, shareScopeMap: scope }), limits).load(system);
    expect(failed).toMatchObject({ from: 'eoms_shell', loading: null });
    expect(kept.from).toBe('eoms_shell');
    expect(kept.loading).not.toBeNull();
  });

  test('a failing preload stays silent and does not spoil the load that follows', async () => {
    const { port } = fakeFederation([fails, fails, works]);
    const loader = new RemoteLoader(async () => port, limits);
    const load = vi.spyOn(loader, 'load');
    loader.preload(system);
    await expect(load.mock.results[0]?.value).rejects.toThrow('404');
    await expect(loader.load(system)).resolves.toBe(App);
  });

  test('the federation runtime itself may fail and come back', async () => {
    const { port } = fakeFederation([works]);
    const connect = vi
      .fn<() => Promise<FederationPort>>()
      .mockRejectedValueOnce(new Error('chunk'))
      .mockResolvedValue(port);
    await expect(new RemoteLoader(connect, limits).load(system)).resolves.toBe(App);
  });
});
