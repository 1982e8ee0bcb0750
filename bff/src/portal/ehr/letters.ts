import { Op, type Transaction } from 'sequelize';
import type { DeadLetterCode } from '@eoms/contracts/access/sync-run.record';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import type { FieldVault } from '../../database/field-vault.ts';
import { newId } from '../../database/new-id.ts';
import { DeadLetter } from './ehr.model.ts';

/** Errors that go away by themselves when what is missing arrives. */
export const WAITING: readonly DeadLetterCode[] = [
  'parent_waiting',
  'store_waiting',
  'unit_waiting',
  'manager_waiting',
  'status_ahead',
];

/** Errors of which the record itself is kept: every run looks at it again. */
export const LOOKED_AT_AGAIN: readonly DeadLetterCode[] = [...WAITING, 'tree_refused', 'key_taken'];

/** A record to be set aside. */
export interface Letter {
  readonly entity: EhrEntity | null;
  readonly externalId: string | null;
  readonly error: DeadLetterCode;
  readonly detail: string;
  /** The record as it came, when the kept one is not it. */
  readonly raw?: unknown;
}

/** Open letters of a source. */
export type OpenLetter = Pick<
  DeadLetter,
  'id' | 'entity' | 'externalId' | 'error' | 'detail' | 'record' | 'retries' | 'source'
>;

const ATTRIBUTES = ['id', 'entity', 'externalId', 'error', 'detail', 'record', 'retries', 'source'];

/** Letters of a source that nothing came of yet. */
export const openLetters = async (source: string, transaction: Transaction): Promise<OpenLetter[]> =>
  DeadLetter.findAll({ attributes: ATTRIBUTES, where: { source, resolvedAt: null }, transaction });

/** Letters that nothing came of yet, by id. */
export const openLettersById = async (ids: readonly string[], transaction: Transaction): Promise<OpenLetter[]> =>
  DeadLetter.findAll({ attributes: ATTRIBUTES, where: { id: [...ids], resolvedAt: null }, transaction });

const sealed = (vault: FieldVault, raw: unknown): string =>
  raw === undefined ? '' : vault.seal('sync-record', JSON.stringify(raw) ?? 'null').sealed;

/** The record of a letter as it came; undefined when the kept one is it. */
export const rawOf = (vault: FieldVault, { record }: Pick<DeadLetter, 'record'>): unknown =>
  record === '' ? undefined : (JSON.parse(vault.open('sync-record', record)) as unknown);

/**
 * A record may wait in its newest readable version while a newer one cannot be read: those are two letters. A nameless record is the
 * same again when it stands at the same place with the same fault.
 */
const keyOf = ({ entity, externalId, error, detail }: Pick<Letter, 'entity' | 'externalId' | 'error' | 'detail'>) =>
  entity !== null && externalId !== null
    ? `${entity} ${externalId} ${LOOKED_AT_AGAIN.includes(error) ? 'again' : 'broken'}`
    : `? ${detail}`;

const named = (entity: OpenLetter['entity']): EhrEntity | null => (entity === 'unknown' ? null : entity);

/** Who changes letters, and in which run. */
export interface LetterContext {
  readonly vault: FieldVault;
  readonly source: string;
  readonly runId: string;
  readonly now: Date;
  readonly transaction: Transaction;
}

/**
 * Sets records aside: one open letter each, which follows what is wrong with it now. Records in `settled` are in order, so their
 * letters are closed.
 */
export async function writeLetters(
  { vault, source, runId, now, transaction }: LetterContext,
  letters: readonly Letter[],
  settled: (letter: OpenLetter) => boolean,
): Promise<void> {
  const open = new Map(
    (await openLetters(source, transaction)).map((letter) => {
      const { externalId, error, detail } = letter;
      return [keyOf({ entity: named(letter.entity), externalId, error, detail }), letter];
    }),
  );
  const fresh = new Map(letters.map((letter) => [keyOf(letter), letter]));
  for (const [key, letter] of fresh) {
    const known = open.get(key);
    if (!known || (known.error === letter.error && known.detail === letter.detail)) continue;
    const { error, detail } = letter;
    const values = { runId, error, detail, record: sealed(vault, letter.raw) };
    await DeadLetter.update(values, { where: { id: known.id }, transaction });
  }
  const over = [...open].filter(([key, letter]) => !fresh.has(key) && settled(letter)).map(([, { id }]) => id);
  if (over.length > 0) await DeadLetter.update({ resolvedAt: now }, { where: { id: over }, transaction });
  await DeadLetter.bulkCreate(
    [...fresh]
      .filter(([key]) => !open.has(key))
      .map(([, { entity, externalId, error, detail, raw }]) => ({
        id: newId(),
        runId,
        source,
        entity: entity ?? ('unknown' as const),
        externalId,
        record: sealed(vault, raw),
        error,
        detail,
        retries: 0,
        createdAt: now,
        resolvedAt: null,
      })),
    { transaction, validate: false },
  );
}

/** Counts a try of letters. */
export const countTry = (ids: readonly string[], transaction: Transaction) =>
  DeadLetter.increment('retries', { where: { id: { [Op.in]: [...ids] } }, transaction });
