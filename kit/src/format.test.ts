import { describe, expect, test } from 'vitest';
import { formatsFor } from './format.ts';
import { instantOfWall, wallClock } from './zoned.ts';

const zh = formatsFor('zh-CN');
const en = formatsFor('en');
const at = '2026-03-11T16:30:00.000Z';

describe('instants', () => {
  test('are shown by the clock of the head office, or of a named zone that is then said', () => {
    expect(zh.instant(at)).toBe('2026/03/12 00:30');
    expect(zh.instant(at, 'America/Toronto')).toBe('2026/03/11 12:30 (America/Toronto)');
    expect(zh.time(at)).toBe('00:30');
  });

  test('a calendar day is never moved by a zone', () => {
    expect(zh.day('2015-06-01')).toBe('2015/06/01');
    expect(zh.day(at)).toBe('2026/03/12');
    expect(en.day('2015-06-01')).toBe('06/01/2015');
  });

  test.each([
    ['2026-03-11T16:29:30.000Z', '30秒钟前', '30 seconds ago'],
    ['2026-03-11T16:00:00.000Z', '30分钟前', '30 minutes ago'],
    ['2026-03-11T18:30:00.000Z', '2小时后', 'in 2 hours'],
    ['2026-03-10T16:30:00.000Z', '昨天', 'yesterday'],
    ['2024-03-11T16:30:00.000Z', '2年前', '2 years ago'],
  ])('%s from there', (iso, inChinese, inEnglish) => {
    expect(zh.relative(iso, new Date(at))).toBe(inChinese);
    expect(en.relative(iso, new Date(at))).toBe(inEnglish);
  });
});

test('money is fen, exact to the last', () => {
  expect(zh.money(123_456_789)).toBe('¥1,234,567.89');
  expect(en.money(-5)).toBe('-¥0.05');
});

describe('wall clock of a zone', () => {
  test.each([
    ['Asia/Shanghai', '2026-03-12T00:30', '2026-03-11T16:30:00.000Z'],
    ['America/Toronto', '2026-07-01T09:00', '2026-07-01T13:00:00.000Z'],
    ['Australia/Sydney', '2026-01-01T09:00', '2025-12-31T22:00:00.000Z'],
  ])('%s %s', (zone, wall, iso) => {
    expect(instantOfWall(wall, zone)).toBe(iso);
    expect(wallClock(iso, zone)).toBe(wall);
  });

  test('a time shown twice is the earlier one; a skipped one moves on', () => {
    expect(instantOfWall('2026-11-01T01:30', 'America/Toronto')).toBe('2026-11-01T05:30:00.000Z');
    expect(instantOfWall('2026-03-08T02:30', 'America/Toronto')).toBe('2026-03-08T07:30:00.000Z');
  });

  test('no date is no instant', () => expect(instantOfWall('', 'Asia/Shanghai')).toBeNull());
});
