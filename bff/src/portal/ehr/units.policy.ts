import type { DeadLetterCode } from '@eoms/contracts/access/sync-run.record';
import type { FeedEdge, FeedUnit } from '../people/feed-reads.service.ts';
import type { Kept, KeptUnit } from './kept.ts';
import { sameInstant } from './periods.policy.ts';
import { linksOf, stretchesOf, treeFault, type Link } from './tree.policy.ts';

/** A record that cannot take effect now. */
export interface Setback {
  readonly externalId: string;
  readonly error: DeadLetterCode;
  readonly detail: string;
}

/** What units are planned from. */
export interface UnitsBefore {
  readonly now: Date;
  /** Newest records of the run, and those set aside that are looked at again. */
  readonly work: ReadonlyMap<string, Kept<KeptUnit>>;
  /** Records whose edges were refused before. */
  readonly heldBack: ReadonlySet<string>;
  readonly units: readonly FeedUnit[];
  readonly edges: readonly FeedEdge[];
  newId(): string;
}

/** A unit that comes or changes. */
export interface PlannedUnit {
  readonly externalId: string;
  readonly id: string;
  readonly before: FeedUnit | null;
  readonly after: FeedUnit;
  readonly linksBefore: readonly FeedEdge[];
  readonly linksAfter: readonly Link[];
}

/** What becomes of the units of a run. */
export interface UnitPlan {
  readonly planned: readonly PlannedUnit[];
  readonly setbacks: readonly Setback[];
  /** Local id of every unit by its id in the HR system, new ones included. */
  readonly idByExternal: ReadonlyMap<string, string>;
}

interface Matching {
  readonly local: FeedUnit | null;
  readonly setback: Setback | null;
}

/** Whose unit a record speaks of. A store's unit belongs to the stores system: the feed finds it by its code and never makes one. */
function matcher(units: readonly FeedUnit[]): (record: Kept<KeptUnit>) => Matching {
  const byExternal = new Map(units.flatMap((unit) => (unit.ehrId === null ? [] : [[unit.ehrId, unit] as const])));
  const byCode = new Map(units.flatMap((unit) => (unit.code === null ? [] : [[unit.code, unit] as const])));
  return ({ externalId, content: { data } }) => {
    const known = byExternal.get(externalId);
    const setback = (error: DeadLetterCode, detail: string): Matching => ({
      local: null,
      setback: { externalId, error, detail },
    });
    if (!data || (known && (known.kind === 'STORE') === (data.kind === 'STORE')))
      return { local: known ?? null, setback: null };
    if (known) return setback('key_taken', `kind ${known.kind}`);
    const named = data.code === null ? undefined : byCode.get(data.code);
    if (data.kind === 'STORE')
      return named?.kind === 'STORE' && named.ehrId === null
        ? { local: named, setback: null }
        : setback('store_waiting', `code ${data.code ?? ''}`);
    if (!named) return { local: null, setback: null };
    return named.ehrId === null && named.kind === data.kind
      ? { local: named, setback: null }
      : setback('key_taken', `code ${data.code ?? ''}`);
  };
}

function wantedUnit({ externalId, content: { data, gone } }: Kept<KeptUnit>, local: FeedUnit | null, id: string) {
  if (local?.kind === 'STORE') return { ...local, ehrId: externalId };
  if (!data) return local && { ...local, status: gone === null ? local.status : ('CLOSED' as const) };
  return {
    id,
    ehrId: externalId,
    kind: data.kind,
    code: data.code,
    nameZh: data.nameZh,
    nameEn: data.nameEn ?? data.nameZh,
    status: gone === null ? data.status : ('CLOSED' as const),
  };
}

interface Candidate {
  readonly record: Kept<KeptUnit>;
  readonly id: string;
  readonly before: FeedUnit | null;
  readonly after: FeedUnit;
}

interface Candidates {
  readonly list: readonly Candidate[];
  readonly setbacks: readonly Setback[];
  readonly known: ReadonlyMap<string, string>;
}

function candidatesOf({ work, units, newId }: UnitsBefore): Candidates {
  const match = matcher(units);
  const known = new Map(units.flatMap(({ ehrId, id }) => (ehrId === null ? [] : [[ehrId, id] as const])));
  const list: Candidate[] = [];
  const setbacks: Setback[] = [];
  const codes = new Map<string, string>();
  for (const record of [...work.values()].toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1))) {
    const { local, setback } = match(record);
    if (setback) setbacks.push(setback);
    const id = local?.id ?? newId();
    const after = setback ? null : wantedUnit(record, local, id);
    if (!after) continue;
    const holder = after.code === null ? undefined : codes.get(after.code);
    if (holder !== undefined && after.kind !== 'STORE') {
      setbacks.push({ externalId: record.externalId, error: 'key_taken', detail: `code ${after.code ?? ''}` });
      continue;
    }
    if (after.code !== null) codes.set(after.code, record.externalId);
    list.push({ record, id, before: local, after });
  }
  return { list, setbacks, known };
}

