import fc from 'fast-check';
import { afterEach, describe, expect, it, test } from 'vitest';
import { canonicalContent, windowAt, type Content, type ContentItem } from './content.policy.ts';
import { businessDayOf, ENDS_A_DAY, spreadEnd } from './expiry.policy.ts';
import { limitsOf, windowFaults, type MetaLimits } from './limits.policy.ts';
import { needsOf, ownerNeed, progressOf, type Vote, type Weight } from './steps.policy.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const T0 = new Date('2026-03-11T02:00:00.000Z');

const instant = fc.integer({ min: 0, max: 800 * 24 }).map((hours) => new Date(T0.getTime() + hours * HOUR));
const item: fc.Arbitrary<ContentItem> = fc.record({
  roleId: fc.constantFrom('r1', 'r2'),
  metaId: fc.constant(null),
  scopeKind: fc.constantFrom('ORG_SET', 'ALL', 'SELF'),
  scopeUnitIds: fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3')),
});
const content: fc.Arbitrary<Content> = fc.record({
  granteeId: fc.constantFrom('a', 'b'),
  kind: fc.constantFrom('LONG', 'SHORT'),
  items: fc.array(item, { minLength: 1, maxLength: 4 }),
  wantedFrom: fc.option(instant),
  wantedUntil: fc.option(instant),
  durationMinutes: fc.option(fc.integer({ min: 1, max: 5000 })),
  change: fc.constant(null),
});
const weight: fc.Arbitrary<Weight> = fc.record({
  tier: fc.integer({ min: 0, max: 3 }),
  reachesAll: fc.boolean(),
  covered: fc.boolean(),
  extraStage: fc.boolean(),
});

describe('what a decision signs', () => {
  it('invariant 3: is the same in whatever order it was entered, and different for anything else', () => {
    fc.assert(
      fc.property(content, content, (one, other) => {
        const turned = {
          ...one,
          items: one.items.toReversed().map((each) => ({ ...each, scopeUnitIds: each.scopeUnitIds.toReversed() })),
        };
        expect(canonicalContent(turned)).toBe(canonicalContent(one));
        const plain = (value: Content): string =>
          JSON.stringify([
            { ...value, items: [] },
            value.items
              .map((each) => JSON.stringify({ ...each, scopeUnitIds: each.scopeUnitIds.toSorted() }))
              .toSorted(),
          ]);
        expect(canonicalContent(one) === canonicalContent(other)).toBe(plain(one) === plain(other));
      }),
    );
  });

  test('the window begins at the approval at the earliest', () => {
    const at = T0;
    const later = new Date(at.getTime() + DAY);
    expect(windowAt({ wantedFrom: null, wantedUntil: later, durationMinutes: null }, at)).toEqual({
      from: at,
      until: later,
    });
    expect(windowAt({ wantedFrom: later, wantedUntil: null, durationMinutes: 60 }, at)).toEqual({
      from: later,
      until: new Date(later.getTime() + HOUR),
    });
  });
});

describe('steps', () => {
  it('invariant 7: more risk or reach never asks for less', () => {
    const voices = (one: Weight): number => ownerNeed(one)?.requiredCount ?? 0;
    fc.assert(
      fc.property(weight, weight, (a, b) => {
        const heavier = {
          tier: Math.max(a.tier, b.tier),
          reachesAll: a.reachesAll || b.reachesAll,
          covered: a.covered && b.covered,
          extraStage: a.extraStage || b.extraStage,
        };
        expect(voices(heavier)).toBeGreaterThanOrEqual(voices(a));
        expect(needsOf(true, heavier).length).toBeGreaterThanOrEqual(needsOf(true, a).length);
        expect(needsOf(false, a)).toMatchObject([{ rule: 'PERMISSION_OWNERS', requiredCount: 2 }]);
        expect(voices(a)).toBe(a.tier === 3 ? 2 : a.tier === 2 || a.reachesAll || !a.covered || a.extraStage ? 1 : 0);
      }),
    );
  });

  it('invariant 7: a further step never makes more requests approved', () => {
    const votes = fc.array(
      fc.record<Vote>({
        stepId: fc.constantFrom('s1', 's2', 's3'),
        revision: fc.constantFrom(1, 2),
        contentHash: fc.constantFrom('x', 'y'),
        verdict: fc.constantFrom('APPROVE', 'APPROVE', 'DENY'),
        actorId: fc.constantFrom('p', 'q', 'r'),
        onBehalfOfId: fc.constant(null),
      }),
      { maxLength: 8 },
    );
    const steps = [1, 2, 3].map((no) => ({
      id: `s${no}`,
      requestId: 'r',
      revision: 1,
      no,
      requiredCount: no === 2 ? 2 : 1,
    }));
    fc.assert(
      fc.property(votes, fc.integer({ min: 1, max: 3 }), (cast, count) => {
        const approved = (some: typeof steps): boolean =>
          progressOf({ revision: 1, contentHash: 'x' }, some, cast).every(({ state }) => state === 'APPROVED');
        if (!approved(steps.slice(0, count - 1))) expect(approved(steps.slice(0, count))).toBe(false);
        for (const { step, approvals } of progressOf({ revision: 1, contentHash: 'x' }, steps, cast)) {
          const actors = cast.filter(
            (vote) => vote.stepId === step.id && vote.revision === 1 && vote.contentHash === 'x',
          );
          expect(approvals).toBe(
            new Set(actors.filter(({ verdict }) => verdict === 'APPROVE').map((one) => one.actorId)).size,
          );
        }
      }),
    );
  });
});

