import { createHash } from 'node:crypto';
import type { Column } from './columns.ts';

/** What a table promises beyond its columns; every name is a snake_case column name. */
export interface TableOptions {
  /** Default `['id']`. */
  readonly primaryKey?: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
  /** Rules by short name, as SQL both databases understand (quote reserved words with backticks). */
  readonly checks?: Readonly<Record<string, string>>;
  readonly foreignKeys?: readonly ForeignKey[];
}

/** A reference to another table's rows; deleting a referenced row is refused unless said otherwise. */
export interface ForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  /** Default `['id']`. */
  readonly references?: readonly string[];
  readonly onDelete?: 'restrict' | 'cascade' | 'set null';
}

/** Database family that a statement is written for. */
export type Dialect = 'mysql' | 'sqlite';

const IDENTIFIER = /^[a-z][a-z0-9_]*$/;
const LONGEST_NAME = 64;

/** Quotes a column or table name. @throws RangeError when it is not snake_case. */
export const quote = (name: string): string => {
  if (!IDENTIFIER.test(name)) throw new RangeError(`not a snake_case name: ${name}`);
  return `\`${name}\``;
};

const list = (names: readonly string[]): string => names.map(quote).join(', ');

/** Name of an index or constraint; long ones keep their head and get a digest, since MySQL ends names at 64 characters. */
export const constraintName = (kind: 'uq' | 'ix' | 'ck' | 'fk', table: string, parts: readonly string[]): string => {
  const full = `${table}_${parts.join('_')}_${kind}`;
  if (full.length <= LONGEST_NAME) return full;
  return `${full.slice(0, 50)}_${createHash('sha256').update(full).digest('hex').slice(0, 8)}_${kind}`;
};

const columnSql = (dialect: Dialect, name: string, column: Column): string => {
  const quoted = quote(name);
  const checks = [column.ddl.check, dialect === 'sqlite' ? column.ddl.sqliteCheck : undefined]
    .filter((check) => check !== undefined)
    .map((check) => ` CHECK (${check(quoted)})`);
  return `${quoted} ${column.ddl[dialect]}${column.allowNull ? '' : ' NOT NULL'}${checks.join('')}`;
};

const foreignKeySql = (table: string, key: ForeignKey): string =>
  `CONSTRAINT ${quote(constraintName('fk', table, key.columns))} FOREIGN KEY (${list(key.columns)}) ` +
  `REFERENCES ${quote(key.table)} (${list(key.references ?? ['id'])}) ON DELETE ${(key.onDelete ?? 'restrict').toUpperCase()}`;

const constraintsSql = (table: string, options: TableOptions): string[] => [
  `PRIMARY KEY (${list(options.primaryKey ?? ['id'])})`,
  ...(options.unique ?? []).map(
    (columns) => `CONSTRAINT ${quote(constraintName('uq', table, columns))} UNIQUE (${list(columns)})`,
  ),
  ...Object.entries(options.checks ?? {}).map(
    ([name, rule]) => `CONSTRAINT ${quote(constraintName('ck', table, [name]))} CHECK (${rule})`,
  ),
  ...(options.foreignKeys ?? []).map((key) => foreignKeySql(table, key)),
];

/** Statements that create one table with all it promises; running them again changes nothing. */
export function createTableSql(
  dialect: Dialect,
  collation: string,
  table: string,
  columns: Readonly<Record<string, Column>>,
  options: TableOptions = {},
): string[] {
  const parts = [
    ...Object.entries(columns).map(([name, column]) => columnSql(dialect, name, column)),
    ...constraintsSql(table, options),
  ];
  const indexes = (options.indexes ?? []).map((names) => ({
    name: quote(constraintName('ix', table, names)),
    columns: list(names),
  }));
  if (dialect === 'mysql') {
    // One statement, because MySQL commits each DDL statement by itself: a table without its index must not be left behind.
    parts.push(...indexes.map((index) => `KEY ${index.name} (${index.columns})`));
    const suffix = ` ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`;
    return [`CREATE TABLE IF NOT EXISTS ${quote(table)} (\n  ${parts.join(',\n  ')}\n)${suffix}`];
  }
  return [
    `CREATE TABLE IF NOT EXISTS ${quote(table)} (\n  ${parts.join(',\n  ')}\n)`,
    ...indexes.map((index) => `CREATE INDEX IF NOT EXISTS ${index.name} ON ${quote(table)} (${index.columns})`),
  ];
}

/** Statement that adds one nullable column to a table. @throws RangeError when the column is not nullable: rows are there already. */
export const addColumnSql = (dialect: Dialect, table: string, name: string, column: Column): string => {
  if (!column.allowNull) throw new RangeError(`${table}.${name}: an added column must be nullable`);
  return `ALTER TABLE ${quote(table)} ADD COLUMN ${columnSql(dialect, name, column)}`;
};
