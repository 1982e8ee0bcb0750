import type { revealPersonField } from '@eoms/contracts/access/people.contract';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { PeopleDeps } from './people-deps.ts';
import { coversPerson } from './people.policy.ts';
import { belongingOf } from './person-scope.ts';
import { findReached } from './person.service.ts';

const fields = {
  phone: { meta: 'access.person.view-phone', column: 'phoneSealed', purpose: 'person-phone' },
  'id-number': { meta: 'access.person.view-id-number', column: 'idNumberSealed', purpose: 'person-id-number' },
} as const;

/** Answers a masked field of a person to those whose permission of the field reaches him; the reason is kept, the value is not. */
export const fieldRevealer = ({ vault }: PeopleDeps) =>
  async function reveal(context: Context, { params, body }: HandlerInput<typeof revealPersonField>) {
    const { caller } = context;
    const person = await findReached(context, 'access.person.view', params.personId);
    const { meta, column, purpose } = fields[body.field];
    if (!coversPerson(caller.access.scope(meta), caller.id, await belongingOf(context, person)))
      throw new AppError('permission_missing', { meta });
    const sealed = person[column];
    if (sealed === null) throw new AppError('field_empty');
    await recordAudit(context, {
      action: 'revealPersonField',
      objectKind: 'person',
      objectId: person.id,
      detail: { field: body.field },
      reason: body.reason,
    });
    return { value: vault.open(purpose, sealed) };
  };
