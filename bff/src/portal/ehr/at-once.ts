import type { GuardCode, GuardTrip } from '@eoms/contracts/access/sync-run.record';
import { AppError } from '../../errors.ts';
import type { Facts } from '../access/access.service.ts';
import type { Batch } from './batch.ts';
import { projected } from './effects.ts';
import type { IngestContext, IngestDeps } from './ingest.service.ts';
import { judge, transactionOf, type Judgement } from './judgement.ts';
import { keyOf } from './kept.ts';
import type { PlannedPerson } from './people.policy.ts';
import type { RecordKey } from './record-store.ts';
import { writeLines } from './staging.ts';
import { writeRun } from './write-run.ts';

/** Guards that ask about something else than who goes: whoever left does not wait with them. */
export const ABOUT_OTHERS: ReadonlySet<GuardCode> = new Set(['administrators', 'duties', 'by_hand']);

/** True for a change that only ends places and headships: dated ahead it gives nothing until then. */
function onlyEnds({ before, after, places, heads, placesBefore }: PlannedPerson): boolean {
  const stored = new Map(placesBefore.map((place) => [place.id, place]));
  return (
    before?.status === after.status &&
    before.subject === after.subject &&
    places.add.length + heads.add.length === 0 &&
    places.change.every(({ id, wanted }) => {
      const old = stored.get(id);
      return old?.level === wanted.level && old.primary === wanted.primary;
    })
  );
}

/** True for somebody whom the run makes leave, now or on a day ahead. */
const leaves = (person: PlannedPerson): boolean => {
  const { before, after, leaveAt } = person;
  if (before === null || before.status === 'LEFT') return false;
  return after.status === 'LEFT' || (leaveAt !== null && onlyEnds(person));
};

/** Whoever brings a file does not decide about himself by it, nor who signs in as whom. */
const isOwnWord = ({ id, before, after }: PlannedPerson, { caller }: IngestContext): boolean =>
  id === caller.id || before?.subject !== after.subject;

/** As many as may go, in their order; each question is about all of them so far. */
async function whoMayGo(
  may: (people: readonly PlannedPerson[]) => Promise<boolean>,
  going: readonly PlannedPerson[],
  asking: readonly PlannedPerson[],
): Promise<readonly PlannedPerson[]> {
  if (asking.length === 0 || (await may([...going, ...asking]))) return asking;
  if (asking.length === 1) return [];
  const half = Math.ceil(asking.length / 2);
  const first = await whoMayGo(may, going, asking.slice(0, half));
  return [...first, ...(await whoMayGo(may, [...going, ...first], asking.slice(half)))];
}

/** Those who can leave while enough administrators remain. */
async function ableToGo(deps: IngestDeps, context: IngestContext, leavers: readonly PlannedPerson[]) {
  const may = async (people: readonly PlannedPerson[]): Promise<boolean> => {
    const change = (facts: Facts): Facts => projected(facts, { units: [], people: [...people] }, context.now);
    try {
      await deps.assertAdministratorsRemain(context, change);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'last_administrators') return false;
      throw error;
    }
  };
  return whoMayGo(may, [], leavers);
}

/** The records of some people only. */
function partOf(batch: Batch, { compared }: Judgement, people: readonly PlannedPerson[], now: Date): Batch {
  const keys = people.map(({ record }): RecordKey => ({ entity: 'person', externalId: record.externalId }));
  const named = new Set(keys.map(keyOf));
  const absent = keys.filter((key) => compared.absent.has(keyOf(key)));
  const incoming = batch.incoming.filter((one) => named.has(keyOf(one)));
  return { incoming, unreadable: [], complete: batch.complete, staged: { absent, at: now }, again: keys };
}

interface Held {
  readonly runId: string;
  readonly source: string;
  readonly batch: Batch;
  readonly judgement: Judgement;
  readonly tripped: readonly GuardTrip[];
}

/** Who went, and what holds the rest. */
export interface AtOnce {
  readonly count: number;
  readonly guards: readonly GuardTrip[];
  /** Their records; null where nobody went. */
  readonly part: { readonly batch: Batch; readonly judgement: Judgement } | null;
}

/**
 * Lets those go who left where a run waits for another reason than removals; too few administrators keep theirs waiting. Answers
 * how many went, and what holds the rest.
 */
export async function leaveAtOnce(
  deps: IngestDeps,
  context: IngestContext,
  { runId, source, batch, judgement, tripped }: Held,
): Promise<AtOnce> {
  const none = { count: 0, guards: tripped, part: null };
  if (tripped.length === 0 || tripped.some(({ code }) => !ABOUT_OTHERS.has(code))) return none;
  const isByHand = tripped.some(({ code }) => code === 'by_hand');
  const leavers = judgement.changes.people
    .filter((person) => leaves(person) && !(isByHand && isOwnWord(person, context)))
    .toSorted((a, b) => (a.record.externalId < b.record.externalId ? -1 : 1));
  const going = leavers.length > 0 ? await ableToGo(deps, context, leavers) : [];
  const stay = leavers.length - going.length;
  const known = tripped.some(({ code }) => code === 'administrators');
  const administrators = { code: 'administrators' as const, count: stay, of: 0, limit: 2, unitKind: null };
  const guards = stay > 0 && !known ? [...tripped, administrators] : tripped;
  if (going.length === 0) return { ...none, guards };
  const theirs = partOf(batch, judgement, going, context.now);
  const part = await judge(deps, context, theirs, source);
  await writeLines(runId, part, context.now, false, transactionOf(context));
  await writeRun(deps, context, part, { runId, source });
  return { count: going.length, guards, part: { batch: theirs, judgement: part } };
}
