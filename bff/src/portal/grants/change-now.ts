import type { ChangeNow } from '@eoms/contracts/access/requests.record';
import type { Localized } from '@eoms/contracts/endpoint';
import { errors } from '@eoms/contracts/errors';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { ChangeApplier } from './change-requests.service.ts';
import type { Appliers } from './decide.ts';
import type { AccessRequest } from './grants.model.ts';
import { isPending } from './request-store.ts';

async function hindranceTo(applier: ChangeApplier, context: Context, content: unknown): Promise<Localized | null> {
  try {
    await applier.validate(context, content);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.details.errors?.[0]?.messages ?? error.details.detail ?? errors[error.code].title;
  }
}

/**
 * What a change of the catalogue that waits would do as things are now: people come and go between proposal and decision, and
 * nobody should agree to numbers of last week. Null for a request that is no change or waits no more.
 */
export async function changeAsOfNow(
  appliers: Appliers,
  context: Context,
  request: AccessRequest,
): Promise<ChangeNow | null> {
  const { change } = request;
  const applier = change && appliers.get(change.kind);
  if (!applier || !isPending(request, context.now)) return null;
  const { gained, lost } = await applier.describe(context, change.content);
  return { gained, lost, hindrance: await hindranceTo(applier, context, change.content) };
}
