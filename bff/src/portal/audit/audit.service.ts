import { newId } from '../../database/new-id.ts';
import type { Context } from '../../http/context.ts';
import { AuditEvent } from './audit.model.ts';

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
  /** What changed, without free text of persons. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes the event into the transaction of the change, so that neither exists without the other. @throws Error outside a transaction. */
export async function recordAudit(context: AuditedContext, entry: AuditEntry): Promise<void> {
  if (!context.transaction) throw new Error(`${entry.action}: an audit event needs the transaction of its change`);
  await AuditEvent.create(
    {
      id: newId(),
      at: context.now,
      actorKind: context.caller.kind,
      actorId: context.caller.id,
      action: entry.action,
      objectKind: entry.objectKind,
      objectId: entry.objectId,
      requestId: context.requestId,
      detail: entry.detail ?? null,
    },
    { transaction: context.transaction, validate: false },
  );
}
