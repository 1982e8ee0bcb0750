import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import { newId } from '../../database/new-id.ts';
import { BaseRule } from '../catalogue/catalogue.model.ts';
import { conflictsAt } from './sod.service.ts';
import { momentOf, sourcesAt, type Source } from '../access/access.service.ts';
import { readDutyRules } from '../catalogue/sod.service.ts';
import { DAY, personId, roleId, unitId, type RoleCode, type UnitCode } from '../../../test/grants-company.ts';
import { openGrantsWorld, type GrantsWorld } from '../../../test/grants-world.ts';

const EDIT = 'stores.store.edit';
const REPLY = 'service.ticket.reply';
const VIEW = 'stores.store.view';

let world: GrantsWorld;
beforeEach(async () => {
  world = await openGrantsWorld();
});
afterEach(() => world.close());

const gift = (role: RoleCode, units: readonly UnitCode[], hours = 100) => ({
  granteeId: personId('ann'),
  kind: 'SHORT' as const,
  items: [
    {
      roleId: roleId(role),
      metaCode: null,
      scope:
        units.length === 0
          ? { kind: 'OWN_STORE' as const, unitIds: [] }
          : { kind: 'ORG_SET' as const, unitIds: units.map(unitId) },
    },
  ],
  reason: '工作需要',
  ticketRef: null,
  wantedFrom: null,
  wantedUntil: null,
  durationMinutes: hours * 60,
});
const give = (role: RoleCode, units: readonly UnitCode[], hours?: number) =>
  world.attempt(grants.giveGrant, 'boss', { body: gift(role, units, hours) });

const meet = (a: Source, b: Source): boolean => {
  if (a.reach === 'all') return b.reach === 'all' || b.reach.size > 0;
  if (b.reach === 'all') return a.reach.size > 0;
  return [...a.reach].some((id) => (b.reach as ReadonlySet<string>).has(id));
};

/** Instants at which somebody holds both sides of a pair, by looking at all his sources. */
async function bothHeld(left: string, right: string, scoped: boolean): Promise<string[]> {
  const found: string[] = [];
  for (let day = 0; day < 12; day += 1) {
    const at = new Date(world.now().getTime() + day * DAY);
    const sources = await world.access.sourcesOf(personId('ann'), at);
    const [a, b] = [left, right].map((code) => sources.filter(({ metaCode }) => metaCode === code)) as [
      Source[],
      Source[],
    ];
    if (a.some((one) => b.some((other) => !scoped || meet(one, other)))) found.push(at.toISOString());
  }
  return found;
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('give' as const),
    role: fc.constantFrom<RoleCode>('keeper', 'agent'),
    units: fc.constantFrom<UnitCode[]>([], ['n1'], ['n2'], ['north'], ['s1']),
    hours: fc.constantFrom(5, 100),
  }),
  fc.record({
    do: fc.constant('move' as const),
    to: fc.constantFrom<UnitCode>('n1', 'n2', 's1'),
    days: fc.constantFrom(0, 2, 5),
  }),
  fc.record({
    do: fc.constant('rule' as const),
    unit: fc.constantFrom<UnitCode>('n1', 'n2', 's1', 'north'),
    days: fc.constantFrom(0, 3),
  }),
  fc.record({ do: fc.constant('clock' as const), hours: fc.constantFrom(1, 30) }),
);

/** A base rule that gives everybody of a unit the replies of his own store, as if an HR move or a rule change had brought it. */
async function addRule(unit: UnitCode, days: number): Promise<void> {
  const id = newId();
  await world.change([{ kind: 'rule', ref: id }], async (transaction, seq) => {
    const condition = {
      unitId: unitId(unit),
      includeSubtree: true,
      position: null,
      levelMin: null,
      levelMax: null,
      personKind: null,
    };
    const startsAt = new Date(world.now().getTime() + days * DAY);
    const scope = { scopeKind: 'OWN_STORE', scopeUnitIds: [] };
    await BaseRule.create(
      { id, ...condition, roleId: roleId('agent'), ...scope, startsAt, endsAt: null, seq },
      { transaction },
    );
  });
}

/** What HR and the catalogue do after their writes. */
const settle = async (): Promise<void> => {
  await world.change([{ kind: 'person', ref: personId('ann') }], async (transaction) => {
    const caller = { kind: 'system' as const, id: 'test' };
    await world.service.endConflicting({ requestId: 'test', now: world.now(), transaction, caller }, [personId('ann')]);
  });
};

