import { Op } from 'sequelize';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type * as contract from '@eoms/contracts/access/governance.contract';
import { keysetPage } from '../../database/keyset.ts';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { personRefs } from '../people/references.service.ts';
import { reachedAlarms, type EmergencyReach } from './emergency-reach.ts';
import { Alarm } from './governance.model.ts';

type AlarmList = HandlerOutput<typeof contract.listAlarms>;
type AlarmShown = AlarmList['items'][number];

/** What an alarm says. */
export interface NewAlarm {
  readonly kind: Alarm['kind'];
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail: Record<string, unknown>;
}

/** Raises an alarm in the transaction of what caused it; the log names it once that is committed. */
export async function raiseAlarm(
  context: Pick<Context, 'transaction' | 'now' | 'afterCommit' | 'log'>,
  { kind, objectKind, objectId, detail }: NewAlarm,
): Promise<void> {
  await Alarm.create(
    { id: newId(), kind, objectKind, objectId, detail, raisedAt: context.now, seenBy: null, seenAt: null },
    { transaction: context.transaction ?? null },
  );
  context.afterCommit(() => context.log.warn({ alarm: kind, objectKind, objectId }, 'an alarm was raised'));
}

async function shown(context: Context, alarms: readonly Alarm[]): Promise<AlarmShown[]> {
  const people = await personRefs(
    context,
    alarms.map(({ seenBy }) => seenBy),
  );
  return alarms.map(({ id, kind, objectKind, objectId, raisedAt, seenBy, seenAt }) => ({
    id,
    kind,
    objectKind,
    objectId,
    raisedAt: raisedAt.toISOString(),
    seenBy: people.get(seenBy ?? '') ?? null,
    seenAt: seenAt?.toISOString() ?? null,
  }));
}

/** Alarms nobody has looked at yet, or those seen; newest first. */
export async function listAlarms(
  reach: EmergencyReach,
  context: Context,
  { query: { open, cursor, limit } }: HandlerInput<typeof contract.listAlarms>,
): Promise<AlarmList> {
  const filter = open === 'true' ? { seenAt: null } : {};
  const keyset = keysetPage(Alarm, {
    sort: [{ column: 'raisedAt', direction: 'desc' }],
    cursor,
    limit,
    binding: { open },
  });
  const rows = await Alarm.findAll({
    where: { [Op.and]: [filter, await reachedAlarms(reach, context), keyset.where] },
    order: keyset.order,
    limit: keyset.limit,
  });
  const { items, next } = keyset.page(rows);
  return { items: await shown(context, items), next };
}

/** Notes who has seen an alarm; seeing it again changes nothing. */
export async function seeAlarm(
  reach: EmergencyReach,
  context: Context,
  { params: { alarmId } }: HandlerInput<typeof contract.seeAlarm>,
): Promise<AlarmShown> {
  const transaction = context.transaction ?? null;
  const seen = { seenBy: context.caller.id, seenAt: context.now };
  const reached = await reachedAlarms(reach, context);
  const alarm = await Alarm.findOne({ where: { [Op.and]: [{ id: alarmId }, reached] }, transaction });
  if (!alarm) throw new AppError('not_found');
  const changed = await updateWhere(Alarm, seen, { id: alarmId, seenAt: null }, { transaction });
  if (changed > 0) await recordAudit(context, { action: 'seeAlarm', objectKind: 'alarm', objectId: alarmId });
  const [first] = await shown(context, [await alarm.reload({ transaction })]);
  if (!first) throw new AppError('not_found');
  return first;
}
