import { fileURLToPath } from 'node:url';
import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import {
  bigint,
  boolean,
  day,
  fen,
  id,
  instant,
  integer,
  json,
  line,
  nullable,
  paragraphs,
  primary,
} from '../../src/database/columns.ts';
import { newId } from '../../src/database/new-id.ts';

/** Migrations of the sample tables. */
export const SAMPLE_MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url));

/** A row with one column of every kind. */
export class Sample extends Model<InferAttributes<Sample>, InferCreationAttributes<Sample>> {
  declare id: string;
  declare code: string;
  declare state: string;
  declare stock: number;
  declare price: number;
  declare counter: number | string | null;
  declare active: boolean;
  declare openedOn: string | null;
  declare note: string | null;
  declare detail: unknown;
  declare storeId: string | null;
  declare createdAt: Date;
  declare dueAt: Date | null;
}

/** Registers the sample model. */
export const defineSample = (sequelize: Sequelize): void => {
  Sample.init(
    {
      id: primary(id()),
      code: line(20),
      state: line(10),
      stock: integer(),
      price: fen(),
      counter: nullable(bigint()),
      active: boolean(),
      openedOn: nullable(day()),
      note: nullable(paragraphs()),
      detail: nullable(json()),
      storeId: nullable(id()),
      createdAt: instant(),
      dueAt: nullable(instant()),
    },
    { sequelize, tableName: 'sample' },
  );
};

/** Values of a new row. */
export const sampleValues = (over: Partial<InferCreationAttributes<Sample>> = {}): InferCreationAttributes<Sample> => {
  const key = newId();
  return {
    id: key,
    code: key.slice(-12),
    state: 'open',
    stock: 5,
    price: 100,
    counter: null,
    active: true,
    openedOn: null,
    note: null,
    detail: null,
    storeId: null,
    createdAt: new Date('2026-03-11T12:30:00.123Z'),
    dueAt: null,
    ...over,
  };
};
