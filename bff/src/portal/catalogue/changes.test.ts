import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogueOp, ChangePreview } from '@eoms/contracts/access/catalogue-change.record';
import {
  anyDice,
  holdingsOf,
  opFrom,
  openCatalogueWorld,
  refusalOf,
  tablesOf,
  type CatalogueWorld,
  type Dice,
  type Holdings,
} from '../../../test/catalogue-world.ts';
import { newId } from '../../database/new-id.ts';
import type { Facts } from '../access/access.service.ts';
import type { Access, Scope } from '../../http/context.ts';
import { pictureOf, referenceAccess } from '../access/access.policy.ts';
import type { DutyState } from './change-state.policy.ts';

let world: CatalogueWorld;
// Each step happens a minute after the one before, so that what one begins is there for the next.
let minute = 0;
const start = Date.now();
const next = (): Date => new Date(start + (minute += 1) * 60_000);

beforeAll(async () => {
  world = await openCatalogueWorld();
});
afterAll(() => world.close());

interface Counted {
  gaining: number;
  losing: number;
  readonly byMeta: Record<string, { gained: number; lost: number }>;
}

/** Who gained and lost what between two states, counted person by person. */
function counted(before: Holdings, after: Holdings): Counted {
  const counts: Counted = { gaining: 0, losing: 0, byMeta: {} };
  for (const [id, held] of after) {
    const was = before.get(id) ?? new Set();
    const gained = [...held].filter((meta) => !was.has(meta));
    const lost = [...was].filter((meta) => !held.has(meta));
    counts.gaining += gained.length > 0 ? 1 : 0;
    counts.losing += lost.length > 0 ? 1 : 0;
    for (const [metas, key] of [
      [gained, 'gained'],
      [lost, 'lost'],
    ] as const)
      for (const meta of metas) (counts.byMeta[meta] ??= { gained: 0, lost: 0 })[key] += 1;
  }
  return counts;
}

const previewed = ({ people, byMeta }: ChangePreview): Counted => ({
  gaining: people.gaining,
  losing: people.losing,
  byMeta: Object.fromEntries(
    byMeta
      .filter(({ gained, lost }) => gained + lost > 0)
      .map(({ meta, gained, lost }) => [meta.code, { gained, lost }]),
  ),
});

const overlap = (a: Scope, b: Scope): boolean => {
  if (a.kind === 'none' || b.kind === 'none') return false;
  if (a.kind === 'all') return b.kind === 'all' || b.unitIds.size > 0 || b.self;
  if (b.kind === 'all') return overlap(b, a);
  return (a.self && b.self) || [...a.unitIds].some((id) => b.unitIds.has(id));
};

/** Codes of the rules of which somebody holds both sides. */
const broken = (duties: readonly DutyState[], access: Access): string[] =>
  duties
    .filter(({ left, right, scopeSensitive }) =>
      left.some((a) =>
        right.some(
          (b) => access.has(a) && access.has(b) && (!scopeSensitive || overlap(access.scope(a), access.scope(b))),
        ),
      ),
    )
    .map(({ code }) => code);

async function opsFrom(dice: readonly Dice[], now: Date): Promise<{ ops: CatalogueOp[]; facts: Facts }> {
  const [state, facts] = [await world.state(), await world.facts()];
  return { ops: dice.map((one) => opFrom(state, facts, one, now)).filter((op) => op !== null), facts };
}

const histories = { numRuns: 12, endOnFailure: true };
const anySteps = fc.array(fc.array(anyDice, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 });

