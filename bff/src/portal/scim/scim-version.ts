import { AppError } from '../../errors.ts';
import { isUnchanged } from '../../http/conditional.ts';
import type { Doc } from './resolve.policy.ts';

/** Entity tag of a whole resource. */
export const versionOf = (doc: Doc | undefined): string | null => {
  const meta = doc?.['meta'] as { readonly version?: string } | undefined;
  return meta?.version ?? null;
};

/** Refuses a change of another version than the client saw. @throws AppError `stale_version` */
export function refuseStale(ifMatch: string, doc: Doc | undefined): void {
  if (!isUnchanged(ifMatch, versionOf(doc))) throw new AppError('stale_version');
}
