import type { Sequelize } from 'sequelize';
import type {
  AuditVerification,
  exportAudit,
  getAuditEvent,
  listAuditEvents,
} from '@eoms/contracts/access/audit.contract';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { pageOfEvents, presentEvents, readEvent, readEvents, type AuditReadDeps } from './audit-reads.service.ts';
import { recordAudit } from './audit.service.ts';
import { csvHead, csvLine } from './csv.policy.ts';
import { sealNow } from './seal.service.ts';
import { verifyChain } from './verify.service.ts';

/** What the log is built on. */
export interface AuditLogDeps extends AuditReadDeps {
  readonly sequelize: Sequelize;
}

/** Rows of one part of an export: about 1 MB of text. */
const PART_ROWS = 5_000;

async function exportPart(
  deps: AuditLogDeps,
  context: Context,
  { body }: HandlerInput<typeof exportAudit>,
): Promise<HandlerOutput<typeof exportAudit>> {
  const { cursor, ...filters } = body;
  const { items, next } = await pageOfEvents(context, filters, { cursor: cursor ?? undefined, limit: PART_ROWS });
  const rows = await presentEvents(deps, context, items);
  await recordAudit(context, {
    action: 'exportAudit',
    objectKind: 'audit',
    objectId: 'log',
    detail: { filters, first: items[0]?.id ?? null, last: items.at(-1)?.id ?? null, rows: rows.length },
  });
  return { csv: [csvHead(), ...rows.map((row) => csvLine(row))].join(''), rows: rows.length, next };
}

/** One walk at a time in a process: those who ask meanwhile get its result. */
function sharedWalk(deps: AuditLogDeps): (context: Context) => Promise<AuditVerification> {
  let running: Promise<AuditVerification> | undefined;
  const walk = async ({ now, log }: Context): Promise<AuditVerification> => {
    // What waits for its seal is sealed first: a walk says nothing about events that have none.
    await sealNow({ sequelize: deps.sequelize, clock: () => now, log });
    return verifyChain(deps.sequelize, now);
  };
  return (context) => {
    running ??= walk(context).finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** The audit log as people read, verify and export it. */
export const createAuditLogService = (deps: AuditLogDeps) => ({
  listAuditEvents: (context: Context, input: HandlerInput<typeof listAuditEvents>) => readEvents(deps, context, input),
  getAuditEvent: (context: Context, input: HandlerInput<typeof getAuditEvent>) => readEvent(deps, context, input),
  verifyAudit: sharedWalk(deps),
  exportAudit: (context: Context, input: HandlerInput<typeof exportAudit>) => exportPart(deps, context, input),
});

/** The audit log. */
export type AuditLogService = ReturnType<typeof createAuditLogService>;