describe('limits', () => {
  const meta: fc.Arbitrary<MetaLimits> = fc.record({
    tier: fc.integer({ min: 0, max: 3 }),
    requestable: fc.boolean(),
    maxShortMinutes: fc.integer({ min: 30, max: 5000 }),
    maxLongDays: fc.integer({ min: 1, max: 700 }),
    scopeKinds: fc.subarray(['SELF', 'ORG_SET', 'ALL']),
  });

  it('invariant 11: a role allows no more than each of its permissions, and no window is longer', () => {
    fc.assert(
      fc.property(
        fc.array(meta, { minLength: 1, maxLength: 5 }),
        content,
        instant,
        (metas, { wantedFrom, wantedUntil, durationMinutes }, at) => {
          const role = limitsOf(metas);
          for (const one of metas) {
            expect(role.tier).toBeGreaterThanOrEqual(one.tier);
            expect(role.maxShortMinutes).toBeLessThanOrEqual(one.maxShortMinutes);
            expect(role.maxLongDays).toBeLessThanOrEqual(one.maxLongDays);
            if (one.scopeKinds.length > 0) for (const kind of role.scopeKinds) expect(one.scopeKinds).toContain(kind);
          }
          const wanted = { wantedFrom, wantedUntil, durationMinutes };
          for (const kind of ['LONG', 'SHORT'] as const) {
            if (windowFaults(kind, wanted, [role], at).length > 0) continue;
            const { from, until } = windowAt(wanted, at);
            const most = kind === 'SHORT' ? role.maxShortMinutes * 60_000 : role.maxLongDays * DAY;
            expect(until!.getTime() - from.getTime()).toBeLessThanOrEqual(most);
            expect(until! > at).toBe(true);
          }
        },
      ),
    );
  });
});

describe('default ends', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  test('mistake 24: five thousand grants of one day end in working hours, never more than a superior can look at on a day', () => {
    const superiors = Array.from({ length: 40 }, () => new Map<number, number>());
    for (let number = 0; number < 5000; number += 1) {
      const days = superiors[(number * 7) % 40]!;
      const longest = [90, 180, 365, 730][number % 4]! * DAY;
      const end = spreadEnd(T0, longest, `grant ${number}`, (day) => days.get(day) ?? 0);
      expect(end.getTime() - T0.getTime()).toBeLessThanOrEqual(longest);
      expect(end.getTime() - T0.getTime()).toBeGreaterThan(longest * 0.7);
      const local = new Date(end.getTime() + 8 * HOUR);
      expect(local.getUTCHours()).toBeGreaterThanOrEqual(10);
      expect(local.getUTCHours()).toBeLessThan(17);
      expect([0, 6]).not.toContain(local.getUTCDay());
      const day = businessDayOf(end);
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    for (const days of superiors) expect(Math.max(...days.values())).toBeLessThanOrEqual(ENDS_A_DAY);
  });

  it('invariant 12: neither ends nor windows nor signatures depend on the zone of the process', () => {
    fc.assert(
      fc.property(content, instant, (one, at) => {
        const all = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles'].map((name) => {
          process.env['TZ'] = name;
          return JSON.stringify([
            canonicalContent(one),
            windowAt(one, at),
            spreadEnd(at, 365 * DAY, one.granteeId ?? '', () => 0),
            businessDayOf(at),
          ]);
        });
        expect(new Set(all).size).toBe(1);
      }),
      { numRuns: 50 },
    );
  });
});
