import type { appointHead, endHead, UnitDetail } from '@eoms/contracts/access/organisation.contract';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import { Op } from 'sequelize';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError, type RefusedValue } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { personIn, placesIn, primaryAt, recordChange, treeOf } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { describeUnit } from './organisation.service.ts';
import { transactionOf, type PeopleDeps } from './people-deps.ts';
import { OrgHead, OrgUnit, Person } from './people.model.ts';
import { conflictingPost, coversUnit, type Post } from './people.policy.ts';

const EDIT = 'access.organisation.edit';
const YEAR_MS = 366 * 24 * 3600_000;

type Appointment = HandlerInput<typeof appointHead>['body'];

const refused = (field: string, code: string, zh: string, en: string): RefusedValue => ({
  pointer: `#/body/${field}`,
  code,
  messages: { zh, en },
});

function mayEdit(context: Context, unitId: string): void {
  if (!coversUnit(context.caller.access.scope(EDIT), unitId)) throw new AppError('permission_missing', { meta: EDIT });
}

/**
 * Refuses to say who leads the caller's own unit or one above it, now or when it begins: who decides about somebody is not for
 * him to choose. @throws AppError `own_superior`
 */
async function assertNotAbove({ access }: PeopleDeps, context: Context, unitId: string, from: Date): Promise<void> {
  const { caller, now } = context;
  const facts = await access.facts(transactionOf(context));
  for (const at of [now, from]) {
    const home = primaryAt(placesIn(facts.assignments, caller.id), at)?.unitId;
    const own = home ?? personIn(facts.people, caller.id)?.sponsorUnitId;
    if (own && treeOf(facts.edges, at).pathOf(own).includes(unitId)) throw new AppError('own_superior');
  }
}

function timeRefusals({ from, until, kind }: Appointment, { now }: Context): RefusedValue[] {
  const start = from === null ? now : new Date(from);
  const end = until === null ? null : new Date(until);
  return [
    ...(start < now ? [refused('from', 'from_past', '开始时间不能早于现在', 'It cannot begin in the past')] : []),
    ...(+start > +now + YEAR_MS
      ? [refused('from', 'from_too_far', '开始时间最多为一年之后', 'It begins at most a year ahead')]
      : []),
    ...(end !== null && end <= start
      ? [refused('until', 'until_before_from', '结束时间必须晚于开始时间', 'It must end after it begins')]
      : []),
    ...(kind === 'ACTING' && (end === null || +end > +start + YEAR_MS)
      ? [
          refused(
            'until',
            'acting_needs_end',
            '代理负责人须填写结束时间，最长一年',
            'An acting head needs an end, at most a year later',
          ),
        ]
      : []),
  ];
}

async function personRefusals({ personId }: Appointment, context: Context): Promise<RefusedValue[]> {
  if (personId === context.caller.id)
    return [refused('personId', 'appoints_himself', '不能任命自己', 'Nobody appoints himself')];
  const person = await Person.findByPk(personId, { transaction: transactionOf(context) });
  if (person?.status === 'ACTIVE' && person.kind === 'EMPLOYEE') return [];
  return [refused('personId', 'person_ineligible', '只能任命在职员工', 'Only an active employee can be appointed')];
}

const postOf = ({ personId, kind, startsAt, endsAt }: OrgHead): Post => ({
  personId,
  kind,
  from: startsAt,
  to: endsAt,
});

async function assertFree(context: Context, unitId: string, wanted: Post): Promise<void> {
  const transaction = transactionOf(context);
  const rows = await OrgHead.findAll({ where: { unitId }, transaction });
  const conflict = conflictingPost(rows.map(postOf), wanted);
  if (!conflict) return;
  const holder = await Person.findByPk(conflict.personId, { transaction });
  const until = conflict.to?.toISOString().slice(0, 10);
  throw new AppError('head_overlaps', {
    detail: {
      zh: `${holder?.name ?? ''}：${conflict.from.toISOString().slice(0, 10)} 至 ${until ?? '今后'}`,
      en: `${holder?.name ?? ''}: ${conflict.from.toISOString().slice(0, 10)} to ${until ?? 'further notice'}`,
    },
  });
}

