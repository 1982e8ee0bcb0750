import { Op, QueryTypes, UniqueConstraintError, ForeignKeyConstraintError } from 'sequelize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isCheckViolation, isDuplicate, isTransient } from '../../src/database/failures.ts';
import { instantText } from '../../src/database/instant-text.ts';
import { newId } from '../../src/database/new-id.ts';
import { updateWhere } from '../../src/database/transaction.ts';
import type { TestDatabase } from '../test-database.ts';
import { sampleDatabase } from './sample.ts';
import { Sample, sampleValues } from './sample-model.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await sampleDatabase();
});
afterAll(() => database.close());

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it was accepted');
};

const reread = async (values: ReturnType<typeof sampleValues>) => {
  await Sample.create(values);
  return (await Sample.findByPk(values.id, { rejectOnEmpty: true })).get({ plain: true });
};

describe('values come back as they were written', () => {
  it('instants to the millisecond, in UTC, beyond daylight saving', async () => {
    const dueAt = new Date('2026-10-25T00:59:59.999Z');
    expect((await reread(sampleValues({ dueAt }))).dueAt).toEqual(dueAt);
  });

  it('numbers up to 64 bits: a number while exact, text beyond', async () => {
    const row = await reread(sampleValues({ counter: '9223372036854775807', price: Number.MAX_SAFE_INTEGER }));
    expect(row).toMatchObject({ counter: '9223372036854775807', price: Number.MAX_SAFE_INTEGER });
    expect((await reread(sampleValues({ counter: -7 }))).counter).toBe(-7);
  });

  it('text outside the basic plane, full-width digits, quotes and backslashes', async () => {
    const note = `𠮷野家 😀👨‍👩‍👧 １２３ '">< \\ % _ \n\t${'长'.repeat(20_000)}`;
    expect((await reread(sampleValues({ note }))).note).toBe(note);
    const found = await Sample.findOne({ where: { note }, rejectOnEmpty: true });
    expect(found.note).toBe(note);
  });

  it('JSON, also through an UPDATE', async () => {
    const detail = { 名: '𠮷', list: [1, null, { deep: true }], text: 'it\'s \\ "quoted"' };
    const values = sampleValues({ detail });
    expect((await reread(values)).detail).toEqual(detail);
    await updateWhere(Sample, { detail: [detail] }, { id: values.id }, {});
    expect((await Sample.findByPk(values.id, { rejectOnEmpty: true })).detail).toEqual([detail]);
    await Sample.bulkCreate([sampleValues({ detail: { a: 1 }, code: 'bulk' })]);
    expect((await Sample.findOne({ where: { code: 'bulk' }, rejectOnEmpty: true })).detail).toEqual({ a: 1 });
  });

  it('booleans, days and NULL', async () => {
    const row = await reread(sampleValues({ active: false, openedOn: '2026-02-28' }));
    expect(row).toMatchObject({ active: false, openedOn: '2026-02-28', dueAt: null, counter: null, detail: null });
  });
});

describe('statements by hand', () => {
  it('compare instants to the millisecond', async () => {
    const { sequelize } = database;
    const values = sampleValues({ dueAt: new Date('2026-03-11T12:30:00.123Z') });
    await Sample.create(values);
    const dueBy = async (at: string): Promise<number> => {
      const replacements = { id: values.id, at: instantText(sequelize, new Date(at)) };
      const sql = 'SELECT id FROM sample WHERE id = :id AND due_at <= :at';
      return (await sequelize.query(sql, { type: QueryTypes.SELECT, replacements })).length;
    };
    expect([await dueBy('2026-03-11T12:30:00.122Z'), await dueBy('2026-03-11T12:30:00.123Z')]).toEqual([0, 1]);
  });

  it('take no Date, which would lose its milliseconds on MySQL', async () => {
    const at = new Date('2026-03-11T12:30:00.123Z');
    for (const replacements of [{ at }, { at: [at] }, [at]]) {
      const error = await failure(database.sequelize.query('SELECT 1', { replacements }));
      expect(String(error)).toContain('instantText');
    }
  });
});

describe('rules of the schema', () => {
  it('compares byte by byte: case and trailing blanks make another code', async () => {
    for (const code of ['ab1', 'AB1', 'a', 'a ', 'a\u0301', 'á']) await Sample.create(sampleValues({ code }));
    expect(await Sample.count({ where: { code: 'ab1' } })).toBe(1);
    expect(await Sample.count({ where: { code: ['a', 'a '] } })).toBe(2);
  });

  it('names the rule that a duplicate broke', async () => {
    await Sample.create(sampleValues({ code: 'twice' }));
    const error = await failure(Sample.create(sampleValues({ code: 'twice' })));
    expect(error).toBeInstanceOf(UniqueConstraintError);
    expect(isDuplicate(error, 'sample', ['code'])).toBe(true);
    expect(isDuplicate(error, 'sample', ['id'], 'primary')).toBe(false);
    const again = await failure(
      Sample.create(sampleValues({ id: (await Sample.findOne({ rejectOnEmpty: true })).id })),
    );
    expect(isDuplicate(again, 'sample', ['id'], 'primary')).toBe(true);
    expect(isDuplicate(again, 'sample', ['code'])).toBe(false);
  });

  it('does not call a broken CHECK a duplicate', async () => {
    for (const values of [sampleValues({ state: 'odd' }), sampleValues({ stock: -1 })]) {
      const error = await failure(Sample.create(values));
      expect(error).not.toBeInstanceOf(UniqueConstraintError);
      expect(isCheckViolation(error)).toBe(true);
      expect(isTransient(error)).toBe(false);
    }
  });

  it('refuses what the column cannot hold, and rows without their parent', async () => {
    await failure(Sample.create(sampleValues({ code: 'x'.repeat(21) })));
    await failure(Sample.create(sampleValues({ stock: 2 ** 31 })));
    await failure(database.sequelize.query("UPDATE sample SET stock = 'many'"));
    await failure(Sample.create(sampleValues({ code: null as unknown as string })));
    const orphan = database.sequelize.query('INSERT INTO sample_line (id, sample_id) VALUES (:id, :id)', {
      replacements: { id: newId() },
    });
    expect(await failure(orphan)).toBeInstanceOf(ForeignKeyConstraintError);
  });

  it('counts matched rows, changed or not', async () => {
    const values = sampleValues();
    await Sample.create(values);
    expect(await updateWhere(Sample, { stock: values.stock }, { id: values.id, state: 'open' }, {})).toBe(1);
    expect(await updateWhere(Sample, { stock: 1 }, { id: values.id, state: 'done' }, {})).toBe(0);
    const raw = await database.sequelize.query('UPDATE sample SET stock = $stock WHERE id = $id', {
      bind: { stock: values.stock, id: values.id },
      type: QueryTypes.UPDATE,
    });
    expect(raw[1]).toBe(1);
    expect(await Sample.destroy({ where: { id: values.id, stock: { [Op.gte]: 0 } } })).toBe(1);
  });
});
