import { expect, test } from 'vitest';
import { choicesFor, endOfChoice, officeClock, shiftAt, windowBody, type WorkClock } from './window-choice.ts';

const store: WorkClock = { zone: 'Asia/Shanghai', inShifts: true };
const london: WorkClock = { zone: 'Europe/London', inShifts: true };
const at = (iso: string): number => Date.parse(iso);

test.each([
  // 15:59 and 16:00 in Shanghai: the early shift ends, the middle one runs until midnight.
  ['2026-03-11T07:59:00.000Z', store, 'EARLY', '2026-03-11T08:00:00.000Z', '2026-03-11T16:00:00.000Z'],
  ['2026-03-11T08:00:00.000Z', store, 'MIDDLE', '2026-03-11T16:00:00.000Z', '2026-03-12T00:00:00.000Z'],
  ['2026-03-11T16:00:00.000Z', store, 'NIGHT', '2026-03-12T00:00:00.000Z', '2026-03-12T08:00:00.000Z'],
  // London, before and in summer time: the store's own clock counts.
  ['2026-01-15T15:30:00.000Z', london, 'EARLY', '2026-01-15T16:00:00.000Z', '2026-01-16T00:00:00.000Z'],
  ['2026-07-15T15:30:00.000Z', london, 'MIDDLE', '2026-07-15T23:00:00.000Z', '2026-07-16T07:00:00.000Z'],
] as const)('at %s the shift of the store and the one after it end by its clock', (now, clock, code, end, next) => {
  expect(shiftAt(at(now), clock)?.code).toBe(code);
  expect(endOfChoice('shift', at(now), clock)).toBe(end);
  expect(endOfChoice('next', at(now), clock)).toBe(next);
});

test('the day ends at midnight of the store, the shift of an office when it closes', () => {
  const now = at('2026-03-11T09:00:00.000Z');
  expect(endOfChoice('today', now, store)).toBe('2026-03-11T16:00:00.000Z');
  expect(endOfChoice('today', now, london)).toBe('2026-03-12T00:00:00.000Z');
  expect(endOfChoice('shift', now, officeClock)).toBe('2026-03-11T10:00:00.000Z');
  expect(endOfChoice('next', now, officeClock)).toBeNull();
});

test('only ends that lie ahead and within the limits are offered, counted from a later beginning when there is one', () => {
  const limits = { maxShortMinutes: 6 * 60, maxLongDays: 365 };
  // 14:00 in Shanghai: two hours of the shift are left, ten until the end of the next one and of the day.
  const now = at('2026-03-11T06:00:00.000Z');
  expect(choicesFor('SHORT', limits, now, store)).toEqual(['shift', 'custom']);
  // After closing time an office offers no end of its day's work.
  expect(choicesFor('SHORT', limits, at('2026-03-11T10:00:00.000Z'), officeClock)).toEqual(['today', 'custom']);
  const later = { choice: 'shift' as const, until: null, from: '2026-03-12T01:00:00.000Z' };
  expect(windowBody('SHORT', later, now, store)).toEqual({
    wantedFrom: later.from,
    wantedUntil: '2026-03-12T08:00:00.000Z',
    durationMinutes: null,
  });
});
