import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AuditVerification } from '@eoms/contracts/access/audit.contract';
import { openDatabase } from '../../database/connect.ts';
import { readEnv } from '../../env.ts';
import { defineAuditEvent } from './audit.model.ts';
import { verifyChain, type OutsideAnchor } from './verify.service.ts';

/** `--anchor 2026-03-11=<hash>` or `--anchor 1042=<hash>`, as the process log said it of a day or of the last seal so far. */
function anchorOf(text: string): OutsideAnchor {
  const [, day, seq, hash] = /^(?:(\d{4}-\d{2}-\d{2})|(\d{1,15}))=([0-9a-f]{64})$/.exec(text) ?? [];
  if (!hash)
    throw new Error(`--anchor ${text}: expected YYYY-MM-DD=<64 hex digits> or <number of the seal>=<64 hex digits>`);
  return day ? { day, hash } : { seq: Number(seq), hash };
}

const WHY = {
  altered: 'was altered',
  missing: 'is missing',
  reordered: 'is out of its order',
  unsealed: 'has had no seal for more than a minute',
  anchor: 'differs from what was anchored',
} as const;

function sentence({ sound, events, days, fault, guarded }: AuditVerification): string {
  const warning = guarded ? '' : 'note: the database has no triggers that refuse changes of the audit log\n';
  if (sound || !fault) return `verified ${events} events, ${days} days\n${warning}`;
  const where = [
    fault.seq === null ? '' : `seal ${fault.seq}`,
    fault.eventId === null ? '' : `event ${fault.eventId}`,
    fault.day === null ? '' : `${fault.seq === null && fault.eventId === null ? 'the day' : 'of'} ${fault.day}`,
  ].filter((part) => part !== '');
  return `broken after ${events} sound events: ${where.join(' ')} ${WHY[fault.kind]} (${fault.kind})\n${warning}`;
}

try {
  const { values } = parseArgs({ options: { anchor: { type: 'string', multiple: true, default: [] } } });
  const anchors = values.anchor.map(anchorOf);
  const env = readEnv(process.env);
  const sequelize = await openDatabase({ url: env.databaseUrl ?? undefined, file: join(env.varFolder, 'eoms.sqlite') });
  try {
    defineAuditEvent(sequelize);
    const verification = await verifyChain(sequelize, new Date(), anchors);
    process.stdout.write(sentence(verification));
    if (!verification.sound) process.exitCode = 1;
  } finally {
    await sequelize.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
