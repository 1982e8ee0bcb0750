import {
  AccessPolicySettings,
  DEFAULT_ACCESS_POLICY,
  type AccessPolicyRecord,
} from '@eoms/contracts/access/catalogue.record';
import type { Context } from '../../http/context.ts';
import { AccessPolicy } from './catalogue.model.ts';

/** The one row of settings. */
export const POLICY_ID = 1;

/** Settings of the permission centre with their version; what was never set has its default. A command passes its transaction. */
export async function readAccessPolicy({
  transaction,
}: Pick<Context, 'transaction'>): Promise<AccessPolicyRecord & { readonly stored: boolean }> {
  const row = await AccessPolicy.findByPk(POLICY_ID, { transaction: transaction ?? null });
  const settings = AccessPolicySettings.parse({ ...DEFAULT_ACCESS_POLICY, ...row?.settings });
  return {
    settings,
    version: row?.version ?? 1,
    changedAt: (row?.changedAt ?? new Date(0)).toISOString(),
    stored: row !== null,
  };
}
