import { DataTypes, type Model, type ModelAttributeColumnOptions } from 'sequelize';

/** How one column is written in DDL on each database, and the check that makes both refuse the same values. */
export interface ColumnDdl {
  readonly mysql: string;
  readonly sqlite: string;
  /** Check that only SQLite needs, because the other database enforces the declared type by itself. */
  readonly sqliteCheck?: (quoted: string) => string;
  /** Check that both databases get. */
  readonly check?: (quoted: string) => string;
}

/** One column: the same object serves the model's attribute and the migration's DDL. */
export interface Column extends ModelAttributeColumnOptions {
  readonly type: NonNullable<ModelAttributeColumnOptions['type']>;
  readonly allowNull: boolean;
  readonly ddl: ColumnDdl;
}

const column = (type: Column['type'], ddl: ColumnDdl): Column => ({ type, allowNull: false, ddl });

const isInteger = (low: string, high: string) => (name: string) =>
  `typeof(${name}) in ('integer', 'null') and (${name} is null or ${name} between ${low} and ${high})`;

const int64 = isInteger('-9223372036854775808', '9223372036854775807');

/** UUID, 36 characters, lower case. */
export const id = (): Column =>
  column(DataTypes.CHAR(36), { mysql: 'CHAR(36)', sqlite: 'CHAR(36)', sqliteCheck: (name) => `length(${name}) <= 36` });

/** Instant in UTC to the millisecond; a `Date` in the model. */
export const instant = (): Column => column(DataTypes.DATE(3), { mysql: 'DATETIME(3)', sqlite: 'DATETIME' });

/** Calendar day, `YYYY-MM-DD` in the model. */
export const day = (): Column => column(DataTypes.DATEONLY, { mysql: 'DATE', sqlite: 'DATE' });

/** Text of at most `max` characters (code points), compared byte by byte: case and trailing blanks count. */
export const line = (max: number): Column =>
  column(DataTypes.STRING(max), {
    mysql: `VARCHAR(${max})`,
    sqlite: `VARCHAR(${max})`,
    sqliteCheck: (name) => `length(${name}) <= ${max}`,
  });

/** Long text, up to 16 MB. */
export const paragraphs = (): Column => column(DataTypes.TEXT, { mysql: 'MEDIUMTEXT', sqlite: 'TEXT' });

/** Whole number within ±2,147,483,647: counts, versions, positions. */
export const integer = (): Column =>
  column(DataTypes.INTEGER, { mysql: 'INT', sqlite: 'INTEGER', sqliteCheck: isInteger('-2147483648', '2147483647') });

/** Money in fen; a `number` in the model, exact up to 2^53. */
export const fen = (): Column => column(DataTypes.BIGINT, { mysql: 'BIGINT', sqlite: 'BIGINT', sqliteCheck: int64 });

/** 64-bit number; a `number` in the model while it is exact there, a decimal string beyond 2^53. */
export const bigint = (): Column => column(DataTypes.BIGINT, { mysql: 'BIGINT', sqlite: 'BIGINT', sqliteCheck: int64 });

/** True or false. */
export const boolean = (): Column =>
  column(DataTypes.BOOLEAN, { mysql: 'TINYINT(1)', sqlite: 'TINYINT(1)', check: (name) => `${name} in (0, 1)` });

// Sequelize passes the attribute's name to accessors; its types leave that out.
function readJson(this: Model, name?: string): unknown {
  const text: unknown = this.getDataValue(name as never);
  return typeof text === 'string' ? JSON.parse(text) : (text ?? null);
}

function writeJson(this: Model, value: unknown, name?: string): void {
  const text = value === null || value === undefined ? null : JSON.stringify(value);
  this.setDataValue(name as never, text as never);
}

/** Any JSON value but a bare null; parsed by models, the text itself in raw rows. Not searchable: what is searched is a column. */
export const json = (): Column => ({
  ...column(DataTypes.TEXT, { mysql: 'LONGTEXT', sqlite: 'TEXT', check: (name) => `json_valid(${name})` }),
  get: readJson,
  set: writeJson,
});

/** The same column, where NULL is allowed. */
export const nullable = (definition: Column): Column => ({ ...definition, allowNull: true });

/** The same column as primary key of its model; in migrations the key is named by `primaryKey` (default `id`). */
export const primary = (definition: Column): Column => ({ ...definition, primaryKey: true });

/** Check that a column holds one of the given words; written portably in place of ENUM. */
export const oneOf = (name: string, words: readonly string[]): string =>
  `\`${name}\` in (${words.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ')})`;
