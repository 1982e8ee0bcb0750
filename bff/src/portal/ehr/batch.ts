import type { Transaction } from 'sequelize';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import type { FieldVault } from '../../database/field-vault.ts';
import { feedPeople, feedUnits } from '../people/feed-reads.service.ts';
import { eachInTurn } from './in-turns.ts';
import { checkRecord, type UnreadableRecord } from './incoming.service.ts';
import { keyOf, type Incoming, type Kept, type KeptPerson, type KeptUnit } from './kept.ts';
import { LOOKED_AT_AGAIN, type Letter, type OpenLetter } from './letters.ts';
import { asAbsent, mergeVersion } from './newest.policy.ts';
import { loadKept, toldElsewhere, untold, type RecordKey } from './record-store.ts';
import type { Work } from './world.ts';

/** Records as they came, checked. */
export interface Batch {
  readonly incoming: readonly Incoming[];
  readonly unreadable: readonly UnreadableRecord[];
  /** True when these were all records there are. */
  readonly complete: boolean;
  /** Records taken for gone when the run was staged, unless they were heard of since; null: whoever a complete batch does not name. */
  readonly staged: { readonly absent: readonly RecordKey[]; readonly at: Date } | null;
  /** Records to look at besides those that came; whatever waits when left out. */
  readonly again?: readonly RecordKey[];
}

/** Checks records one by one, in turns with whatever else the process does: a hundred thousand take seconds. */
export async function checkBatch(
  vault: FieldVault,
  records: readonly unknown[],
  { complete, mayLackVersion }: { readonly complete: boolean; readonly mayLackVersion: boolean },
): Promise<Batch> {
  const incoming: Incoming[] = [];
  const unreadable: UnreadableRecord[] = [];
  await eachInTurn(records, (record) => {
    const checked = checkRecord(vault, record, mayLackVersion);
    if ('incoming' in checked) incoming.push(checked.incoming);
    else unreadable.push(checked.unreadable);
  });
  return { incoming, unreadable, complete, staged: null };
}

/** How many records of an entity are known, came again, and are taken for gone. */
export interface Presence {
  readonly known: number;
  readonly present: number;
  readonly absent: number;
}

/** Records of a run set against those that are kept. */
export interface Compared {
  readonly work: Work;
  /** Kept records that become other ones. */
  readonly changed: ReadonlyMap<string, Kept>;
  /** Versions of changed records, for a run that waits. */
  readonly versions: ReadonlyMap<string, readonly Incoming[]>;
  readonly absent: ReadonlySet<string>;
  readonly presence: Readonly<Record<EhrEntity, Presence>>;
  readonly letters: readonly Letter[];
  /** Highest version taken of each record. */
  readonly taken: ReadonlyMap<string, number>;
  /** Records of which an older version came, once for each. */
  readonly outdated: readonly string[];
  readonly heldBack: ReadonlySet<string>;
  readonly leftBetween: ReadonlySet<string>;
}

const byWords = (a: Kept, b: Kept): number => (keyOf(a) < keyOf(b) ? -1 : 1);

/** Units and people with an id of the HR system that no record was ever read of: a complete read speaks of them too. */
async function fromBefore(told: ReadonlyMap<string, Kept>, transaction: Transaction): Promise<Kept[]> {
  const units = (await feedUnits(transaction)).filter(({ ehrId, kind }) => ehrId !== null && kind !== 'STORE');
  const people = (await feedPeople(null, transaction)).filter(({ ehrId }) => ehrId !== null);
  const keys: RecordKey[] = [
    ...units.map(({ ehrId }) => ({ entity: 'unit' as const, externalId: ehrId ?? '' })),
    ...people.map(({ ehrId }) => ({ entity: 'person' as const, externalId: ehrId ?? '' })),
  ];
  const open = await untold(
    keys.filter((key) => !told.has(keyOf(key))),
    transaction,
  );
  const kept = { version: 0, hash: '', seenAt: new Date(0) };
  const common = { data: null, gone: null, manual: true };
  return open.map(({ entity, externalId }): Kept =>
    entity === 'unit'
      ? { ...kept, entity, externalId, content: { ...common, entity, placements: [] } }
      : {
          ...kept,
          entity,
          externalId,
          content: { ...common, entity, leftVersion: 0, leftAt: null, givenStatus: null },
        },
  );
}

interface Merging extends Pick<Batch, 'complete' | 'staged'> {
  readonly now: Date;
  readonly before: ReadonlyMap<string, Kept>;
}

/** Puts the versions of a batch onto the kept records, one after another. */
function merge(incoming: readonly Incoming[], { now, complete, before, staged }: Merging) {
  const changed = new Map<string, Kept>();
  const versions = new Map<string, Incoming[]>();
  const taken = new Map<string, number>();
  const letters: Letter[] = [];
  const outdated: string[] = [];
  for (const one of incoming) {
    const key = keyOf(one);
    const current = changed.get(key) ?? before.get(key) ?? null;
    // A row without a version is newer than what was known when it came, not than what was heard of while it waited.
    if (staged && one.version === null && (before.get(key)?.seenAt ?? staged.at) > staged.at) {
      outdated.push(key);
      continue;
    }
    const { kept, verdict } = mergeVersion(current, one, now, complete);
    if (verdict === 'conflict')
      letters.push({
        entity: one.entity,
        externalId: one.externalId,
        error: 'version_conflict',
        detail: `version ${one.version ?? ''}`,
        raw: { entity: one.entity, externalId: one.externalId, version: one.version },
      });
    if (verdict === 'outdated') outdated.push(key);
    if (verdict === 'taken') taken.set(key, kept.version);
    if (kept === current) continue;
    changed.set(key, kept);
    versions.set(key, [...(versions.get(key) ?? []), one]);
  }
  return { changed, versions, taken, letters, outdated };
}

