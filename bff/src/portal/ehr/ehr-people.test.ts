import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EhrRecordInput } from '@eoms/contracts/access/sync.record';
import { EhrWorld, hours, personRecord, place, unitRecord } from '../../../test/ehr-world.ts';
import { newId } from '../../database/new-id.ts';
import { referenceAccess } from '../access/access.policy.ts';
import { DeadLetter } from './ehr.model.ts';
import { AccessGrant } from '../grants/grants.model.ts';

let world: EhrWorld;
beforeAll(async () => {
  world = await EhrWorld.make();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const teams = ['ta', 'tb', 'tc'];
const company = (): EhrRecordInput[] => [
  unitRecord('top', 1, null),
  ...teams.map((team) => unitRecord(team, 1, 'top')),
];

const idOf = async (table: 'person' | 'org_unit', ehrId: string): Promise<string> => {
  const [row] = await world.rows<{ id: string }>(`SELECT id FROM ${table} WHERE ehr_id = :ehrId`, { ehrId });
  return row?.id ?? '';
};

/** A permission for each team, held by everybody who works there. */
async function rulesForTeams(): Promise<void> {
  await world.deliver(company());
  const units = await Promise.all(teams.map((team) => idOf('org_unit', team)));
  await world.write(async (writer) => {
    await writer.insert('system_entry', { code: 'stores', status: 'LIVE', meta_version: 1 });
    for (const [bit, team] of [...teams, 'extra'].entries()) {
      const [meta, role] = [newId(), newId()];
      const code = `stores.team.${team}`;
      const plain = {
        sort: bit,
        risk_tier: 0,
        requestable: true,
        max_short_minutes: 60,
        max_long_days: 30,
        version: 1,
      };
      const texts = {
        kind: 'ACTION',
        title_zh: code,
        title_en: code,
        status: 'ACTIVE',
        scope_kinds: '[]',
        declared_by: 'test',
      };
      const made = { tuned: false, created_at: world.now };
      await writer.insert('meta', {
        id: meta,
        bit_no: bit,
        system_code: 'stores',
        code,
        live_code: code,
        ...plain,
        ...texts,
        ...made,
      });
      const names = { code: team, name_zh: team, name_en: team };
      await writer.insert('role', { id: role, system_code: 'stores', ...names, status: 'ACTIVE', version: 1 });
      await writer.insert('role_meta', { role_id: role, meta_id: meta });
      if (team === 'extra') continue;
      const conditions = {
        unit_id: units[bit],
        include_subtree: true,
        role_id: role,
        scope_kind: 'ALL',
        scope_unit_ids: '[]',
      };
      await writer.insert('base_rule', { id: newId(), ...conditions, starts_at: new Date(hours(-9000)), seq: 1 });
    }
  });
}

const held = async (ehrId: string, at: Date): Promise<string[]> => {
  const access = referenceAccess(await world.instance().facts(), await idOf('person', ehrId), at);
  return [...access.metas()].map((meta) => meta.split('.')[2]!).toSorted();
};

describe('moves that are dated ahead', () => {
  it('invariant 17: nothing changes before the instant, everything at it, and no run is needed between', async () => {
    await rulesForTeams();
    const ahead = fc.record({
      to: fc.constantFrom(1, 2),
      minutes: fc.integer({ min: 1, max: 60 * 24 * 30 }),
      gap: fc.nat({ max: 2 }),
    });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(ahead, async ({ to, minutes, gap }) => {
        const id = `mover${(count += 1)}`;
        await world.deliver([personRecord(id, 1, [place('ta')])]);
        const turn = new Date(world.now.getTime() + minutes * 60_000);
        const begin = new Date(turn.getTime() + gap * 60_000);
        const places = [place('ta', { until: turn.toISOString() }), place(teams[to]!, { from: begin.toISOString() })];
        expect(await world.deliver([personRecord(id, 2, places)])).toMatchObject({
          state: 'APPLIED',
          counts: { moves: 1 },
        });
        const [old, fresh] = ['ta', teams[to]!];
        for (const at of [world.now, new Date(turn.getTime() - 1)]) expect(await held(id, at)).toEqual([old]);
        expect(await held(id, turn)).toEqual(gap === 0 ? [fresh] : []);
        expect(await held(id, begin)).toEqual([fresh]);
        expect(await held(id, new Date(begin.getTime() + 90 * 24 * 3600_000))).toEqual([fresh]);
      }),
      { numRuns: 20 },
    );
  });

  it('a leave dated ahead ends places at its instant, and the status with the first run after it', async () => {
    await rulesForTeams();
    const leave = { status: 'LEFT', statusFrom: hours(10) };
    await world.deliver([personRecord('ann', 1, [place('ta')])]);
    const run = await world.deliver([personRecord('ann', 2, [place('ta')], leave)]);
    expect(run.letters).toMatchObject([{ error: 'status_ahead' }]);
    expect(await held('ann', new Date(hours(9)))).toEqual(['ta']);
    expect(await held('ann', new Date(hours(10)))).toEqual([]);
    const status = async () => (await world.rows<{ status: string }>('SELECT status FROM person'))[0]?.status;
    await world.deliver([], { now: new Date(hours(9)) });
    expect(await status()).toBe('ACTIVE');
    await world.deliver([], { now: new Date(hours(11)) });
    expect(await status()).toBe('LEFT');
    expect(await DeadLetter.count({ where: { resolvedAt: null } })).toBe(0);
  });
});

/** A grant of the extra permission, as if somebody had asked for it and been given it. */
async function grantExtra(ehrId: string): Promise<string> {
  const [request, grant] = [newId(), newId()];
  const grantee = await idOf('person', ehrId);
  const [meta] = await world.rows<{ id: string }>("SELECT id FROM meta WHERE code = 'stores.team.extra'");
  await world.write(async (writer) => {
    const asked = {
      grantee_id: grantee,
      requester_id: grantee,
      origin: 'SELF',
      kind: 'LONG',
      reason: 'r',
      state: 'APPROVED',
    };
    const plain = { content_hash: 'h', revision: 1, version: 1, seq: 1, created_at: world.now };
    await writer.insert('access_request', { id: request, number: grant.slice(-20), ...asked, ...plain });
    const given = { grantee_id: grantee, meta_id: meta?.id, scope_kind: 'ALL', scope_unit_ids: '[]', kind: 'LONG' };
    const at = { starts_at: new Date(hours(-1)), created_at: new Date(hours(-1)), version: 1, seq: 1 };
    await writer.insert('access_grant', { id: grant, request_id: request, item_no: 1, ...given, ...at });
  });
  return grant;
}

describe('leaving and coming back', () => {
  const orders = [[[2], [3]], [[3], [2]], [[2, 3]], [[3, 2]], [[2], [2], [3], [2]]];

  it('invariant 19: whoever comes back under the same subject has base permissions only, in whatever order it is told', async () => {
    await rulesForTeams();
    let count = 0;
    const how = fc.record({
      order: fc.constantFrom(...orders),
      again: fc.boolean(),
      deleted: fc.boolean(),
      team: fc.constantFrom(0, 1, 2),
    });
    await fc.assert(
      fc.asyncProperty(how, async ({ order, again, deleted, team }) => {
        count += 1;
        const [id, subject] = [`back${count}`, `subject-${count}`];
        // Coming back, an employee may get another number in the HR system.
        const next = again ? `again${count}` : id;
        const versions: Record<number, unknown> = {
          2: deleted
            ? { entity: 'person', externalId: id, version: 2, deleted: true }
            : personRecord(id, 2, [place('ta')], { subject, status: 'LEFT', statusFrom: hours(-5) }),
          3: personRecord(next, 3, [place(teams[team]!, { from: hours(-1) })], {
            subject,
            employeeNo: id,
            account: id,
          }),
        };
        await world.deliver([personRecord(id, 1, [place('ta')], { subject, account: id })]);
        const grant = await grantExtra(id);
        expect(await held(id, world.now)).toEqual(['extra', 'ta']);
        for (const run of order) await world.deliver(run.map((version) => versions[version]));
        expect(await held(next, world.now)).toEqual([teams[team]]);
        expect((await AccessGrant.findByPk(grant))?.revokedAt).not.toBeNull();
        expect(await world.rows('SELECT id FROM person WHERE subject = :subject', { subject })).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });

  it('a leaver’s sessions, and what EOMS gave him to lead, end in the same transaction', async () => {
    await world.deliver([...company(), personRecord('boss', 1, [place('ta')])]);
    const [person, unit] = [await idOf('person', 'boss'), await idOf('org_unit', 'tb')];
    await world.write(async (writer) => {
      await writer.insert('session', { id: 's1', person_id: person, client_id: 'portal', opened_at: world.now });
      const acting = { unit_id: unit, person_id: person, kind: 'ACTING', seq: 1, source: 'EOMS' };
      await writer.insert('org_head', { id: newId(), ...acting, starts_at: new Date(hours(-1)) });
    });
    await world.deliver([personRecord('boss', 2, [place('ta', { level: 5 })])]);
    expect(await world.rows("SELECT id FROM org_head WHERE source = 'EOMS' AND ends_at IS NULL")).toHaveLength(1);
    await world.deliver([personRecord('boss', 3, [place('ta')], { status: 'LEFT' })]);
    expect(await world.rows('SELECT id FROM org_head WHERE ends_at IS NULL')).toHaveLength(0);
    expect(await world.rows('SELECT id FROM session WHERE ended_at IS NULL')).toHaveLength(0);
    expect(await world.rows('SELECT id FROM assignment WHERE ends_at IS NULL')).toHaveLength(0);
  });

  it('a suspension that EOMS decided outlives the feed, one of the feed ends with it', async () => {
    const status = async () => (await world.rows<{ status: string }>('SELECT status FROM person'))[0]?.status;
    await world.deliver([...company(), personRecord('ann', 1, [place('ta')])]);
    await world.write((writer) => writer.run("UPDATE person SET status = 'SUSPENDED'"));
    await world.deliver([personRecord('ann', 2, [place('ta')], { name: 'Ann' })]);
    expect(await status()).toBe('SUSPENDED');
    await world.deliver([personRecord('ann', 4, [place('ta')])]);
    expect(await status()).toBe('SUSPENDED');
    await world.write((writer) => writer.run("UPDATE person SET status = 'ACTIVE'"));
    await world.deliver([personRecord('ann', 5, [place('ta')], { status: 'SUSPENDED' })]);
    expect(await status()).toBe('SUSPENDED');
    await world.deliver([personRecord('ann', 6, [place('ta')])]);
    expect(await status()).toBe('ACTIVE');
  });

  it('people whom EOMS keeps are never taken over', async () => {
    await world.deliver(company());
    const row = { status: 'ACTIVE', status_seq: 1, search_text: '', created_at: world.now };
    await world.write((writer) =>
      writer.insert('person', {
        id: newId(),
        subject: 'owner',
        account: 'owner',
        name: '加盟商',
        kind: 'FRANCHISEE',
        ...row,
      }),
    );
    const run = await world.deliver([personRecord('x', 1, [place('ta')], { subject: 'owner', account: 'other' })]);
    expect(run.letters).toMatchObject([{ externalId: 'x', error: 'key_taken' }]);
    expect(await world.rows('SELECT name, kind FROM person')).toEqual([{ name: '加盟商', kind: 'FRANCHISEE' }]);
  });

  it('accounts and numbers may change hands within one run', async () => {
    const named = (id: string, version: number, key: string) =>
      personRecord(id, version, [place('ta')], { account: key, employeeNo: key });
    await world.deliver([...company(), named('a', 1, 'one'), named('b', 1, 'two')]);
    expect(await world.deliver([named('a', 2, 'two')])).toMatchObject({ state: 'PARTIAL' });
    await world.deliver([named('b', 2, 'one')]);
    expect(await world.rows('SELECT ehr_id, account FROM person ORDER BY ehr_id')).toEqual([
      { ehr_id: 'a', account: 'two' },
      { ehr_id: 'b', account: 'one' },
    ]);
    expect(await DeadLetter.count({ where: { resolvedAt: null } })).toBe(0);
  });
});
