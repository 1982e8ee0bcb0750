import type { createExternalPerson, suspendPerson } from '@eoms/contracts/access/people.contract';
import type * as record from '@eoms/contracts/access/people.record';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import { isDuplicate } from '../../database/failures.ts';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChange } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { transactionOf, type PeopleDeps } from './people-deps.ts';
import { OrgUnit, Person } from './people.model.ts';
import { coversUnit, mayStep, personSearchText, statusSteps, type StatusStep } from './people.policy.ts';
import { findReached, isKeptByEhr, presentAgain } from './person.service.ts';

const MANAGE = 'access.person.manage';

type Entered = HandlerInput<typeof createExternalPerson>['body'];

const isTaken = (error: unknown): boolean =>
  ['account', 'subject'].some((column) => isDuplicate(error, 'person', [column]));

async function assertSponsor(context: Context, unitId: string): Promise<void> {
  const unit = await OrgUnit.findOne({ where: { id: unitId, status: 'ACTIVE' }, transaction: transactionOf(context) });
  if (unit && coversUnit(context.caller.access.scope(MANAGE), unitId)) return;
  const messages = { zh: '归口部门不存在，或不在你的管理范围内', en: 'There is no such unit, or you do not manage it' };
  throw new AppError('validation_failed', {
    errors: [{ pointer: '#/body/sponsorUnitId', code: 'unit_unknown', messages }],
  });
}

function rowOf({ vault }: PeopleDeps, { now, caller }: Context, entered: Entered, id: string, statusSeq: number) {
  const { name, account, sponsorUnitId, phone, idNumber } = entered;
  const sealedPhone = phone === null ? null : vault.seal('person-phone', phone);
  const sealedNumber = idNumber === null ? null : vault.seal('person-id-number', idNumber);
  return {
    id,
    subject: entered.subject ?? id,
    account,
    name,
    kind: 'EXTERNAL' as const,
    status: 'ACTIVE' as const,
    statusSeq,
    employeeNo: null,
    employment: null,
    ehrId: null,
    franchiseeId: null,
    sponsorUnitId,
    phoneSealed: sealedPhone?.sealed ?? null,
    phoneMasked: sealedPhone?.masked ?? null,
    idNumberSealed: sealedNumber?.sealed ?? null,
    idNumberMasked: sealedNumber?.masked ?? null,
    createdBy: caller.id,
    searchText: personSearchText(name, account, null),
    createdAt: now,
  };
}

const creator = (deps: PeopleDeps) =>
  async function create(context: Context, { body }: HandlerInput<typeof createExternalPerson>): Promise<record.Person> {
    await assertSponsor(context, body.sponsorUnitId);
    const transaction = transactionOf(context);
    const id = newId();
    const seq = await recordChange(transaction, 'person', id, context.now);
    const row = rowOf(deps, context, body, id, seq);
    try {
      await Person.create(row, { transaction });
    } catch (error) {
      if (isTaken(error)) throw new AppError('account_taken');
      throw error;
    }
    await recordAudit(context, {
      action: 'createExternalPerson',
      objectKind: 'person',
      objectId: id,
      after: { account: row.account, status: row.status, kind: row.kind, sponsorUnitId: row.sponsorUnitId },
      reason: body.reason,
    });
    return presentAgain(deps, context, id);
  };

/** One step of the status; where it takes permissions away, sessions end in the same transaction. */
const stepper = (deps: PeopleDeps, step: StatusStep, action: string) =>
  async function change(
    context: Context,
    { params, body }: HandlerInput<typeof suspendPerson>,
  ): Promise<record.Person> {
    const { now } = context;
    const transaction = transactionOf(context);
    const person = await findReached(context, MANAGE, params.personId);
    if (isKeptByEhr(person)) throw new AppError('person_from_ehr');
    if (!mayStep(step, person.status)) throw new AppError('person_status_unreachable');
    const { from, to } = statusSteps[step];
    const statusSeq = await recordChange(transaction, 'person', person.id, now);
    const where = { id: person.id, status: [...from] };
    const changed = await updateWhere(Person, { status: to, statusSeq }, where, { transaction });
    if (changed !== 1) throw new AppError('person_status_unreachable');
    if (to !== 'ACTIVE') await deps.sessions.endAll(person.id, now, transaction);
    if (to === 'LEFT') await deps.endForLeaver(context, person.id);
    // What came while he was suspended counts from now on.
    if (to === 'ACTIVE') await deps.keepDuties(context, [person.id]);
    await recordAudit(context, {
      action,
      objectKind: 'person',
      objectId: person.id,
      before: { status: person.status },
      after: { status: to },
      reason: body.reason,
    });
    if (to !== 'ACTIVE') await deps.assertAdministratorsRemain(context);
    return presentAgain(deps, context, person.id);
  };

/** People the EHR does not know. */
export const externalPeople = (deps: PeopleDeps) => ({
  createExternalPerson: creator(deps),
  suspendPerson: stepper(deps, 'suspend', 'suspendPerson'),
  resumePerson: stepper(deps, 'resume', 'resumePerson'),
  endExternalPerson: stepper(deps, 'end', 'endExternalPerson'),
});
