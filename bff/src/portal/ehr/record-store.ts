import { Op, type Transaction } from 'sequelize';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import { EhrRecord } from './ehr.model.ts';
import { keyOf, type Kept, type KeptContent } from './kept.ts';

const CHUNK = 500;

/** What names a record within its source. */
export interface RecordKey {
  readonly entity: EhrEntity;
  readonly externalId: string;
}

const ENTITIES = ['unit', 'person'] as const;

function* chunks<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += CHUNK) yield all.slice(at, at + CHUNK);
}

interface RawRecord {
  readonly source: string;
  readonly entity: EhrEntity;
  readonly externalId: string;
  readonly version: number | string;
  /** Text on SQLite and MySQL, a value on MariaDB. */
  readonly content: string | KeptContent;
  readonly contentHash: string;
  readonly seenAt: Date | string;
}

const keptOf = (row: RawRecord): Kept => ({
  entity: row.entity,
  externalId: row.externalId,
  version: Number(row.version),
  hash: row.contentHash,
  seenAt: new Date(row.seenAt),
  content: typeof row.content === 'string' ? (JSON.parse(row.content) as KeptContent) : row.content,
});

const ATTRIBUTES = ['source', 'entity', 'externalId', 'version', 'content', 'contentHash', 'seenAt'];

async function rowsWhere(where: object, transaction: Transaction | undefined): Promise<RawRecord[]> {
  const found = await EhrRecord.findAll({
    attributes: ATTRIBUTES,
    where: where as never,
    raw: true,
    transaction: transaction ?? null,
  });
  return found as unknown as RawRecord[];
}

const idsOf = (keys: readonly RecordKey[], entity: EhrEntity): string[] => [
  ...new Set(keys.filter((key) => key.entity === entity).map(({ externalId }) => externalId)),
];

/** Keys in groups of one entity that fit into a statement. */
export const byEntity = (keys: readonly RecordKey[]): { readonly entity: EhrEntity; readonly externalId: string[] }[] =>
  ENTITIES.flatMap((entity) => [...chunks(idsOf(keys, entity))].map((externalId) => ({ entity, externalId })));

/** Records of a source by their keys; all of them when none are named. */
export async function loadKept(
  source: string,
  keys: readonly RecordKey[] | null,
  transaction?: Transaction,
): Promise<Map<string, Kept>> {
  const rows: RawRecord[] = [];
  if (keys === null) rows.push(...(await rowsWhere({ source }, transaction)));
  else
    for (const { entity, externalId } of byEntity(keys))
      rows.push(...(await rowsWhere({ source, entity, externalId }, transaction)));
  return new Map(rows.map((row) => [keyOf(row), keptOf(row)]));
}

/** Which of these records another source told of and still tells of. */
export async function toldElsewhere(
  source: string,
  keys: readonly RecordKey[],
  transaction: Transaction,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { entity, externalId } of byEntity(keys)) {
    const rows = await EhrRecord.findAll({
      attributes: ['source', 'entity', 'externalId'],
      where: { source: { [Op.ne]: source }, entity, externalId, deletedAt: null },
      raw: true,
      transaction,
    });
    for (const row of rows) found.set(keyOf(row), row.source);
  }
  return found;
}

/** Keeps the newest state of records; what was kept of them before is replaced. */
export async function saveKept(
  source: string,
  records: readonly Kept[],
  now: Date,
  transaction: Transaction,
): Promise<void> {
  for (const { entity, externalId } of byEntity(records))
    await EhrRecord.destroy({ where: { source, entity, externalId }, transaction });
  for (const part of chunks(records))
    await EhrRecord.bulkCreate(
      part.map((kept) => ({
        source,
        entity: kept.entity,
        externalId: kept.externalId,
        version: kept.version,
        content: kept.content,
        contentHash: kept.hash,
        seenAt: kept.seenAt,
        deletedAt: kept.content.gone === null ? null : now,
      })),
      { transaction, validate: false },
    );
}

/** Ids in the HR system that no source tells of: from before the feed. */
export async function untold(keys: readonly RecordKey[], transaction: Transaction): Promise<RecordKey[]> {
  const told = new Set<string>();
  for (const { entity, externalId } of byEntity(keys))
    for (const row of await EhrRecord.findAll({
      attributes: ['entity', 'externalId'],
      where: { entity, externalId },
      raw: true,
      transaction,
    }))
      told.add(keyOf(row));
  return keys.filter((key) => !told.has(keyOf(key)));
}
