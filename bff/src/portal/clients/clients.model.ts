import {
  Model,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { id, instant, integer, json, line, nullable, primary } from '../../database/columns.ts';

/** A program that may call: POS, mini-program back end, HR product. */
export class ServiceClient extends Model<InferAttributes<ServiceClient>, InferCreationAttributes<ServiceClient>> {
  declare id: string;
  declare clientId: string;
  declare name: string;
  declare status: 'ACTIVE' | 'WITHDRAWN';
  declare metas: MetaCode[];
  declare scopeKind: 'ALL' | 'STORES';
  declare storeIds: string[];
  declare jwks: { keys: Record<string, unknown>[] } | null;
  declare version: CreationOptional<number>;
  declare createdAt: Date;
}

/** Binds the model of service clients to a database. */
export const defineClients = (sequelize: Sequelize): void => {
  ServiceClient.init(
    {
      id: primary(id()),
      clientId: line(100),
      name: line(120),
      status: line(20),
      metas: json(),
      scopeKind: line(20),
      storeIds: json(),
      jwks: nullable(json()),
      version: { ...integer(), defaultValue: 1 },
      createdAt: instant(),
    },
    { sequelize, tableName: 'service_client' },
  );
};
