import { newId } from '../../database/new-id.ts';
import type { Context } from '../../http/context.ts';
import { AuditEvent } from './audit.model.ts';
import { valueHash } from './chain.ts';
import { wakeSealer } from './seal.service.ts';

/** Who did something in which request; sweeps act as `{ kind: 'system', id: 'sweep:…' }`. */
export interface AuditedContext extends Pick<Context, 'requestId' | 'now' | 'transaction'> {
  readonly caller: { readonly kind: 'person' | 'service' | 'system'; readonly id: string };
}

/** What was done to what. */
export interface AuditEntry {
  /** Verb-noun of the operation, as in its endpoint: `assignTicket`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  /** What changed, without free text of persons; of any size. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Person for whom a delegate acted. */
  readonly onBehalfOf?: string | null;
  /** The record before the change; its digest is kept, and the value itself unless {@link AuditEntry.secret}. */
  readonly before?: unknown;
  /** The record after the change; kept like {@link AuditEntry.before}. */
  readonly after?: unknown;
  /** True where before and after hold what an auditor must not read, such as a phone: only digests are kept. */
  readonly secret?: boolean;
  /** Why, in the words of who did it; at most 500 characters. */
  readonly reason?: string | null;
}

function detailOf({ detail, before, after, secret }: AuditEntry): Record<string, unknown> | null {
  const values = secret
    ? {}
    : { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  const whole = { ...detail, ...values };
  return detail === undefined && Object.keys(whole).length === 0 ? null : whole;
}

/** Writes the event into the transaction of the change, so that neither exists without the other. @throws Error outside a transaction. */
export async function recordAudit(context: AuditedContext, entry: AuditEntry): Promise<void> {
  const { transaction } = context;
  if (!transaction) throw new Error(`${entry.action}: an audit event needs the transaction of its change`);
  await AuditEvent.create(
    {
      id: newId(),
      at: context.now,
      actorKind: context.caller.kind,
      actorId: context.caller.id,
      onBehalfOf: entry.onBehalfOf ?? null,
      action: entry.action,
      objectKind: entry.objectKind,
      objectId: entry.objectId,
      requestId: context.requestId,
      reason: entry.reason ?? null,
      beforeHash: valueHash(entry.before),
      afterHash: valueHash(entry.after),
      detail: detailOf(entry),
    },
    { transaction, validate: false },
  );
  // Also called when the commit failed, where the sealer finds nothing.
  transaction.afterCommit(() => wakeSealer());
}
