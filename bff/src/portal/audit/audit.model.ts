import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { id, instant, json, line, nullable, primary } from '../../database/columns.ts';

/** One thing that somebody did; rows are only ever added. */
export class AuditEvent extends Model<InferAttributes<AuditEvent>, InferCreationAttributes<AuditEvent>> {
  declare id: string;
  declare at: Date;
  declare actorKind: 'person' | 'service' | 'system';
  declare actorId: string;
  declare action: string;
  declare objectKind: string;
  declare objectId: string;
  declare requestId: string;
  declare detail: unknown;
}

const refuse = (): never => {
  throw new Error('audit events are never changed or deleted');
};

/** Registers the model of audit events. */
export const defineAuditEvent = (sequelize: Sequelize): void => {
  AuditEvent.init(
    {
      id: primary(id()),
      at: instant(),
      actorKind: line(10),
      actorId: line(80),
      action: line(80),
      objectKind: line(40),
      objectId: line(80),
      requestId: line(100),
      detail: nullable(json()),
    },
    { sequelize, tableName: 'audit_event' },
  );
  for (const hook of ['beforeUpdate', 'beforeBulkUpdate', 'beforeDestroy', 'beforeBulkDestroy'] as const)
    AuditEvent.addHook(hook, refuse);
};
