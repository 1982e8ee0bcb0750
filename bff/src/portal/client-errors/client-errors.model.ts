import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { id, instant, json, line, nullable, primary } from '../../database/columns.ts';

/** An error a browser saw, without personal data as far as it is known; the reporter's id tells how many people it hit. */
export class ClientError extends Model<InferAttributes<ClientError>, InferCreationAttributes<ClientError>> {
  declare id: string;
  declare incident: string;
  declare reporterId: string;
  declare kind: 'load' | 'render' | 'unhandled' | 'report';
  declare remote: string | null;
  declare message: string;
  declare path: string;
  /** Release vector of the tab. */
  declare releases: Record<string, string>;
  declare seenAt: Date;
  declare createdAt: Date;
}

/** Binds the model of browser errors to a database. */
export const defineClientError = (sequelize: Sequelize): void => {
  ClientError.init(
    {
      id: primary(id()),
      incident: line(20),
      reporterId: id(),
      kind: line(10),
      remote: nullable(line(40)),
      message: line(600),
      path: line(500),
      releases: json(),
      seenAt: instant(),
      createdAt: instant(),
    },
    { sequelize, tableName: 'client_error' },
  );
};
