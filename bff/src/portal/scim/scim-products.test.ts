import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scimUrns } from '@eoms/contracts/access/scim.contract';
import { applyRun, listStagedChanges, listSyncRuns } from '@eoms/contracts/access/sync.contract';
import { refusedWith, scimWorld, type Json, type ScimClient, type ScimWorld } from '../../../test/scim-world.ts';
import type { TestClient } from '../../../test/test-app.ts';
import { Person } from '../people/people.model.ts';

let world: ScimWorld;
let scim: ScimClient;
beforeAll(async () => {
  world = await scimWorld();
  ({ scim } = world);
});
afterAll(() => world.close());

const found = async (filter: string): Promise<Json> =>
  (await scim.get(`/Users?filter=${encodeURIComponent(filter)}`)).body;

describe('recorded runs of products', () => {
  test('Entra ID: asks, creates, corrects, disables, enables, deletes', async () => {
    expect(await found('userName eq "lin.wei@wywk.cn"')).toMatchObject({ totalResults: 0, Resources: [] });
    const created = await scim.post('/Users', {
      schemas: [scimUrns.user, scimUrns.enterprise],
      externalId: 'lin.wei',
      userName: 'lin.wei@wywk.cn',
      active: true,
      displayName: '林薇',
      emails: [{ primary: true, type: 'work', value: 'lin.wei@wywk.cn' }],
      meta: { resourceType: 'User' },
      name: { formatted: '林薇', familyName: '林', givenName: '薇' },
      [scimUrns.enterprise]: { department: 'service', employeeNumber: 'E7001' },
    });
    expect(created.status).toBe(201);
    const id = String(created.body['id']);
    expect(await found('userName eq "Lin.Wei@wywk.cn"')).toMatchObject({ totalResults: 1, Resources: [{ id }] });

    const corrected = await scim.patch(`/Users/${id}`, [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'lin.wei2@wywk.cn' },
      { op: 'Replace', path: 'name.familyName', value: '凌' },
      { op: 'Add', path: `${scimUrns.enterprise}:department`, value: 'finance' },
    ]);
    expect([corrected.status, corrected.body]).toMatchObject([
      200,
      {
        name: { familyName: '凌', givenName: '薇' },
        emails: [{ type: 'work', value: 'lin.wei2@wywk.cn', primary: true }],
        [scimUrns.enterprise]: { department: 'finance' },
      },
    ]);

    const disabled = await scim.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
    expect([disabled.status, disabled.body['active']]).toEqual([200, false]);
    expect((await scim.get(`/Users/${id}`)).body['active']).toBe(false);
    expect((await Person.findByPk(id))?.status).toBe('LEFT');

    const enabled = await scim.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'True' }]);
    expect(enabled.body['active']).toBe(true);
    expect((await scim.delete(`/Users/${id}`)).status).toBe(204);
    refusedWith(await scim.get(`/Users/${id}`), 404, undefined);
  });

  test('Entra ID: keeps a group with its members', async () => {
    const member = String((await scim.post('/Users', { userName: 'entra.member' })).body['id']);
    const query = `/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "推送组"')}`;
    expect((await scim.get(query)).body['totalResults']).toBe(0);
    const group = await scim.post('/Groups', {
      schemas: [scimUrns.group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: '推送组',
      members: [],
      meta: { resourceType: 'Group' },
    });
    expect(group.status).toBe(201);
    const path = `/Groups/${String(group.body['id'])}`;
    const added = await scim.patch(path, [{ op: 'Add', path: 'members', value: [{ $ref: null, value: member }] }]);
    expect(added.body['members']).toMatchObject([{ value: member }]);
    const removed = await scim.patch(path, [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: member }] }]);
    expect(removed.body).not.toHaveProperty('members');
    expect((await scim.delete(path)).status).toBe(204);
  });

  test('Okta: pages, creates with a password nobody keeps, replaces, renames a group by its id, deactivates', async () => {
    expect((await scim.get('/Users?startIndex=1&count=2')).body).toMatchObject({ startIndex: 1, itemsPerPage: 2 });
    const created = await scim.post('/Users', {
      schemas: [scimUrns.user],
      userName: 'okta.user@wywk.cn',
      name: { givenName: 'Test', familyName: 'User' },
      emails: [{ primary: true, value: 'okta.user@wywk.cn', type: 'work' }],
      displayName: 'Test User',
      locale: 'zh-CN',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: '1mz050nq',
      active: true,
    });
    expect(created.status).toBe(201);
    expect(JSON.stringify(created.body)).not.toContain('1mz050nq');
    const id = String(created.body['id']);
    const whole = { ...created.body, name: { givenName: 'Another', familyName: 'User' }, displayName: 'Another User' };
    const replaced = await scim.put(`/Users/${id}`, whole);
    expect(replaced.body).toMatchObject({ displayName: 'Another User', name: { givenName: 'Another' } });

    const group = await scim.post('/Groups', { schemas: [scimUrns.group], displayName: 'Okta 组', members: [] });
    const groupId = String(group.body['id']);
    const renamed = await scim.patch(`/Groups/${groupId}`, [
      { op: 'replace', value: { id: groupId, displayName: 'Okta 新组' } },
    ]);
    expect(renamed.body['displayName']).toBe('Okta 新组');

    const gone = await scim.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]);
    expect([gone.status, gone.body['active']]).toEqual([200, false]);
    const names = await found('userName eq "okta.user@wywk.cn" and active eq false');
    expect(names['totalResults']).toBe(1);
  });
});

