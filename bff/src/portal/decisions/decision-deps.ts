import type { Sequelize } from 'sequelize';
import type { RecordKind } from '@eoms/contracts/access/decisions.record';
import type { ApprovalStep } from '@eoms/contracts/access/requests.record';
import type { GrantScope } from '@eoms/contracts/access/shared.record';
import type { Access, Context } from '../../http/context.ts';
import type { AccessService } from '../access/access.service.ts';
import type { AuditEntry, AuditedContext } from '../audit/audit.service.ts';
import type { MenusService } from '../menus/menus.service.ts';
import type { RegistryService } from '../registry/registry.service.ts';
import type { PlacedRecord } from './decisions.policy.ts';

/** Says where a record lies; null when there is none or the caller does not see it, which look the same. */
export type RecordResolver = (context: Context, id: string) => Promise<PlacedRecord | null>;

/** What somebody might ask for. */
export interface AskedFor {
  readonly granteeId: string;
  readonly roleId: string | null;
  readonly metaCode: string | null;
  readonly scope: GrantScope;
}

/** What explanations are made from; business systems and approvals come in as functions. */
export interface DecisionDeps {
  readonly sequelize: Sequelize;
  readonly access: AccessService;
  readonly menus: MenusService;
  readonly registry: Pick<RegistryService, 'deployed'>;
  readonly recordResolvers: Readonly<Record<RecordKind, RecordResolver>>;
  /** Steps a request of this content would take if the grantee made it now. */
  steps(context: Context, asked: AskedFor): Promise<ApprovalStep[]>;
  /** How many stores somebody finds in the register. */
  countStores(context: Context, access: Access): Promise<number>;
  audit(context: AuditedContext, entry: AuditEntry): Promise<void>;
}