/** Appoints somebody. The change is recorded first: from then on no other appointment can come between check and write. */
const appointer = (deps: PeopleDeps) =>
  async function appoint(
    context: Context,
    { params: { unitId }, body }: HandlerInput<typeof appointHead>,
  ): Promise<UnitDetail> {
    const { now } = context;
    const transaction = transactionOf(context);
    const seq = await recordChange(transaction, 'org', unitId, now);
    const unit = await OrgUnit.findOne({ where: { id: unitId, status: 'ACTIVE' }, transaction });
    if (!unit) throw new AppError('not_found');
    mayEdit(context, unitId);
    const errors = [...timeRefusals(body, context), ...(await personRefusals(body, context))];
    if (errors.length > 0) throw new AppError('validation_failed', { errors });
    const { personId, kind } = body;
    const startsAt = body.from === null ? now : new Date(body.from);
    await assertNotAbove(deps, context, unitId, startsAt);
    const endsAt = body.until === null ? null : new Date(body.until);
    await assertFree(context, unitId, { personId, kind, from: startsAt, to: endsAt });
    const head = { id: newId(), unitId, personId, kind, startsAt, endsAt, seq, source: 'EOMS' as const };
    await OrgHead.create(head, { transaction });
    await recordAudit(context, {
      action: 'appointHead',
      objectKind: 'unit',
      objectId: unitId,
      detail: { headId: head.id },
      after: { personId, kind, from: startsAt, until: endsAt },
      reason: body.reason,
    });
    await deps.keepDuties(context, [personId]);
    await deps.assertAdministratorsRemain(context);
    return describeUnit(deps, context, unitId);
  };

async function shorten(context: Context, head: OrgHead, end: Date, seq: number): Promise<void> {
  const transaction = transactionOf(context);
  const open = { id: head.id, source: 'EOMS', endsAt: { [Op.or]: [null, { [Op.gt]: end }] } };
  // What would end before it begins never holds.
  const changed =
    head.startsAt >= end
      ? await OrgHead.destroy({ where: { ...open, startsAt: { [Op.gte]: end } }, transaction })
      : await updateWhere(OrgHead, { endsAt: end, seq }, open, { transaction });
  if (changed !== 1) throw new AppError('conflict');
}

const ender = (deps: PeopleDeps) =>
  async function end(context: Context, { params, body }: HandlerInput<typeof endHead>): Promise<UnitDetail> {
    const { now } = context;
    const transaction = transactionOf(context);
    const head = await OrgHead.findByPk(params.headId, { transaction });
    if (!head) throw new AppError('not_found');
    mayEdit(context, head.unitId);
    if (head.source === 'EHR') throw new AppError('head_from_ehr');
    const at = body.at === null ? now : new Date(body.at);
    if (at < now) {
      const errors = [refused('at', 'at_past', '结束时间不能早于现在', 'It cannot end in the past')];
      throw new AppError('validation_failed', { errors });
    }
    const seq = await recordChange(transaction, 'org', head.unitId, now);
    await assertNotAbove(deps, context, head.unitId, at);
    await shorten(context, head, at, seq);
    await recordAudit(context, {
      action: 'endHead',
      objectKind: 'unit',
      objectId: head.unitId,
      detail: { headId: head.id, personId: head.personId, kind: head.kind },
      before: { from: head.startsAt, until: head.endsAt },
      after: head.startsAt >= at ? null : { from: head.startsAt, until: at },
      reason: body.reason,
    });
    await deps.assertAdministratorsRemain(context);
    return describeUnit(deps, context, head.unitId);
  };

/** Heads, acting heads and deputies that EOMS keeps beside those of the EHR. */
export const headKeeper = (deps: PeopleDeps) => ({ appointHead: appointer(deps), endHead: ender(deps) });
