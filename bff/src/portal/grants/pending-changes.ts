import { Op } from 'sequelize';
import type { AccessRequest as ShownRequest } from '@eoms/contracts/access/requests.record';
import type { Context } from '../../http/context.ts';
import { changeAsOfNow } from './change-now.ts';
import type { Appliers } from './decide.ts';
import { AccessRequest } from './grants.model.ts';
import { presentRequests } from './request-present.ts';
import { loadDossiers } from './request-store.ts';
import { loadSituation, type GrantsDeps } from './situation.ts';

/** A change that waits, with what it would do today. */
export interface PendingChange {
  readonly request: ShownRequest;
  /** As it was proposed; its kind says of which shape. */
  readonly content: unknown;
}

/** Changes of one kind that wait for their decision and may be shown, the oldest first; who proposes them says to whom. */
export async function pendingChanges(
  deps: GrantsDeps,
  appliers: Appliers,
  context: Context,
  { kind, isShown }: { readonly kind: string; readonly isShown: (content: unknown) => boolean },
): Promise<PendingChange[]> {
  const rows = await AccessRequest.findAll({
    where: { kind: 'CHANGE', state: 'PENDING', expiresAt: { [Op.gt]: context.now } },
    order: [
      ['createdAt', 'ASC'],
      ['id', 'ASC'],
    ],
    transaction: context.transaction ?? null,
  });
  const found = rows.filter(({ change }) => change?.kind === kind && isShown(change.content));
  if (found.length === 0) return [];
  const dossiers = await loadDossiers(
    context,
    found.map(({ id }) => id),
  );
  const shown = await presentRequests(await loadSituation(deps, context), context, dossiers);
  const changes: PendingChange[] = [];
  for (const [index, request] of shown.entries()) {
    const stored = dossiers[index]?.request;
    if (!stored?.change) continue;
    const changeNow = await changeAsOfNow(appliers, context, stored);
    changes.push({ request: { ...request, changeNow }, content: stored.change.content });
  }
  return changes;
}
