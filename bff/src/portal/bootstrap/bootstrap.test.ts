import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { intents } from '@eoms/contracts/intents';
import type { Bootstrap } from '@eoms/contracts/portal/portal.contract';
import { ReleaseFolder, serviceManifest, storesManifest } from '../../../test/release-folder.ts';
import { callerWith, personOf, serveForTest, testLog, type TestServer } from '../../../test/portal-world.ts';
import type { Caller } from '../../http/context.ts';
import { createMenusService } from '../menus/menus.service.ts';
import { definePreference } from '../preferences/preferences.model.ts';
import { preferencesRoutes } from '../preferences/preferences.routes.ts';
import { createPreferencesService } from '../preferences/preferences.service.ts';
import { createRegistryService } from '../registry/registry.service.ts';
import { bootstrapRoutes } from './bootstrap.routes.ts';
import { createBootstrapService } from './bootstrap.service.ts';

let folder: ReleaseFolder;
let server: TestServer;
let elapsed = 0;
let accessVersion = 'version-7';

beforeAll(async () => {
  folder = new ReleaseFolder();
  const registry = createRegistryService({ folder: folder.path, log: testLog().log, elapsed: () => elapsed });
  const menus = createMenusService({ registry });
  server = await serveForTest((sequelize) => {
    definePreference(sequelize);
    const preferences = createPreferencesService();
    const bootstrap = createBootstrapService({
      registry,
      menus,
      preferences,
      demo: true,
      describePerson: async ({ caller }) => personOf(caller),
      accessVersion: () => accessVersion,
    });
    return [bootstrapRoutes(bootstrap), preferencesRoutes(preferences)];
  });
});
beforeEach(() => {
  for (const name of ['service', 'stores']) folder.remove(name);
  elapsed += 2000;
});
afterAll(async () => {
  await server.close();
  folder[Symbol.dispose]();
});

const bootstrap = (headers = {}) => server.get<Bootstrap>('/api/portal/bootstrap', headers);
const systemsOf = async (caller: Caller): Promise<string[]> => {
  server.as(caller);
  return (await bootstrap()).body.systems.map(({ code }) => code);
};