const unreadableLetter = ({ entity, externalId, detail, raw }: UnreadableRecord): Letter => ({
  entity,
  externalId,
  error: 'record_malformed',
  detail,
  raw,
});

function presenceOf(
  entity: EhrEntity,
  known: readonly Kept[],
  present: ReadonlySet<string>,
  absent: ReadonlySet<string>,
) {
  const ours = known.filter((kept) => kept.entity === entity);
  const count = (keys: ReadonlySet<string>): number => ours.filter((kept) => keys.has(keyOf(kept))).length;
  return { known: ours.length, present: count(present), absent: count(absent) };
}

const left = (kept: Kept | undefined): number => (kept?.content.entity === 'person' ? kept.content.leftVersion : 0);

/** Keys to look at besides those that came: what waits, and what a person asked to try again. */
const againOf = (open: readonly OpenLetter[]): RecordKey[] =>
  open.flatMap(({ entity, externalId, error }) =>
    entity !== 'unknown' && externalId !== null && LOOKED_AT_AGAIN.includes(error) ? [{ entity, externalId }] : [],
  );

/** Whom a complete batch does not name any more, or whom a waiting run had not named. */
function goneOf({ complete, staged }: Batch, alive: readonly Kept[], present: ReadonlySet<string>): Kept[] {
  if (!complete) return [];
  if (!staged) return alive.filter((kept) => !present.has(keyOf(kept)));
  const keys = new Set(staged.absent.map(keyOf));
  return alive.filter((kept) => keys.has(keyOf(kept)) && kept.seenAt <= staged.at);
}

const presentIn = ({ incoming, unreadable }: Batch): Set<string> =>
  new Set([
    ...incoming.map(keyOf),
    ...unreadable.flatMap(({ entity, externalId }) =>
      entity !== null && externalId !== null ? [keyOf({ entity, externalId })] : [],
    ),
  ]);

function workOf(keys: Iterable<string>, find: (key: string) => Kept | undefined): Work {
  const work = [...new Set(keys)].flatMap((key) => find(key) ?? []).toSorted(byWords);
  return {
    units: new Map(work.filter(isUnit).map((one) => [one.externalId, one])),
    people: new Map(work.filter(isPerson).map((one) => [one.externalId, one])),
  };
}

/** Refused units without a newer version: what comes new is tried like any other. */
const heldBackIn = (open: readonly OpenLetter[], changed: ReadonlyMap<string, Kept>): Set<string> =>
  new Set(
    open
      .filter(({ entity, error }) => entity === 'unit' && error === 'tree_refused')
      .flatMap(({ externalId }) => externalId ?? [])
      .filter((externalId) => !changed.has(keyOf({ entity: 'unit', externalId }))),
  );

const otherLetter = ([key, other]: readonly [string, string]): Letter => {
  const [entity, externalId] = key.split(' ') as [EhrEntity, string];
  return { entity, externalId, error: 'other_source', detail: `source ${other}` };
};

/** Sets a batch against what is kept of its source: which records are newer, which are gone, which wait. */
export async function compareBatch(
  source: string,
  batch: Batch,
  open: readonly OpenLetter[],
  now: Date,
  transaction: Transaction,
): Promise<Compared> {
  const { complete, incoming, staged } = batch;
  const again = batch.again ?? againOf(open);
  const kept = await loadKept(source, complete ? null : [...incoming, ...again], transaction);
  const strange = complete ? await fromBefore(kept, transaction) : [];
  const before = new Map([...strange.map((one) => [keyOf(one), one] as const), ...kept]);
  const strangers = incoming.filter((one) => !kept.has(keyOf(one)));
  const elsewhere = await toldElsewhere(source, strangers, transaction);
  const ours = incoming.filter((one) => !elsewhere.has(keyOf(one)));
  const { letters, ...merged } = merge(ours, { now, complete, before: kept, staged });
  const present = presentIn(batch);
  const alive = [...before.values()].filter(({ content }) => content.gone === null);
  const gone = goneOf(batch, alive, present);
  const absent = new Set(gone.map(keyOf));
  const changed = new Map([...merged.changed, ...gone.map((one) => [keyOf(one), asAbsent(one, now)] as const)]);
  // A complete read puts right whatever differs; otherwise only what is new is looked at, and what waits.
  const looked = complete && !staged ? [...present, ...absent] : [...changed.keys()];
  const leavers = [...changed].filter(([key, one]) => left(one) > left(before.get(key)));
  return {
    ...merged,
    changed,
    work: workOf([...looked, ...again.map(keyOf)], (key) => changed.get(key) ?? kept.get(key)),
    absent,
    presence: {
      unit: presenceOf('unit', alive, present, absent),
      person: presenceOf('person', alive, present, absent),
    },
    letters: [...batch.unreadable.map(unreadableLetter), ...letters, ...[...elsewhere].map(otherLetter)],
    heldBack: heldBackIn(open, changed),
    leftBetween: new Set(leavers.map(([, { externalId }]) => externalId)),
  };
}

const isUnit = (kept: Kept): kept is Kept<KeptUnit> => kept.content.entity === 'unit';
const isPerson = (kept: Kept): kept is Kept<KeptPerson> => kept.content.entity === 'person';
