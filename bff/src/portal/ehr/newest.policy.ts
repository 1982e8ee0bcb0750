import type { EhrPerson } from '@eoms/contracts/access/sync.record';
import type { Incoming, Kept, KeptPerson, KeptUnit, PersonData, Placement } from './kept.ts';

/** What a version of a record was: taken, known already, older than the known one, or another content under the same version. */
export type Verdict = 'taken' | 'known' | 'outdated' | 'conflict';

/** A record after one more version of it was looked at. */
export interface Merged {
  readonly kept: Kept;
  readonly verdict: Verdict;
}

/** Placements remembered of one unit: moves, not versions, so this is many years of them. */
const PLACEMENTS_KEPT = 40;

/** True when a person's record says that he has left by an instant. */
export const hasLeft = (data: Pick<EhrPerson, 'status' | 'statusFrom'>, now: Date): boolean =>
  data.status === 'LEFT' && (data.statusFrom === null || data.statusFrom <= now.toISOString());

/**
 * Placements with one more; the same whatever order versions come in. One is dropped only for room, the lowest version first.
 */
export function withPlacement(known: readonly Placement[], added: Placement): Placement[] {
  const others = known.filter(({ version }) => version !== added.version);
  return [...others, added].toSorted((a, b) => a.version - b.version).slice(-PLACEMENTS_KEPT);
}

const versionOf = (incoming: Incoming, known: Kept | null): number => incoming.version ?? known?.version ?? 0;

function unitContent(known: Kept | null, incoming: Incoming, newest: boolean): KeptUnit {
  const before = known?.content.entity === 'unit' ? known.content : null;
  const version = versionOf(incoming, known);
  const placements =
    incoming.entity === 'unit' && !incoming.deleted
      ? withPlacement(before?.placements ?? [], {
          version,
          parent: incoming.data.parentExternalId,
          from: incoming.data.effectiveFrom,
        })
      : (before?.placements ?? []);
  if (!newest && before) return { ...before, placements };
  const data = incoming.entity === 'unit' && !incoming.deleted ? incoming.data : (before?.data ?? null);
  const gone = incoming.deleted ? 'record' : null;
  return { entity: 'unit', data, placements, gone, manual: incoming.version === null };
}

const leaves = (incoming: Incoming, now: Date): boolean =>
  incoming.deleted || (incoming.entity === 'person' && hasLeft(incoming.data, now));

/** The sealed text stays as it is while the value is the same, so that nothing looks changed. */
const sameSeal = (data: PersonData, before: PersonData | null): PersonData => ({
  ...data,
  phone: before?.phone && data.phone?.mark === before.phone.mark ? before.phone : data.phone,
  idNumber: before?.idNumber && data.idNumber?.mark === before.idNumber.mark ? before.idNumber : data.idNumber,
});

/** Highest version that tells of a leave, as far as is known now. */
function leftVersionOf(before: KeptPerson | null, known: Kept | null, incoming: Incoming, now: Date): number {
  const told = leaves(incoming, now) ? Math.max(1, versionOf(incoming, known)) : 0;
  // What is replaced may have come true since it was read.
  const cameTrue = before?.data && hasLeft(before.data, now) ? Math.max(1, known?.version ?? 0) : 0;
  return Math.max(before?.leftVersion ?? 0, told, cameTrue);
}

/** A leave without a date counts from when it was first read. */
function leftAtOf(before: KeptPerson | null, incoming: Incoming, data: PersonData | null, now: Date): string | null {
  const undated = incoming.deleted || (data !== null && hasLeft(data, now) && data.statusFrom === null);
  return undated ? (before?.leftAt ?? now.toISOString()) : null;
}

function personContent(known: Kept | null, incoming: Incoming, newest: boolean, now: Date): KeptPerson {
  const before = known?.content.entity === 'person' ? known.content : null;
  const leftVersion = leftVersionOf(before, known, incoming, now);
  if (!newest && before) return { ...before, leftVersion };
  const data = incoming.entity === 'person' && !incoming.deleted ? sameSeal(incoming.data, before?.data ?? null) : null;
  return {
    entity: 'person',
    data: data ?? before?.data ?? null,
    gone: incoming.deleted ? 'record' : null,
    manual: incoming.version === null,
    leftVersion,
    leftAt: leftAtOf(before, incoming, data, now),
    givenStatus: before?.givenStatus ?? null,
  };
}

const merged = (known: Kept | null, incoming: Incoming, newest: boolean, now: Date): Kept => {
  const content =
    incoming.entity === 'unit' ? unitContent(known, incoming, newest) : personContent(known, incoming, newest, now);
  const { entity, externalId } = incoming;
  if (!newest && known) return { ...known, content };
  return { entity, externalId, version: versionOf(incoming, known), hash: incoming.hash, seenAt: now, content };
};

/** A record that was taken for gone and is there after all. */
const asPresent = (kept: Kept): Kept => {
  const { content } = kept;
  return {
    ...kept,
    content: content.entity === 'unit' ? { ...content, gone: null } : { ...content, gone: null, leftAt: null },
  };
};

/**
 * Looks at one more version of a record. The newest version wins in whatever order versions come; an older one still tells where
 * a unit was before, and that a person had left in between. `present` says that the version comes from a complete read, which
 * brings back what was taken for gone.
 */
export function mergeVersion(known: Kept | null, incoming: Incoming, now: Date, present: boolean): Merged {
  const taken = (): Merged => ({ kept: merged(known, incoming, true, now), verdict: 'taken' });
  if (!known) return taken();
  const same = known.hash === incoming.hash;
  const back = known.content.gone === 'absence' && !incoming.deleted && (present || incoming.version === null);
  if (incoming.version === null) return same && !back ? { kept: known, verdict: 'known' } : taken();
  if (incoming.version > known.version) return taken();
  if (incoming.version < known.version) {
    const kept = merged(known, incoming, false, now);
    return back ? { kept: asPresent(kept), verdict: 'taken' } : { kept, verdict: 'outdated' };
  }
  if (same) return back ? taken() : { kept: known, verdict: 'known' };
  return known.content.manual ? { kept: known, verdict: 'outdated' } : { kept: known, verdict: 'conflict' };
}

/** A record that a complete read did not name any more. */
export function asAbsent(known: Kept, now: Date): Kept {
  const { content } = known;
  if (content.entity === 'unit') return { ...known, content: { ...content, gone: 'absence' } };
  return {
    ...known,
    content: {
      ...content,
      gone: 'absence',
      leftVersion: Math.max(content.leftVersion, known.version, 1),
      leftAt: content.leftAt ?? now.toISOString(),
    },
  };
}
