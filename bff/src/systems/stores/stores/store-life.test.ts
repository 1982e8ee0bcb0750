import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoreStatus } from '@eoms/contracts/stores/stores.contract';
import * as policy from './store-life.policy.ts';
import type { StatusStretch } from './store-life.policy.ts';

type Life = Pick<typeof policy, 'planStatusChange' | 'planTakeBack'>;
type Step = {
  readonly wait: number;
  readonly ahead: number | null;
  readonly to: StoreStatus;
  readonly takeBack: boolean;
};

const BIRTH = new Date('2026-03-11T12:30:00.000Z');
const STATUSES = ['preparing', 'trial', 'open', 'suspended', 'closed'] as const;

const step: fc.Arbitrary<Step> = fc.record({
  wait: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })),
  ahead: fc.option(fc.integer({ min: 1, max: 10_000 })), // milliseconds; around the second that counts as now, and beyond
  to: fc.constantFrom(...STATUSES),
  takeBack: fc.boolean(),
});

const ending = (stretch: StatusStretch, until: Date | null): StatusStretch => ({ ...stretch, until });

function takeStep(
  life: Life,
  line: StatusStretch[],
  { ahead, to, takeBack }: Step,
  now: Date,
  id: string,
): StatusStretch[] {
  if (takeBack) {
    const plan = life.planTakeBack(line, line.at(-1)?.id ?? '', now);
    return plan
      ? line
          .filter(({ id: each }) => each !== plan.removeId)
          .map((each) => (each.id === plan.reopenId ? ending(each, null) : each))
      : line;
  }
  const turn = life.planStatusChange(line, to, new Date(now.getTime() + (ahead ?? 0)), now);
  if (typeof turn === 'string') return line;
  const ended = line.map((each) => (each.id === turn.endId ? ending(each, turn.at) : each));
  return [...ended, { id, status: to, from: turn.at, until: null }];
}

function faultsOf(line: readonly StatusStretch[]): string[] {
  const borders = line.flatMap(({ from, until }) => [from, until ?? from]).map((at) => at.getTime());
  const instants = borders.flatMap((at) => [at - 1, at, at + 1]).filter((at) => at >= BIRTH.getTime());
  const uncovered = instants.filter(
    (at) =>
      line.filter(({ from, until }) => from.getTime() <= at && (until === null || at < until.getTime())).length !== 1,
  );
  const empty = line.filter(({ from, until }) => until !== null && until <= from);
  const sorted = line.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  const illegal = sorted
    .slice(1)
    .filter(({ status }, index) => !policy.statusesAfter(sorted[index]!.status).includes(status));
  return [
    ...uncovered.map((at) => `not exactly one status at ${at}`),
    ...empty.map(({ status }) => `${status} has no length`),
    ...illegal.map(({ status }) => `${status} was not reachable`),
  ];
}

/** Any history of changes and take-backs leaves exactly one status at each instant, each reached legally. */
const lifeIsWhole = (life: Life) =>
  fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    let now = BIRTH;
    let line: StatusStretch[] = [{ id: 'birth', status: 'preparing', from: BIRTH, until: null }];
    for (const [index, each] of steps.entries()) {
      now = new Date(now.getTime() + each.wait);
      line = takeStep(life, line, each, now, `step-${index}`);
      expect(faultsOf(line)).toEqual([]);
    }
  });

const seed = 20191115;
const holdsFor = (life: Life): boolean => !fc.check(lifeIsWhole(life), { seed, numRuns: 500 }).failed;

describe('life of a store', () => {
  it('has exactly one legally reached status at every instant, whatever the history', () => {
    expect(() => fc.assert(lifeIsWhole(policy), { seed, numRuns: 1000 })).not.toThrow();
  });

  it('the property catches a plan that ignores a change ahead', () => {
    const mutant: Life = {
      ...policy,
      planStatusChange(line, to, at, now) {
        const begun = line.filter((stretch) => !policy.liesAhead(stretch, now));
        const latest = begun.at(-1);
        return policy.planStatusChange(
          begun.map((stretch) => (stretch === latest ? ending(stretch, null) : stretch)),
          to,
          at,
          now,
        );
      },
    };
    expect(holdsFor(mutant)).toBe(false);
  });

  it('the property catches a plan that skips the life cycle', () => {
    const mutant: Life = { ...policy, planStatusChange: (line, _to, at, now) => policy.planTurn(line, at, now) };
    expect(holdsFor(mutant)).toBe(false);
  });

  it('the property catches two changes within one millisecond', () => {
    const mutant: Life = {
      ...policy,
      planStatusChange: (line, to, at, now) => {
        const turn = policy.planStatusChange(line, to, at, now);
        return typeof turn === 'string' ? turn : { ...turn, at };
      },
    };
    expect(holdsFor(mutant)).toBe(false);
  });

  it('the property catches a take-back that leaves a gap', () => {
    const mutant: Life = {
      ...policy,
      planTakeBack: (line, id, now) => {
        const plan = policy.planTakeBack(line, id, now);
        return plan && { ...plan, reopenId: 'nobody' };
      },
    };
    expect(holdsFor(mutant)).toBe(false);
  });

  it('the property catches a take-back of what has begun', () => {
    const mutant: Life = {
      ...policy,
      planTakeBack: (line, id) => policy.planTakeBack(line, id, new Date(0)) && { removeId: id, reopenId: 'nobody' },
    };
    expect(holdsFor(mutant)).toBe(false);
  });
});

describe('effective instant', () => {
  const now = BIRTH;
  const at = (ms: number) => new Date(now.getTime() + ms);

  it.each([
    ['none means now', null, now],
    ['a minute ago still means now', at(-60_000), now],
    ['earlier is refused', at(-60_001), 'instant_past'],
    ['ahead is kept', at(86_400_000), at(86_400_000)],
    ['exactly a year ahead is kept', new Date('2027-03-11T12:30:00.000Z'), new Date('2027-03-11T12:30:00.000Z')],
    ['beyond a year is refused', new Date('2027-03-11T12:30:00.001Z'), 'instant_too_far'],
  ])('%s', (_case, wished, expected) => {
    expect(policy.effectiveInstant(wished, now)).toEqual(expected);
  });
});

describe('owner', () => {
  it.each([
    ['direct', null, null, null],
    ['direct', 'f', { kind: 'mvp' }, 'franchisee_not_allowed'],
    ['wangyu', null, null, 'franchisee_required'],
    ['wangyu', 'f', null, 'franchisee_unknown'],
    ['wangyu', 'f', { kind: 'mvp' }, 'franchisee_kind_differs'],
    ['mvp', 'f', { kind: 'mvp' }, null],
  ] as const)('%s with franchisee %s (%o) gives %s', (ownerKind, franchiseeId, franchisee, fault) => {
    expect(policy.ownerFault({ ownerKind, franchiseeId }, franchisee)).toBe(fault);
  });
});
