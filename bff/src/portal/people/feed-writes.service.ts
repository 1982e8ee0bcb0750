import type { Attributes, CreationAttributes, Model, ModelStatic, Transaction } from 'sequelize';
import { Assignment, OrgEdge, OrgHead, OrgUnit, Person, Position } from './people.model.ts';

export { personSearchText } from './people.policy.ts';

type New<M extends Model> = CreationAttributes<M>;
type Changed<M extends Model> = { readonly id: string; readonly values: Partial<Attributes<M>> };

/** Rows of one table that come, change and go. */
export interface FactWrites<M extends Model> {
  readonly add: readonly New<M>[];
  readonly change: readonly Changed<M>[];
  readonly remove: readonly string[];
}

/** Everything one run of the HR synchronisation writes; the change must be recorded in the transaction before. */
export interface FeedWrites {
  readonly positions: readonly Pick<Position, 'code' | 'nameZh' | 'nameEn'>[];
  readonly units: Omit<FactWrites<OrgUnit>, 'remove'>;
  readonly edges: FactWrites<OrgEdge>;
  readonly people: Omit<FactWrites<Person>, 'remove'>;
  readonly places: FactWrites<Assignment>;
  readonly heads: FactWrites<OrgHead>;
}

const CHUNK = 500;

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += CHUNK) yield rows.slice(at, at + CHUNK);
}

async function insert<M extends Model>(model: ModelStatic<M>, rows: readonly New<M>[], transaction: Transaction) {
  for (const part of chunks(rows)) await model.bulkCreate([...part] as never, { transaction, validate: false });
}

/** Rows whose new values are the same change in one statement; ended facts mostly are. */
async function update<M extends Model>(model: ModelStatic<M>, rows: readonly Changed<M>[], transaction: Transaction) {
  const alike = Map.groupBy(rows, ({ values }) => JSON.stringify(values));
  for (const [first, ...rest] of alike.values())
    for (const part of chunks([first, ...rest].flatMap((row) => (row ? [row.id] : []))))
      await model.update((first?.values ?? {}) as never, {
        where: { id: [...part] } as never,
        transaction,
        validate: false,
      });
}

async function remove<M extends Model>(model: ModelStatic<M>, ids: readonly string[], transaction: Transaction) {
  for (const part of chunks(ids)) await model.destroy({ where: { id: [...part] } as never, transaction });
}

async function writeFacts<M extends Model>(model: ModelStatic<M>, writes: FactWrites<M>, transaction: Transaction) {
  await remove(model, writes.remove, transaction);
  await update(model, writes.change, transaction);
  await insert(model, writes.add, transaction);
}

async function writePositions(positions: FeedWrites['positions'], transaction: Transaction): Promise<void> {
  for (const { code, nameZh, nameEn } of positions) {
    const known = await Position.findByPk(code, { transaction });
    if (known) await known.update({ nameZh, nameEn }, { transaction });
    else await Position.create({ code, nameZh, nameEn }, { transaction });
  }
}

/** Codes may change hands within one run: those that move are set free first. */
async function setCodesFree(changed: readonly Changed<OrgUnit>[], transaction: Transaction): Promise<void> {
  const ids = changed.filter(({ values }) => values.code !== undefined).map(({ id }) => id);
  for (const part of chunks(ids)) await OrgUnit.update({ code: null }, { where: { id: [...part] }, transaction });
}

/** Accounts, numbers and subjects may change hands too. */
async function setKeysFree(changed: readonly Changed<Person>[], transaction: Transaction): Promise<void> {
  for (const column of ['account', 'employeeNo', 'ehrId'] as const) {
    const ids = changed.filter(({ values }) => values[column] !== undefined).map(({ id }) => id);
    for (const part of chunks(ids)) await Person.update({ [column]: null }, { where: { id: [...part] }, transaction });
  }
  for (const { id, values } of changed)
    if (values.subject !== undefined)
      await Person.update({ subject: `changing:${id}` }, { where: { id }, transaction });
}

/** Writes what the HR synchronisation found. */
export async function writeFeed(writes: FeedWrites, transaction: Transaction): Promise<void> {
  await writePositions(writes.positions, transaction);
  await setCodesFree(writes.units.change, transaction);
  await insert(OrgUnit, writes.units.add, transaction);
  await update(OrgUnit, writes.units.change, transaction);
  await writeFacts(OrgEdge, writes.edges, transaction);
  await setKeysFree(writes.people.change, transaction);
  await update(Person, writes.people.change, transaction);
  await insert(Person, writes.people.add, transaction);
  await writeFacts(Assignment, writes.places, transaction);
  await writeFacts(OrgHead, writes.heads, transaction);
}
