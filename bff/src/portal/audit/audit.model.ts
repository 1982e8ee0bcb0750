import {
  Model,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type ModelStatic,
  type Sequelize,
} from 'sequelize';
import { bigint, id, instant, integer, json, line, nullable, primary } from '../../database/columns.ts';

/** One thing that somebody did; rows are only ever added. */
export class AuditEvent extends Model<InferAttributes<AuditEvent>, InferCreationAttributes<AuditEvent>> {
  declare id: string;
  declare at: Date;
  declare actorKind: 'person' | 'service' | 'system';
  declare actorId: string;
  declare onBehalfOf: CreationOptional<string | null>;
  declare action: string;
  declare objectKind: string;
  declare objectId: string;
  declare requestId: string;
  declare reason: CreationOptional<string | null>;
  declare beforeHash: CreationOptional<string | null>;
  declare afterHash: CreationOptional<string | null>;
  declare detail: unknown;
}

/** Place of an event in the chain; rows are only ever added. */
export class AuditSeal extends Model<InferAttributes<AuditSeal>, InferCreationAttributes<AuditSeal>> {
  declare seq: number;
  declare eventId: string;
  /** UTC day of the sealing; never earlier than that of the seal before. */
  declare day: string;
  declare hash: string;
  declare prevHash: string;
  declare sealedAt: Date;
}

/** The end of the chain: one row, which every sealer must win. */
export class AuditChain extends Model<InferAttributes<AuditChain>, InferCreationAttributes<AuditChain>> {
  declare id: number;
  declare seq: number;
  declare hash: string;
  declare anchoredDay: string | null;
}

/** Last hash of a finished day, of which a copy is in the process log. */
export class AuditAnchor extends Model<InferAttributes<AuditAnchor>, InferCreationAttributes<AuditAnchor>> {
  declare day: string;
  declare lastSeq: number;
  declare hash: string;
  declare anchoredAt: Date;
}

const refuse = (): never => {
  throw new Error('audit events are never changed or deleted');
};

function onlyAdded(model: ModelStatic<Model>): void {
  for (const hook of ['beforeUpdate', 'beforeBulkUpdate', 'beforeDestroy', 'beforeBulkDestroy'] as const)
    model.addHook(hook, refuse);
}

/** Registers the models of audit events and of the chain that seals them. */
export const defineAuditEvent = (sequelize: Sequelize): void => {
  AuditEvent.init(
    {
      id: primary(id()),
      at: instant(),
      actorKind: line(10),
      actorId: line(80),
      onBehalfOf: nullable(line(80)),
      action: line(80),
      objectKind: line(40),
      objectId: line(80),
      requestId: line(100),
      reason: nullable(line(500)),
      beforeHash: nullable(line(64)),
      afterHash: nullable(line(64)),
      detail: nullable(json()),
    },
    { sequelize, tableName: 'audit_event' },
  );
  AuditSeal.init(
    {
      seq: primary(bigint()),
      eventId: id(),
      day: line(10),
      hash: line(64),
      prevHash: line(64),
      sealedAt: instant(),
    },
    { sequelize, tableName: 'audit_seal' },
  );
  AuditChain.init(
    { id: primary(integer()), seq: bigint(), hash: line(64), anchoredDay: nullable(line(10)) },
    { sequelize, tableName: 'audit_chain' },
  );
  AuditAnchor.init(
    { day: primary(line(10)), lastSeq: bigint(), hash: line(64), anchoredAt: instant() },
    { sequelize, tableName: 'audit_anchor' },
  );
  for (const model of [AuditEvent, AuditSeal, AuditAnchor]) onlyAdded(model);
};
