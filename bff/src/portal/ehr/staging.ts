import type { Transaction } from 'sequelize';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import { newId } from '../../database/new-id.ts';
import type { Compared } from './batch.ts';
import { StagedChange } from './ehr.model.ts';
import { keyOf, type Incoming } from './kept.ts';
import { namesOf, type changesOf, type Plan } from './plan.ts';
import type { RecordKey } from './record-store.ts';
import type { StagedValue } from './staged.ts';
import { personLine, unitLine, type ChangeLine } from './views.policy.ts';
import type { World } from './world.ts';

const CHUNK = 500;

/** What the lines of a run are made of. */
export interface Lined {
  readonly compared: Pick<Compared, 'versions' | 'absent' | 'changed'>;
  readonly world: World;
  readonly plan: Plan;
  readonly changes: ReturnType<typeof changesOf>;
}

interface Line extends RecordKey {
  readonly localId: string | null;
  readonly line: ChangeLine;
}

/** What takes most from people comes first. */
const weight = ({ line }: Line): number =>
  line.removal ? 0 : line.action === 'END' ? 1 : line.action === 'CHANGE' ? 2 : 3;

function linesOf({ world, plan, changes }: Lined, now: Date): Line[] {
  const names = namesOf(plan, world);
  const lines = [
    ...changes.units.map((unit): Line => {
      const { externalId, id } = unit;
      return { entity: 'unit', externalId, localId: id, line: unitLine(unit, names, now) };
    }),
    ...changes.people.map((person): Line => {
      const { externalId } = person.record;
      return { entity: 'person', externalId, localId: person.id, line: personLine(person, names, now) };
    }),
  ];
  return lines.toSorted((a, b) => weight(a) - weight(b));
}

interface Row extends RecordKey {
  readonly no: number;
  readonly localId: string | null;
  readonly line: ChangeLine | null;
}

/** Records of a waiting run that change nothing to be seen are kept below zero: applying it later needs them too. */
function carriers({ compared }: Lined, lines: readonly Line[]): Row[] {
  const shown = new Set(lines.map(keyOf));
  return [...compared.changed.values()]
    .filter((kept) => !shown.has(keyOf(kept)))
    .map(({ entity, externalId }, index) => ({ entity, externalId, no: -1 - index, localId: null, line: null }));
}

/** Writes the lines of a run; those of a waiting run carry the records they come from. */
export async function writeLines(
  runId: string,
  lined: Lined,
  now: Date,
  waits: boolean,
  transaction: Transaction,
): Promise<void> {
  const lines = linesOf(lined, now);
  const rows: Row[] = [
    ...lines.map((line, index) => ({ ...line, no: index + 1 })),
    ...(waits ? carriers(lined, lines) : []),
  ];
  const { versions, absent } = lined.compared;
  // What is in force already stays with the run.
  await StagedChange.destroy({ where: { runId, appliedAt: null }, transaction });
  const above = Number((await StagedChange.max('no', { where: { runId }, transaction })) ?? 0);
  const valueOf = (row: Row): StagedValue => {
    const key = keyOf(row);
    const carried = waits ? { versions: versions.get(key) ?? [], absent: absent.has(key) } : {};
    return { name: row.line?.name ?? '', view: row.line?.after ?? null, ...carried };
  };
  for (let at = 0; at < rows.length; at += CHUNK)
    await StagedChange.bulkCreate(
      rows.slice(at, at + CHUNK).map((row) => ({
        id: newId(),
        runId,
        no: row.no < 0 ? row.no : above + row.no,
        entity: row.entity,
        externalId: row.externalId,
        localId: row.localId,
        action: row.line?.action ?? ('CHANGE' as const),
        removal: row.line?.removal ? 1 : 0,
        beforeValue: row.line?.before ? { name: row.line.name, view: row.line.before } : null,
        afterValue: valueOf(row),
        effectiveAt: row.line?.effectiveAt ?? null,
        appliedAt: waits ? null : now,
      })),
      { transaction, validate: false },
    );
}

/** Raw rows carry JSON as text, but on MariaDB as a value. */
const storedValue = (raw: unknown): StagedValue => (typeof raw === 'string' ? JSON.parse(raw) : raw) as StagedValue;

/** The records a waiting run carries. */
export async function carriedBy(
  runId: string,
  transaction: Transaction,
): Promise<{ readonly incoming: Incoming[]; readonly absent: RecordKey[] }> {
  const rows = await StagedChange.findAll({
    attributes: ['entity', 'externalId', 'afterValue'],
    where: { runId },
    raw: true,
    transaction,
  });
  const values = rows.map((row) => ({
    entity: row.entity as EhrEntity,
    externalId: row.externalId,
    value: storedValue(row.afterValue),
  }));
  return {
    incoming: values.flatMap(({ value }) => value.versions ?? []),
    absent: values.filter(({ value }) => value.absent).map(({ entity, externalId }) => ({ entity, externalId })),
  };
}
