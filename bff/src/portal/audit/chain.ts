import { createHash } from 'node:crypto';

/** Hash before the first event. */
export const GENESIS = '0'.repeat(64);

/** Everything a seal vouches for; `detail` is the stored text itself, so that not even a blank can change. */
export interface SealedFacts {
  readonly seq: number;
  readonly day: string;
  readonly sealedAt: Date;
  readonly id: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string;
  readonly onBehalfOf: string | null;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly requestId: string;
  readonly reason: string | null;
  readonly beforeHash: string | null;
  readonly afterHash: string | null;
  readonly detail: string | null;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
    : value;

/** Digest of any JSON value, the same whatever the order of its keys; null for nothing. */
export const valueHash = (value: unknown): string | null =>
  value === undefined || value === null ? null : sha256(JSON.stringify(value, sorted));

/** Hash of an event in the chain: what was before it, its place, and everything it says. */
export const sealHash = (prevHash: string, facts: SealedFacts): string =>
  sha256(
    [
      prevHash,
      JSON.stringify([
        facts.seq,
        facts.day,
        facts.sealedAt.toISOString(),
        facts.id,
        facts.at.toISOString(),
        facts.actorKind,
        facts.actorId,
        facts.onBehalfOf,
        facts.action,
        facts.objectKind,
        facts.objectId,
        facts.requestId,
        facts.reason,
        facts.beforeHash,
        facts.afterHash,
        facts.detail,
      ]),
    ].join('\n'),
  );

/** UTC day of an instant, `YYYY-MM-DD`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

const DAY_MS = 24 * 3600_000;

const dayAfter = (day: string): string => dayOf(new Date(Date.parse(`${day}T00:00:00.000Z`) + DAY_MS));

/** Day of the next seal: today, but never before the last seal's day, nor a day that has been anchored already. */
export const nextDay = (now: Date, lastDay: string | null, anchoredDay: string | null): string =>
  [dayOf(now), lastDay ?? '', anchoredDay === null ? '' : dayAfter(anchoredDay)].toSorted().at(-1) ?? dayOf(now);