describe('separation of duties', () => {
  it('invariant 34: nobody ever holds both sides of a blocking rule, in whatever order they came, from rule, grant or move', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 8 }),
        fc.boolean(),
        fc.boolean(),
        async (steps, scoped, swapped) => {
          await world.close();
          world = await openGrantsWorld();
          const [left, right] = swapped ? ([REPLY, EDIT] as const) : ([EDIT, REPLY] as const);
          await world.addDuty({ left, right, mode: 'BLOCK', scopeSensitive: scoped });
          for (const one of steps) {
            if (one.do === 'give') refused += (await give(one.role, one.units, one.hours)) === 'sod_conflict' ? 1 : 0;
            if (one.do === 'move') await world.move('ann', one.to, new Date(world.now().getTime() + one.days * DAY));
            if (one.do === 'rule') await addRule(one.unit, one.days);
            if (one.do === 'clock') world.turnClock(one.hours * 3600_000);
            if (one.do === 'move' || one.do === 'rule') await settle();
            world.turnClock(60_000);
            expect(await bothHeld(left, right, scoped)).toEqual([]);
          }
        },
      ),
      { numRuns: 25, seed: 20_191_115 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('invariant 34: which side is called left plays no part', async () => {
    await world.addDuty({ left: EDIT, right: REPLY, mode: 'BLOCK', scopeSensitive: false });
    expect(await give('keeper', ['n1'])).toBe('ok');
    expect(await give('agent', ['n2'])).toBe('sod_conflict');
    await world.close();
    world = await openGrantsWorld();
    await world.addDuty({ left: EDIT, right: REPLY, mode: 'BLOCK', scopeSensitive: false });
    expect(await give('agent', ['n2'])).toBe('ok');
    expect(await give('keeper', ['n1'])).toBe('sod_conflict');
  });

  test('mistake 25: a conflict that a later move will bring is refused at the request, and one that a move brings ends the grant', async () => {
    await world.addDuty({ left: EDIT, right: REPLY, mode: 'BLOCK', scopeSensitive: true });
    await addRule('n2', 0);
    expect(await give('keeper', ['n2'], 300)).toBe('ok');
    await world.move('ann', 'n2', new Date(world.now().getTime() + 2 * DAY));
    const before = await world.rows<{ revoked_at: unknown }>('SELECT revoked_at FROM access_grant');
    expect(before).toEqual([{ revoked_at: null }]);
    await settle();
    const [mine] = (await world.call(grants.listMyGrants, 'ann', { query: { limit: 50 } })).items;
    expect(mine).toMatchObject({ state: 'ACTIVE', until: new Date(world.now().getTime() + 2 * DAY).toISOString() });
    expect(await give('keeper', ['n2'], 300)).toBe('sod_conflict');
    expect(await give('keeper', ['n2'], 40)).toBe('ok');
  });

  test('an extra stage asks an owner as well; a report only tells', async () => {
    await world.addDuty({ left: EDIT, right: REPLY, mode: 'EXTRA_STAGE', scopeSensitive: true });
    await world.addDuty({ left: VIEW, right: REPLY, mode: 'REPORT', scopeSensitive: false });
    await give('agent', ['n1']);
    const preview = await world.call(requests.previewRequest, 'northHead', { body: gift('keeper', ['n1']) });
    expect(preview.conflicts.map(({ mode, units }) => [mode, units.map(({ id }) => id)])).toEqual([
      ['EXTRA_STAGE', [unitId('n1')]],
      ['REPORT', []],
    ]);
    expect(preview.steps.map(({ rule, because }) => [rule, because])).toEqual([
      ['SUPERIOR', 'SUPERIOR'],
      ['OWNER', 'SEPARATION'],
    ]);
    expect(preview.faults).toEqual([]);
    const elsewhere = await world.call(requests.previewRequest, 'northHead', { body: gift('viewer', ['n2']) });
    expect(elsewhere.conflicts.map(({ mode }) => mode)).toEqual(['REPORT']);
  });

  test('agrees with a plain look at all sources', async () => {
    await world.addDuty({ left: EDIT, right: REPLY, mode: 'REPORT', scopeSensitive: true });
    await give('keeper', ['n1', 's1']);
    await give('agent', ['north']);
    const facts = await world.access.facts();
    const at = world.now();
    const rules = await readDutyRules({ transaction: undefined });
    const sources = sourcesAt(momentOf(facts, at), personId('ann'));
    const [found] = conflictsAt(rules, facts, { personId: personId('ann'), at });
    expect(sources.length).toBeGreaterThan(0);
    expect(found?.unitIds).toEqual([unitId('n1')]);
    expect(conflictsAt(rules, facts, { personId: personId('bob'), at })).toEqual([]);
  });
});
