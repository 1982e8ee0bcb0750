import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssignmentFact, GrantFact } from './facts.policy.ts';
import { standingOf } from './grant-state.policy.ts';

const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 0, 1);
const day = (n: number): Date => new Date(START + n * DAY);
const UNITS = ['s1', 's2', 's3'];

interface History {
  /** Days on which he moves, and where to; the first is before the approval. */
  readonly moves: readonly { readonly on: number; readonly unit: string }[];
  readonly confirmations: readonly { readonly on: number; readonly unit: string }[];
  readonly basis: string;
}

const event = (min: number) => fc.record({ on: fc.integer({ min, max: 60 }), unit: fc.constantFrom(...UNITS) });
const history: fc.Arbitrary<History> = fc.record({
  moves: fc
    .uniqueArray(event(1), { maxLength: 4, selector: ({ on }) => on })
    .chain((later) => event(1).map(({ unit }) => [{ on: -10, unit }, ...later.toSorted((a, b) => a.on - b.on)])),
  confirmations: fc.array(event(0), { maxLength: 4 }),
  basis: fc.constantFrom(...UNITS),
});

const assignmentsOf = ({ moves }: History): AssignmentFact[] =>
  moves.map(({ on, unit }, index) => ({
    personId: 'p',
    unitId: unit,
    position: 'agent',
    level: 3,
    primary: true,
    from: day(on),
    to: moves[index + 1] ? day(moves[index + 1]!.on) : null,
  }));

const grantOf = ({ confirmations, basis }: History): GrantFact => ({
  id: 'g',
  personId: 'p',
  roleId: 'r',
  metaId: null,
  kind: 'LONG',
  basisUnitId: basis,
  scopeKind: 'ALL',
  scopeUnitIds: [],
  approvedAt: day(0),
  confirmations: confirmations.map(({ on, unit }) => ({ unitId: unit, at: day(on) })),
  from: day(0),
  to: null,
});

/** Lives through the days one by one: who works elsewhere rests until the superior there confirms, at most 14 days. */
function lived({ moves, confirmations, basis }: History, until: number): string {
  const unitOn = (on: number): string => moves.findLast((move) => move.on <= on)!.unit;
  let unit = basis;
  let restsSince: number | null = null;
  for (let on = 0; on <= until; on += 1) {
    if (restsSince !== null && on >= restsSince + 14) return 'ended';
    if (unitOn(on) !== unit) {
      unit = unitOn(on);
      restsSince = on;
    }
    if (restsSince !== null && confirmations.some((one) => one.on === on && one.unit === unit)) restsSince = null;
  }
  return restsSince === null ? 'active' : 'suspended';
}

describe('a LONG grant of somebody who moves', () => {
  it('rests in the new unit until it is confirmed there, and ends when nobody does in time', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 80 }), (told, on) => {
        const state = standingOf(grantOf(told), assignmentsOf(told), day(on)).state;
        expect(state).toBe(lived(told, on));
      }),
      { numRuns: 5000 },
    );
  });

  it('is for the day before the 15th after the move still to be confirmed', () => {
    const told: History = {
      moves: [
        { on: -10, unit: 's1' },
        { on: 5, unit: 's2' },
      ],
      confirmations: [],
      basis: 's1',
    };
    const at = (time: number) => standingOf(grantOf(told), assignmentsOf(told), new Date(time)).state;
    const [moved, late] = [day(5).getTime(), day(19).getTime()];
    expect([moved - 1, moved, late - 1, late].map(at)).toEqual(['active', 'suspended', 'suspended', 'ended']);
  });
});
