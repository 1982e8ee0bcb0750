import { useMemo } from 'react';
import { usePortal, type Locale } from './portal.ts';

/** Zone of the head office, used unless a page names another. */
export const HOME_ZONE = 'Asia/Shanghai';

/** Turns values of the wire into text for people. */
export interface Formats {
  /** Instant with minutes in a named IANA zone; a zone other than the head office's is named in the text. */
  instant(iso: string, zone?: string): string;
  /** Instant of the day, hours and minutes, in a named IANA zone. */
  time(iso: string, zone?: string): string;
  /** Calendar day `YYYY-MM-DD`, or the day of an instant in the head office's zone. */
  day(iso: string): string;
  /** Money in fen, as CNY with two decimals. */
  money(fen: number): string;
  /** Number with grouping. */
  number(value: number): string;
  /** Distance from now, such as 3 分钟前. */
  relative(iso: string, now?: Date): string;
}

const STEPS: readonly (readonly [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  [45, 'second', 1],
  [45 * 60, 'minute', 60],
  [22 * 3600, 'hour', 3600],
  [26 * 86_400, 'day', 86_400],
  [320 * 86_400, 'month', 30.44 * 86_400],
  [Number.POSITIVE_INFINITY, 'year', 365.25 * 86_400],
];

const made = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: Locale, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${zone}|${Object.keys(options).join()}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  made.set(key, known);
  return known;
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };
const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** Formats for one language. */
export function formatsFor(locale: Locale): Formats {
  const number = new Intl.NumberFormat(locale);
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    instant: (iso, zone = HOME_ZONE) => {
      const text = dateFormat(locale, zone, { ...DAY, ...CLOCK }).format(new Date(iso));
      return zone === HOME_ZONE ? text : `${text} (${zone})`;
    },
    time: (iso, zone = HOME_ZONE) => dateFormat(locale, zone, CLOCK).format(new Date(iso)),
    day: (iso) => dateFormat(locale, iso.length === 10 ? 'UTC' : HOME_ZONE, DAY).format(new Date(iso)),
    money: (fen) => money.format(fen / 100),
    number: (value) => number.format(value),
    relative: (iso, now = new Date()) => {
      const seconds = (Date.parse(iso) - now.getTime()) / 1000;
      const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit) ?? ['', 'year' as const, 31_557_600];
      return relative.format(Math.round(seconds / size), unit);
    },
  };
}

/** Formats for the present language. */
export function useFormat(): Formats {
  const locale = usePortal((state) => state.locale);
  return useMemo(() => formatsFor(locale), [locale]);
}
