import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import type { ChangeShown } from '@eoms/contracts/access/requests.record';
import { bigint, id, instant, integer, json, line, nullable, primary } from '../../database/columns.ts';

/** A change of the catalogue as its request keeps it. */
export interface StoredChange {
  readonly kind: string;
  readonly content: unknown;
  /** Highest risk of the permissions it touches. */
  readonly tier: number;
  /** The change in words, as it was proposed. */
  readonly shown: Omit<ChangeShown, 'kind'>;
}

/** Asks for permissions of a person, or for a change of the catalogue. */
export class AccessRequest extends Model<InferAttributes<AccessRequest>, InferCreationAttributes<AccessRequest>> {
  declare id: string;
  declare number: string;
  declare granteeId: string | null;
  declare requesterId: string;
  declare origin: 'SELF' | 'SUPERIOR' | 'EXTENSION' | 'HANDOVER' | 'REVIEW' | 'BREAK_GLASS';
  declare kind: 'LONG' | 'SHORT' | 'CHANGE';
  declare reason: string;
  declare ticketRef: string | null;
  declare wantedFrom: Date | null;
  declare wantedUntil: Date | null;
  declare durationMinutes: number | null;
  declare change: StoredChange | null;
  /** What a decision signs. */
  declare contentHash: string;
  declare revision: number;
  declare state: 'DRAFT' | 'PENDING' | 'APPROVED' | 'DENIED' | 'EXPIRED' | 'WITHDRAWN';
  declare extendsGrantId: string | null;
  declare createdAt: Date;
  declare submittedAt: Date | null;
  declare expiresAt: Date | null;
  declare decidedAt: Date | null;
  declare version: number;
  declare seq: number;
}

/** One role or permission of a request. */
export class AccessRequestItem extends Model<
  InferAttributes<AccessRequestItem>,
  InferCreationAttributes<AccessRequestItem>
> {
  declare id: string;
  declare requestId: string;
  declare no: number;
  declare roleId: string | null;
  declare metaId: string | null;
  declare scopeKind: 'SELF' | 'OWN_STORE' | 'OWN_SUBTREE' | 'MANAGED' | 'OWN_FRANCHISE' | 'ORG_SET' | 'ALL';
  declare scopeUnitIds: string[];
}

/** A step of the approval of one revision of a request. */
export class ApprovalStep extends Model<InferAttributes<ApprovalStep>, InferCreationAttributes<ApprovalStep>> {
  declare id: string;
  declare requestId: string;
  declare revision: number;
  declare no: number;
  declare rule: 'SUPERIOR' | 'OWNER' | 'PERMISSION_OWNERS';
  declare requiredCount: number;
  declare dueAt: Date;
  declare createdAt: Date;
}

/** What somebody decided; rows are only ever added. */
export class Decision extends Model<InferAttributes<Decision>, InferCreationAttributes<Decision>> {
  declare id: string;
  declare requestId: string;
  declare stepId: string;
  declare revision: number;
  declare contentHash: string;
  declare actorId: string;
  declare onBehalfOfId: string | null;
  declare delegationId: string | null;
  declare verdict: 'APPROVE' | 'DENY';
  declare comment: string | null;
  declare at: Date;
  declare seq: number;
}

/** A role or a permission given to a person; its window is never lengthened. */
export class AccessGrant extends Model<InferAttributes<AccessGrant>, InferCreationAttributes<AccessGrant>> {
  declare id: string;
  declare requestId: string;
  declare itemNo: number;
  declare granteeId: string;
  declare roleId: string | null;
  declare metaId: string | null;
  declare scopeKind: AccessRequestItem['scopeKind'];
  declare scopeUnitIds: string[];
  declare kind: 'LONG' | 'SHORT';
  /** Primary unit of the grantee at the approval. */
  declare basisUnitId: string | null;
  declare startsAt: Date;
  declare endsAt: Date | null;
  declare revokedAt: Date | null;
  declare revokedBy: string | null;
  declare revokeReason: string | null;
  declare createdAt: Date;
  declare version: number;
  declare seq: number;
}

/** A superior lets a LONG grant of somebody who moved to his unit go on. */
export class GrantConfirmation extends Model<
  InferAttributes<GrantConfirmation>,
  InferCreationAttributes<GrantConfirmation>
