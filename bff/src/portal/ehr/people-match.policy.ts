import type { EhrPerson } from '@eoms/contracts/access/sync.record';
import type { FeedPerson } from '../people/feed-reads.service.ts';
import type { Kept, KeptPerson } from './kept.ts';
import type { Setback } from './units.policy.ts';

type Status = EhrPerson['status'];

/** Columns no two people share. */
export type Key = 'subject' | 'account' | 'employeeNo';
const KEYS: readonly Key[] = ['subject', 'account', 'employeeNo'];

/** What people are matched from. */
export interface MatchBefore {
  readonly now: Date;
  readonly work: ReadonlyMap<string, Kept<KeptPerson>>;
  /** Everybody whose id in the HR system or whose keys the records name. */
  readonly people: readonly FeedPerson[];
  newId(): string;
}

/** A record with the person it speaks of. */
export interface MatchedPerson {
  readonly record: Kept<KeptPerson>;
  readonly id: string;
  readonly before: FeedPerson | null;
  /** Status the record gives him at the instant. */
  readonly status: Status;
  readonly keys: Readonly<Record<Key, string | null>>;
}

/** Records with their people, and those that cannot be matched. */
export interface Matches {
  readonly matched: readonly MatchedPerson[];
  readonly setbacks: readonly Setback[];
}

/** Status of somebody whose next status is still ahead. */
const until: Readonly<Record<Status, Status>> = {
  PREBOARD: 'PREBOARD',
  ACTIVE: 'PREBOARD',
  SUSPENDED: 'ACTIVE',
  LEFT: 'ACTIVE',
};

/** Status a record gives at an instant: one that begins later is preceded by what it ends. */
export function statusAt({ data, gone }: KeptPerson, now: Date): Status {
  if (gone !== null || data === null) return 'LEFT';
  const ahead = data.statusFrom !== null && data.statusFrom > now.toISOString();
  return ahead ? until[data.status] : data.status;
}

const byName = (a: Kept, b: Kept): number => (a.externalId < b.externalId ? -1 : 1);

interface Bound {
  readonly local: FeedPerson | null;
  readonly setback: Setback | null;
  /** True for an earlier employment of somebody who is back under another id. */
  readonly superseded?: boolean;
}

const none: Bound = { local: null, setback: null };

/** Finds the person of each record: by its id, else by subject or number, which a returning employee keeps. */
function binder({ work, people, now }: MatchBefore): (record: Kept<KeptPerson>) => Bound {
  const by = (column: 'ehrId' | Key) =>
    new Map(people.flatMap((person) => (person[column] === null ? [] : [[person[column], person] as const])));
  const [byExternal, bySubject, byNumber] = [by('ehrId'), by('subject'), by('employeeNo')];
  const hasGone = (person: FeedPerson): boolean => {
    const other = person.ehrId === null ? undefined : work.get(person.ehrId);
    return other ? statusAt(other.content, now) === 'LEFT' : person.status === 'LEFT';
  };
  return (record) => {
    const { externalId, content } = record;
    const known = byExternal.get(externalId);
    if (known) return { local: known, setback: null };
    const { data } = content;
    const human =
      (data?.subject ? bySubject.get(data.subject) : undefined) ??
      (data?.employeeNo ? byNumber.get(data.employeeNo) : undefined);
    if (!data || !human) return none;
    const taken = (detail: string): Bound => ({ local: null, setback: { externalId, error: 'key_taken', detail } });
    if (human.ehrId === null)
      // People whom EOMS keeps itself are never taken over; employees from before the feed are.
      return human.kind === 'EMPLOYEE' ? { local: human, setback: null } : taken(`EOMS ${human.name}`);
    if (statusAt(content, now) === 'LEFT') return { ...none, superseded: true };
    return hasGone(human) ? { local: human, setback: null } : taken(`person ${human.ehrId}`);
  };
}

const keysOf = ({ externalId, content: { data } }: Kept<KeptPerson>, before: FeedPerson | null) => ({
  subject: data?.subject ?? before?.subject ?? `ehr:${externalId}`,
  account: data ? data.account : (before?.account ?? null),
  employeeNo: data ? data.employeeNo : (before?.employeeNo ?? null),
});

/** One record for each person: whoever works wins over whoever has left. */
function bind(given: MatchBefore): Matches {
  const bound = binder(given);
  const setbacks: Setback[] = [];
  const matched: MatchedPerson[] = [];
  const holders = new Map<string, string>();
  const isOut = ({ content }: Kept<KeptPerson>): number => (statusAt(content, given.now) === 'LEFT' ? 1 : 0);
  for (const record of [...given.work.values()].toSorted((a, b) => isOut(a) - isOut(b) || byName(a, b))) {
    const { local, setback, superseded } = bound(record);
    if (setback) setbacks.push(setback);
    if (setback || superseded || (!local && !record.content.data)) continue;
    const { externalId, content } = record;
    const human = local?.id ?? content.data?.subject ?? content.data?.employeeNo ?? externalId;
    const holder = holders.get(human);
    if (holder !== undefined) {
      if (isOut(record) === 0) setbacks.push({ externalId, error: 'key_taken', detail: `person ${holder}` });
      continue;
    }
    holders.set(human, externalId);
    const id = local?.id ?? given.newId();
    matched.push({ record, id, before: local, status: statusAt(content, given.now), keys: keysOf(record, local) });
  }
  return { matched, setbacks };
}

/** Who may not have the key he wants, because somebody else has it or keeps it. */
function clashes(matched: readonly MatchedPerson[], people: readonly FeedPerson[], key: Key): Set<MatchedPerson> {
  const inWork = new Set(matched.map(({ id }) => id));
  const held = people.flatMap((person) => (inWork.has(person.id) || person[key] === null ? [] : [person[key]]));
  const stuck = new Set<MatchedPerson>();
  for (let settled = false; !settled;) {
    settled = true;
    const claimed = new Map<string, string>(held.map((value) => [value, '']));
    const keeps = (one: MatchedPerson): boolean => stuck.has(one) || one.before?.[key] === one.keys[key];
    for (const one of [...matched.filter(keeps), ...matched.filter((one) => !keeps(one))]) {
      const value = stuck.has(one) ? (one.before?.[key] ?? null) : one.keys[key];
      if (value === null) continue;
      if (claimed.has(value) && !stuck.has(one)) {
        stuck.add(one);
        settled = false;
      } else claimed.set(value, one.id);
    }
  }
  return stuck;
}

/** Matches records with people. Somebody whose account, number or subject is taken keeps what he has; a new one waits. */
export function matchPeople(given: MatchBefore): Matches {
  const { matched, setbacks } = bind(given);
  const clash = new Map(KEYS.map((key) => [key, clashes(matched, given.people, key)]));
  const stuckKeys = (one: MatchedPerson): Key[] => KEYS.filter((key) => clash.get(key)?.has(one));
  return {
    matched: matched
      .filter((one) => one.before || stuckKeys(one).length === 0)
      .map((one) => ({
        ...one,
        keys: { ...one.keys, ...Object.fromEntries(stuckKeys(one).map((key) => [key, one.before?.[key] ?? null])) },
      })),
    setbacks: [
      ...setbacks,
      ...matched.flatMap((one): Setback[] => {
        const [key] = stuckKeys(one);
        if (!key) return [];
        const detail = `${key} ${one.keys[key] ?? ''}`;
        return [{ externalId: one.record.externalId, error: 'key_taken', detail }];
      }),
    ],
  };
}