/** New units whose parents are there or come with this run; the others wait for their parents. */
function placeable(list: readonly Candidate[], known: ReadonlyMap<string, string>, now: Date) {
  const ids = new Map(known);
  for (const { record, id, before } of list) if (before) ids.set(record.externalId, id);
  const waiting = new Set(list.filter(({ before }) => !before));
  for (let settled = false; !settled;) {
    settled = true;
    for (const candidate of waiting) {
      const { record, id } = candidate;
      if (stretchesOf(record.content.placements, now, (external) => ids.get(external)).length === 0) continue;
      ids.set(record.externalId, id);
      waiting.delete(candidate);
      settled = false;
    }
  }
  return { ids, waiting };
}

/** Parents that have not arrived though they hold now or later. */
function missingParents({ content: { placements } }: Kept<KeptUnit>, now: Date, ids: ReadonlyMap<string, string>) {
  const wanted = new Set(stretchesOf(placements, now, (external) => external).map(({ parentId }) => parentId));
  return [...wanted].filter((parent): parent is string => parent !== null && !ids.has(parent));
}

/** Plans with the edges of some records only; the others keep the edges they have, and new ones of them do not come. */
function attempt(before: UnitsBefore, { list, setbacks, known }: Candidates, mayMove: (externalId: string) => boolean) {
  const { now } = before;
  const movable = list.filter((candidate) => candidate.before || mayMove(candidate.record.externalId));
  const { ids, waiting } = placeable(movable, known, now);
  const storedOf = Map.groupBy(before.edges, ({ childId }) => childId);
  const planned = movable
    .filter((candidate) => !waiting.has(candidate))
    .map(({ record, id, before: unit, after }): PlannedUnit => {
      const stored = (storedOf.get(id) ?? []).toSorted((a, b) => a.from.getTime() - b.from.getTime());
      const moves = mayMove(record.externalId);
      const stretches = moves ? stretchesOf(record.content.placements, now, (external) => ids.get(external)) : [];
      const linksAfter = linksOf(id, stretches, stored);
      return { externalId: record.externalId, id, before: unit, after, linksBefore: stored, linksAfter };
    });
  const parentless = movable.flatMap(({ record }): Setback[] => {
    const parents = missingParents(record, now, ids);
    if (parents.length === 0) return [];
    return [{ externalId: record.externalId, error: 'parent_waiting', detail: `unit ${parents.join(', ')}` }];
  });
  return { plan: { planned, setbacks: [...setbacks, ...parentless], idByExternal: ids }, movable };
}

const moved = ({ linksBefore, linksAfter }: PlannedUnit): boolean =>
  linksBefore.length !== linksAfter.length ||
  linksAfter.some(({ parentId, from, to }, at) => {
    const old = linksBefore[at];
    return parentId !== old?.parentId || !sameInstant(from, old.from) || !sameInstant(to, old.to);
  });

function faultOf({ units, edges, now }: UnitsBefore, { planned }: UnitPlan) {
  const touched = new Set(planned.map(({ id }) => id));
  const links = [
    ...edges.filter(({ childId }) => !touched.has(childId)),
    ...planned.flatMap(({ linksAfter }) => linksAfter),
  ];
  const unitIds = [...new Set([...units.map(({ id }) => id), ...touched])];
  return treeFault({ unitIds: units.map(({ id }) => id), links: edges }, { unitIds, links }, now);
}

/**
 * Plans the units of a run. Edges are taken together or not at all: when they would make a circle or a second root, first those that
 * were refused before are left out, then all of the run.
 */
export function planUnits(before: UnitsBefore): UnitPlan {
  const candidates = candidatesOf(before);
  const whole = attempt(before, candidates, () => true).plan;
  const fault = faultOf(before, whole);
  if (fault === null) return whole;
  const refused = (plan: UnitPlan, ids: readonly string[]): UnitPlan => ({
    ...plan,
    setbacks: [
      ...plan.setbacks.filter(({ externalId }) => !ids.includes(externalId)),
      ...ids.map((externalId) => ({ externalId, error: 'tree_refused' as const, detail: fault })),
    ],
  });
  if (before.heldBack.size > 0) {
    const fresh = attempt(before, candidates, (externalId) => !before.heldBack.has(externalId)).plan;
    const again = candidates.list.map(({ record }) => record.externalId).filter((id) => before.heldBack.has(id));
    if (faultOf(before, fresh) === null) return refused(fresh, again);
  }
  const moving = whole.planned.filter((unit) => !unit.before || moved(unit)).map(({ externalId }) => externalId);
  return refused(attempt(before, candidates, () => false).plan, moving);
}