describe('changes of the catalogue', () => {
  it('do to people exactly what their preview said, and what is refused leaves nothing behind', async () => {
    let applied = 0;
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        for (const dice of steps) {
          const now = next();
          const { ops, facts } = await opsFrom(dice, now);
          if (ops.length === 0) continue;
          const before = tablesOf(await world.state());
          let shown: ChangePreview | null = null;
          const refused = await refusalOf(async () => (shown = await world.preview(ops, now)));
          const failed = await refusalOf(() => world.apply(ops, now));
          const preview = shown as ChangePreview | null;
          if (failed !== null) {
            expect(tablesOf(await world.state())).toEqual(before);
            expect(refused ?? failed).toBe(failed);
            continue;
          }
          applied += 1;
          expect(refused).toBeNull();
          const at = new Date(preview?.at ?? now);
          const after = await world.facts();
          expect(preview && previewed(preview)).toEqual(counted(holdingsOf(facts, at), holdingsOf(after, at)));
        }
      }),
      histories,
    );
    expect(applied).toBeGreaterThan(10);
  });

  it('invariant 34: never let anybody hold both sides of a rule that forbids it, now or once they are all in force', async () => {
    let applied = 0;
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        for (const dice of steps) {
          const now = next();
          const { ops } = await opsFrom(dice, now);
          if (ops.length > 0 && (await refusalOf(() => world.apply(ops, now))) === null) applied += 1;
          const { duties } = await world.state();
          const blocking = [...duties.values()].filter(({ mode, status }) => mode === 'BLOCK' && status === 'ACTIVE');
          const facts = await world.facts();
          for (const at of [now, new Date(now.getTime() + 2 * 24 * 3600_000)])
            for (const { id } of facts.people) expect(broken(blocking, referenceAccess(facts, id, at))).toEqual([]);
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
    expect(applied).toBeGreaterThan(2);
  });

  it('invariant 24: reach the evaluator that remembers, whatever they change', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        for (const dice of steps) {
          const now = next();
          await refusalOf(async () => world.apply((await opsFrom(dice, now)).ops, now));
          const slow = holdingsOf(await world.facts(), now);
          for (const [id, metas] of slow)
            expect([...(await world.access.accessOfPerson(id, now)).metas()].sort()).toEqual([...metas].sort());
        }
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it('invariant 30: taking a rule or the permissions of a role away and giving them again restores what everybody may do', async () => {
    let restored = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.boolean(), async (dice, wholeRole) => {
        const state = await world.state();
        const now = next();
        const later = next();
        const end = next();
        const pictures = async (at: Date) => {
          const facts = await world.facts();
          return Promise.all(facts.people.map(async ({ id }) => pictureOf(await world.access.accessOfPerson(id, at))));
        };
        const living = [...state.rules.values()].filter(({ from, to }) => from <= now && (to === null || to > end));
        const rule = living[dice % living.length]!;
        const role = state.roles.get(rule.roleId)!;
        const metas = [...role.metaIds].flatMap((id) => {
          const meta = state.metas.get(id);
          return meta && meta.status !== 'RETIRED' ? [meta.code] : [];
        });
        const before = await pictures(end);
        const { id: _id, from: _from, to, scopeKind, scopeUnitIds, ...conditions } = rule;
        const scope = { kind: scopeKind, unitIds: [...scopeUnitIds] };
        const [taken, given]: [CatalogueOp, CatalogueOp] =
          wholeRole && metas.length > 0
            ? [
                { op: 'role.change', roleId: role.id, version: role.version, addMetas: [], removeMetas: metas },
                { op: 'role.change', roleId: role.id, version: role.version + 1, addMetas: metas, removeMetas: [] },
              ]
            : [
                { op: 'rule.end', ruleId: rule.id, at: null },
                {
                  op: 'rule.add',
                  id: newId(),
                  rule: { ...conditions, scope, from: null, until: to?.toISOString() ?? null },
                },
              ];
        // Who administers permissions may not be left without; everything else must come back.
        if ((await refusalOf(() => world.apply([taken], now))) !== null) return;
        await world.apply([given], later);
        expect(await pictures(end)).toEqual(before);
        restored += 1;
      }),
      { numRuns: 10, endOnFailure: true },
    );
    expect(restored).toBeGreaterThan(2);
  });

  it('invariant 36: each step leaves one event, and folding the events from the beginning gives the tables', async () => {
    const folded = tablesOf(await world.state());
    const known = (await world.events()).length;
    let steps = 0;
    await fc.assert(
      fc.asyncProperty(anySteps, async (history) => {
        for (const dice of history) {
          const now = next();
          const { ops } = await opsFrom(dice, now);
          if (ops.length > 0 && (await refusalOf(() => world.apply(ops, now))) === null) steps += ops.length;
        }
      }),
      { numRuns: 14, endOnFailure: true },
    );
    const events = (await world.events()).slice(known);
    expect(events).toHaveLength(steps);
    expect(steps).toBeGreaterThan(3);
    for (const { objectKind, objectId, detail } of events) {
      const { after } = detail as { after: unknown };
      if (after === null) delete folded[`${objectKind} ${objectId}`];
      else folded[`${objectKind} ${objectId}`] = after;
    }
    expect(folded).toEqual(tablesOf(await world.state()));
  });
});