describe('guards of the HR pipeline', () => {
  const keeper = async (): Promise<TestClient> =>
    world.app.client({ personId: await world.app.holder('access.sync.run') });

  test('invariant 21: the leaver too many waits for a person, once; confirmed it takes effect without another push', async () => {
    const ids: string[] = [];
    // More than the settings let go by themselves.
    for (let n = 0; n < 40; n += 1) ids.push(String((await scim.post('/Users', { userName: `guard${n}` })).body['id']));
    const leave = (id: string) => scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
    let held: string | undefined;
    for (const id of ids) {
      const answer = await leave(id);
      if (answer.status === 200) continue;
      const { detail } = refusedWith(answer, 409, undefined);
      expect(detail).toContain('permission centre');
      held = id;
      break;
    }
    const id = held ?? '';
    expect(id).not.toBe('');
    const shown = async () => (await scim.get(`/Users/${id}`)).body['active'];
    expect(await shown()).toBe(true);
    // A product repeats what was refused.
    refusedWith(await leave(id), 409, undefined);
    refusedWith(await scim.delete(`/Users/${id}`), 409, undefined);

    const hr = await keeper();
    const { items } = (await hr.send(listSyncRuns, { query: { state: ['STAGED'] } })).body as {
      items: { id: string; version: number; source: string }[];
    };
    expect(items).toHaveLength(1);
    const [run] = items as [{ id: string; version: number; source: string }];
    expect(run.source).toMatch(/^scim:/);
    const staged = await hr.send(listStagedChanges, { params: { runId: run.id } });
    expect((staged.body as { items: unknown[] }).items).toHaveLength(1);
    const applied = await hr.send(applyRun, {
      params: { runId: run.id },
      ifMatch: run.version,
      body: { reason: '核对无误' },
    });
    expect(applied.status).toBe(200);
    expect(await shown()).toBe(false);
    expect((await leave(id)).status).toBe(200);
  });
});

describe('two products', () => {
  test('neither changes or deletes what the other keeps', async () => {
    const { body } = await scim.post('/Users', { userName: 'mine' });
    const other = await world.another();
    const path = `/Users/${String(body['id'])}`;
    const move = [{ op: 'replace', path: 'displayName', value: '抢' }];
    refusedWith(await other.patch(path, move), 400, 'mutability');
    refusedWith(await other.delete(path), 400, 'mutability');
    refusedWith(await other.post('/Users', { userName: 'MINE' }), 409, 'uniqueness');
    expect((await scim.get(path)).body).toEqual(body);
  });
});
