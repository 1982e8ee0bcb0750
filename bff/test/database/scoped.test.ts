import { storeScope } from '../../src/http/context.ts';
import { Model, type InferAttributes, type InferCreationAttributes } from 'sequelize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { id, primary } from '../../src/database/columns.ts';
import { newId } from '../../src/database/new-id.ts';
import { scopedModel, scopedWhere } from '../../src/database/scoped.ts';
import { updateWhere } from '../../src/database/transaction.ts';
import type { TestDatabase } from '../test-database.ts';
import { sampleDatabase } from './sample.ts';
import { Sample, sampleValues } from './sample-model.ts';

class SampleLine extends Model<InferAttributes<SampleLine>, InferCreationAttributes<SampleLine>> {
  declare id: string;
  declare sampleId: string;
}

let database: TestDatabase;
const [mine, other] = [newId(), newId()];
const scope = storeScope([mine]);

beforeAll(async () => {
  database = await sampleDatabase();
  SampleLine.init({ id: primary(id()), sampleId: id() }, { sequelize: database.sequelize, tableName: 'sample_line' });
  SampleLine.belongsTo(Sample, { foreignKey: 'sampleId', as: 'sample' });
  scopedModel(Sample);
  await Sample.bulkCreate([
    sampleValues({ storeId: mine, stock: 1 }),
    sampleValues({ storeId: other, stock: 2 }),
    sampleValues({ stock: 4 }),
  ]);
});
afterAll(() => database.close());

describe('a scoped model', () => {
  it('throws at every statement without a decision', async () => {
    const statements: (() => Promise<unknown>)[] = [
      () => Sample.findAll(),
      () => Sample.findOne({ where: { state: 'open' } }),
      () => Sample.findByPk(newId()),
      () => Sample.count(),
      () => Sample.findAndCountAll(),
      () => Sample.sum('stock'),
      () => Sample.max('stock', { where: { state: 'open' } }),
      () => Sample.increment('stock', { where: { state: 'open' } }),
      () => Sample.decrement('stock', { where: { state: 'open' } }),
      () => Sample.update({ stock: 0 }, { where: { state: 'open' } }),
      () => Sample.destroy({ where: { state: 'open' } }),
      () => SampleLine.findAll({ include: Sample }),
      () => SampleLine.findAll({ include: [{ model: Sample, as: 'sample' }] }),
      () => SampleLine.findAll({ include: [{ association: 'sample' }] }),
      () => SampleLine.findAll({ include: 'sample' }),
      () => SampleLine.findAll({ include: { all: true } }),
      () => SampleLine.count({ include: [{ association: SampleLine.associations['sample'] as never }] }),
      () => Sample.count({ scopeBy: {}, unscoped: 'both' }),
    ];
    const silent = await Promise.all(
      statements.map((statement) =>
        statement().then(
          () => String(statement),
          (error: Error) =>
            error.message.includes('say `scopeBy`') ? undefined : `${String(statement)}: ${error.message}`,
        ),
      ),
    );
    expect(silent.filter(Boolean)).toEqual([]);
    expect(await Sample.sum('stock', { unscoped: 'nothing was changed' })).toBe(7);
  });

  it('reaches only the rows of the scope', async () => {
    const scopeBy = scopedWhere(scope, 'storeId');
    expect((await Sample.findAll({ scopeBy })).map((row) => row.storeId)).toEqual([mine]);
    expect(await Sample.findOne({ where: { storeId: other }, scopeBy })).toBeNull();
    expect(await Sample.count({ scopeBy })).toBe(1);
    expect((await Sample.findAndCountAll({ scopeBy })).count).toBe(1);
    expect(await Sample.sum('stock', { scopeBy })).toBe(1);
    expect(await updateWhere(Sample, { price: 7 }, { state: 'open' }, { scopeBy })).toBe(1);
    expect(await Sample.count({ where: { price: 7 }, unscoped: 'test' })).toBe(1);
  });

  it('knows everything and nothing', async () => {
    expect(await Sample.count({ scopeBy: scopedWhere({ kind: 'all' }, 'storeId') })).toBe(3);
    expect(await Sample.count({ scopeBy: scopedWhere({ kind: 'none' }, 'storeId') })).toBe(0);
    expect(await Sample.count({ scopeBy: scopedWhere(storeScope([]), 'storeId') })).toBe(0);
  });

  it('does not carry a decision over to the next statement', async () => {
    const options = { where: {}, scopeBy: scopedWhere(scope, 'storeId') };
    expect(await Sample.findAll(options)).toHaveLength(1);
    expect(await Sample.findAll(options)).toHaveLength(1);
    expect(Object.keys(options)).toEqual(['where', 'scopeBy']);
  });
});
