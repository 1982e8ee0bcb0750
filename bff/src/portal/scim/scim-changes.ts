import type { Sequelize, Transaction } from 'sequelize';
import type { EhrPerson, EhrUnit } from '@eoms/contracts/access/sync.record';
import type { Localized } from '@eoms/contracts/endpoint';
import type { ErrorCode } from '@eoms/contracts/errors';
import { isDuplicate } from '../../database/failures.ts';
import { inTransaction } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Ingest, IngestedRun } from '../ehr/ingest.service.ts';
import { isAwaited } from './scim-facts.ts';
import { ScimResource } from './scim.model.ts';
import type { ScimReadDeps } from './scim-reads.service.ts';

/** What changing resources needs of the process. */
export interface ScimDeps extends ScimReadDeps {
  readonly sequelize: Sequelize;
  readonly ingest: Ingest;
}

/** A record for the HR pipeline. */
export type PushedRecord =
  | { readonly entity: 'person'; readonly externalId: string; readonly data: EhrPerson | null }
  | { readonly entity: 'unit'; readonly externalId: string; readonly data: EhrUnit | null };

/** One change in its own transaction. */
export type Changing = Context & { readonly transaction: Transaction };

/** Thrown to leave a change whose records wait for a person: nothing else of it is kept. */
class Staged extends Error {}

type Reason = IngestedRun['letters'][number]['error'];

const REFUSALS: Readonly<Partial<Record<Reason, ErrorCode>>> = {
  record_malformed: 'scim_invalid_value',
  version_conflict: 'conflict',
  other_source: 'scim_mutability',
  parent_waiting: 'scim_invalid_value',
  store_waiting: 'scim_invalid_value',
  tree_refused: 'scim_invalid_value',
  unit_waiting: 'scim_invalid_value',
  manager_waiting: 'scim_invalid_value',
  key_taken: 'scim_uniqueness',
};

/** What the pipeline's reasons mean to whoever pushes. */
const REASONS: Readonly<Partial<Record<Reason, string>>> = {
  other_source: 'another HR source keeps this resource',
  tree_refused: 'the organisation would no longer be one tree',
  key_taken: 'another record has the same',
  store_waiting: 'there is no such store',
};

const saying = (text: string): Localized => ({ zh: text, en: text });

const reasonOf = ({ error, detail }: { error: Reason; detail: string }): Localized =>
  saying(`${REASONS[error] ?? error.replaceAll('_', ' ')} (${detail})`);

/** Code under which the pipeline knows a client; a code has 40 characters. */
export const sourceOf = ({ caller }: Pick<Context, 'caller'>): string => `scim:${caller.id.replaceAll('-', '')}`;

const asRecord = ({ entity, externalId, data }: PushedRecord) => ({
  entity,
  externalId,
  version: null,
  deleted: data === null,
  ...(data === null ? {} : { data }),
});

const waits = (): AppError => new AppError('scim_awaits_approval');

/**
 * Puts records through the HR pipeline. What the pipeline would set aside is refused instead: the client is there to hear it.
 * A change that trips a guard waits there.
 */
export async function push(deps: ScimDeps, context: Changing, records: readonly PushedRecord[]): Promise<void> {
  if (records.length === 0) return;
  const source = sourceOf(context);
  const ids = records.map(({ externalId }) => externalId);
  // A product repeats what was refused: one waiting change is enough.
  if (await isAwaited(context, source, ids)) throw waits();
  const run = await deps.ingest(context, { source, mode: 'PUSH', records: records.map(asRecord) });
  const letter = run.letters.find(({ error }) => error in REFUSALS);
  if (letter) throw new AppError(REFUSALS[letter.error] ?? 'conflict', { detail: reasonOf(letter) });
  if (run.state === 'STAGED') throw new Staged();
}

/** What is done to one resource, as the audit log names it. */
export interface Deed {
  readonly action: string;
  readonly objectKind: 'person' | 'unit';
}

/** Runs one change in a transaction of its own. A change that must wait for a person leaves its records waiting, and nothing else. */
export async function changing<T>(
  { sequelize }: ScimDeps,
  context: Context,
  work: (context: Changing) => Promise<T>,
): Promise<T> {
  const { now, log } = context;
  const onEffectFailure = (error: unknown): void =>
    log.error({ kind: error instanceof Error ? error.name : typeof error }, 'an effect after the commit failed');
  const outcome = await inTransaction(
    sequelize,
    async ({ transaction, afterCommit }): Promise<{ readonly done: T } | null> => {
      try {
        return { done: await work({ ...context, transaction, afterCommit }) };
      } catch (error) {
        if (error instanceof Staged) return null;
        throw error;
      }
    },
    { now, onEffectFailure },
  );
  if (outcome === null) throw waits();
  return outcome.done;
}

/** Says in the audit log what a client did to whom; of the resources, which hold phones and mail addresses, only digests. */
export const audited = (
  context: Changing,
  { action, objectKind }: Deed,
  objectId: string,
  values: { readonly before?: unknown; readonly after?: unknown },
): Promise<void> =>
  recordAudit(context, {
    action,
    objectKind,
    objectId,
    ...values,
    secret: true,
    detail: { source: sourceOf(context) },
  });

const noExtras = { externalId: null, nameKey: null, extras: {}, version: 1, deletedAt: null };

/**
 * Takes the lock under which one resource is changed: whoever comes meanwhile waits and then sees what became of it. Makes the row
 * of a resource that no client has changed before.
 */
export async function lockResource({ transaction, now }: Changing, type: 'User' | 'Group', id: string): Promise<void> {
  const where = { type, id };
  if (!(await ScimResource.findOne({ attributes: ['id'], where, transaction }))) {
    try {
      await ScimResource.create({ ...where, ...noExtras, createdAt: now, modifiedAt: now }, { transaction });
      return;
    } catch (error) {
      if (!isDuplicate(error, 'scim_resource', ['type', 'id'], 'primary')) throw error;
    }
  }
  await ScimResource.increment('version', { by: 1, where, transaction });
}

/** What of a resource EOMS has no place for. */
export type KeptValues = Partial<Pick<ScimResource, 'externalId' | 'nameKey' | 'extras' | 'deletedAt'>>;

/** Keeps values of a locked resource. @throws AppError `scim_uniqueness` when another user has the name. */
export async function keepResource(
  { transaction, now }: Changing,
  type: 'User' | 'Group',
  id: string,
  values: KeptValues,
): Promise<void> {
  try {
    await ScimResource.update({ ...values, modifiedAt: now }, { where: { type, id }, transaction });
  } catch (error) {
    if (!isDuplicate(error, 'scim_resource', ['type', 'name_key'])) throw error;
    throw new AppError('scim_uniqueness', { detail: saying('userName') });
  }
}