> {
  declare id: string;
  declare grantId: string;
  declare unitId: string;
  declare confirmedBy: string;
  declare at: Date;
  declare seq: number;
}

/** Somebody decides for somebody else for a while. */
export class Delegation extends Model<InferAttributes<Delegation>, InferCreationAttributes<Delegation>> {
  declare id: string;
  declare ownerId: string;
  declare delegateId: string;
  declare startsAt: Date;
  declare endsAt: Date;
  /** Systems it is about; empty means all. */
  declare systemCodes: string[];
  declare reason: string;
  declare createdBy: string;
  declare createdAt: Date;
  declare endedAt: Date | null;
  declare seq: number;
}

const refuse = (): never => {
  throw new Error('decisions are never changed or deleted');
};

function defineRequests(sequelize: Sequelize): void {
  AccessRequest.init(
    {
      id: primary(id()),
      number: line(20),
      granteeId: nullable(id()),
      requesterId: id(),
      origin: line(12),
      kind: line(10),
      reason: line(500),
      ticketRef: nullable(line(60)),
      wantedFrom: nullable(instant()),
      wantedUntil: nullable(instant()),
      durationMinutes: nullable(integer()),
      change: nullable(json()),
      contentHash: line(64),
      revision: integer(),
      state: line(10),
      extendsGrantId: nullable(id()),
      createdAt: instant(),
      submittedAt: nullable(instant()),
      expiresAt: nullable(instant()),
      decidedAt: nullable(instant()),
      version: integer(),
      seq: bigint(),
    },
    { sequelize, tableName: 'access_request' },
  );
  AccessRequestItem.init(
    {
      id: primary(id()),
      requestId: id(),
      no: integer(),
      roleId: nullable(id()),
      metaId: nullable(id()),
      scopeKind: line(20),
      scopeUnitIds: json(),
    },
    { sequelize, tableName: 'access_request_item' },
  );
}

function defineDecisions(sequelize: Sequelize): void {
  ApprovalStep.init(
    {
      id: primary(id()),
      requestId: id(),
      revision: integer(),
      no: integer(),
      rule: line(20),
      requiredCount: integer(),
      dueAt: instant(),
      createdAt: instant(),
    },
    { sequelize, tableName: 'approval_step' },
  );
  Decision.init(
    {
      id: primary(id()),
      requestId: id(),
      stepId: id(),
      revision: integer(),
      contentHash: line(64),
      actorId: id(),
      onBehalfOfId: nullable(id()),
      delegationId: nullable(id()),
      verdict: line(10),
      comment: nullable(line(500)),
      at: instant(),
      seq: bigint(),
    },
    { sequelize, tableName: 'decision' },
  );
  for (const hook of ['beforeUpdate', 'beforeBulkUpdate', 'beforeDestroy', 'beforeBulkDestroy'] as const)
    Decision.addHook(hook, refuse);
  Delegation.init(
    {
      id: primary(id()),
      ownerId: id(),
      delegateId: id(),
      startsAt: instant(),
      endsAt: instant(),
      systemCodes: json(),
      reason: line(200),
      createdBy: id(),
      createdAt: instant(),
      endedAt: nullable(instant()),
      seq: bigint(),
    },
    { sequelize, tableName: 'delegation' },
  );
}

/** Binds the models of requests, decisions, grants and delegations to a database. */
export function defineGrants(sequelize: Sequelize): void {
  defineRequests(sequelize);
  defineDecisions(sequelize);
  AccessGrant.init(
    {
      id: primary(id()),
      requestId: id(),
      itemNo: integer(),
      granteeId: id(),
      roleId: nullable(id()),
      metaId: nullable(id()),
      scopeKind: line(20),
      scopeUnitIds: json(),
      kind: line(10),
      basisUnitId: nullable(id()),
      startsAt: instant(),
      endsAt: nullable(instant()),
      revokedAt: nullable(instant()),
      revokedBy: nullable(id()),
      revokeReason: nullable(line(200)),
      createdAt: instant(),
      version: integer(),
      seq: bigint(),
    },
    { sequelize, tableName: 'access_grant' },
  );
  GrantConfirmation.init(
    { id: primary(id()), grantId: id(), unitId: id(), confirmedBy: id(), at: instant(), seq: bigint() },
    { sequelize, tableName: 'grant_confirmation' },
  );
}