describe('getBootstrap', () => {
  it('answers person, release vector, integrity, access version and demo flag, and no permission code', async () => {
    const version = folder.release(serviceManifest);
    const caller = callerWith(['service.ticket.view']);
    server.as(caller);
    const { status, body, text, headers } = await bootstrap();
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(body).toMatchObject({
      person: personOf(caller),
      preferences: { locale: 'zh-CN', theme: 'system' },
      accessVersion: 'version-7',
      demo: true,
    });
    const base = `/remotes/service/${version}`;
    expect(body.systems).toEqual([
      {
        code: 'service',
        title: { zh: '客服中心', en: 'Customer service' },
        icon: 'headset',
        basePath: '/service',
        remote: {
          name: 'service',
          version,
          entry: `${base}/remoteEntry.js`,
          integrity: {
            [`${base}/remoteEntry.js`]: expect.stringMatching(/^sha384-/),
            [`${base}/css/app.css`]: expect.stringMatching(/^sha384-/),
          },
        },
      },
    ]);
    expect(text).not.toContain('ticket.view');
  });

  it('lists a system only where it is deployed and a page of its menu is permitted', async () => {
    const everything = ['service.ticket.view', 'stores.store.view'];
    expect(await systemsOf(callerWith(everything))).toEqual([]);
    folder.release(storesManifest);
    folder.release(serviceManifest);
    elapsed += 2000;
    expect(await systemsOf(callerWith(everything))).toEqual(['service', 'stores']);
    expect(await systemsOf(callerWith(['stores.store.view']))).toEqual(['stores']);
    // A button alone opens no page.
    expect(await systemsOf(callerWith(['service.ticket.reply']))).toEqual([]);
    expect(await systemsOf(callerWith([]))).toEqual([]);
    folder.remove('stores/current.json');
    elapsed += 2000;
    expect(await systemsOf(callerWith(everything))).toEqual(['service']);
  });

  it('says of each intent who answers it, or why it cannot be followed', async () => {
    folder.release(serviceManifest);
    elapsed += 2000;
    server.as(callerWith(['service.ticket.view']));
    const { body } = await bootstrap();
    expect(Object.keys(body.intents).sort()).toEqual(Object.keys(intents).sort());
    expect(body.intents['ticket.open']).toEqual({
      path: '/service/tickets/:ticketId',
      system: 'service',
      allowed: true,
      reason: null,
    });
    expect(body.intents['store.open']).toEqual({ path: null, system: null, allowed: false, reason: 'not_deployed' });
    server.as(callerWith([]));
    expect((await bootstrap()).body.intents['ticket.open']).toEqual({
      path: '/service/tickets/:ticketId',
      system: 'service',
      allowed: false,
      reason: 'permission_missing',
      meta: 'service.ticket.view',
    });
  });

  it('is not sent again while it is the same, and is after a release, a permission or its scope changed', async () => {
    folder.release(serviceManifest);
    elapsed += 2000;
    const caller = callerWith(['service.ticket.view']);
    server.as(caller);
    const tag = async (): Promise<string> => (await bootstrap()).headers.get('etag') ?? '';
    let etag = await tag();
    const changed = async (): Promise<boolean> => {
      const { status, headers } = await bootstrap({ 'If-None-Match': etag });
      etag = headers.get('etag') ?? '';
      return status === 200;
    };
    expect(await changed()).toBe(false);
    folder.release({ ...serviceManifest, icon: 'phone' });
    elapsed += 2000;
    expect(await changed()).toBe(true);
    expect(await changed()).toBe(false);
    accessVersion = 'version-8';
    expect(await changed()).toBe(true);
    server.as(callerWith([], { id: caller.id }));
    expect(await changed()).toBe(true);
  });

  it('describes a service client without asking the organisation', async () => {
    server.as(callerWith([], { kind: 'service', name: 'POS', sid: null }));
    const { body } = await bootstrap();
    expect(body.person).toMatchObject({ kind: 'service', name: 'POS', employeeNo: null, level: 0 });
  });
});

describe('savePreferences', () => {
  const save = (body: unknown) => server.send('PUT', '/api/portal/preferences', body);

  it('keeps language and theme of the caller alone', async () => {
    const [one, other] = [callerWith([]), callerWith([])];
    server.as(one);
    expect((await save({ locale: 'en', theme: 'dark' })).body).toEqual({ locale: 'en', theme: 'dark' });
    expect((await save({ locale: 'en', theme: 'light' })).status).toBe(200);
    expect((await bootstrap()).body.preferences).toEqual({ locale: 'en', theme: 'light' });
    server.as(other);
    expect((await bootstrap()).body.preferences).toEqual({ locale: 'zh-CN', theme: 'system' });
    expect((await bootstrap({ 'Accept-Language': 'en-GB,en;q=0.9' })).body.preferences).toEqual({
      locale: 'en',
      theme: 'system',
    });
  });

  it('ends in one of fifty choices saved at once', async () => {
    server.as(callerWith([]));
    const choices = Array.from({ length: 50 }, (_none, n) => ({
      locale: n % 2 ? 'en' : 'zh-CN',
      theme: n % 3 ? 'dark' : 'light',
    }));
    const answers = await Promise.all(choices.map(save));
    expect(answers.map(({ status }) => status)).toEqual(choices.map(() => 200));
    expect(choices).toContainEqual((await bootstrap()).body.preferences);
  });

  it.each([
    { locale: 'fr', theme: 'dark' },
    { locale: 'en' },
    { locale: 'en', theme: 'dark', personId: 'x' },
    { locale: ['en'], theme: 'dark' },
  ])('refuses %j', async (body) => {
    server.as(callerWith([]));
    const answer = await save(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });
});
