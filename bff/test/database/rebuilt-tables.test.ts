import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDuplicate } from '../../src/database/failures.ts';
import { newId } from '../../src/database/new-id.ts';
import { testDatabase, type TestDatabase } from '../test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

type Row = Readonly<Record<string, string | number | null>>;
const at = '2026-03-11 12:30:00.000';

const insert = async (table: string, row: Row): Promise<unknown> => {
  const names = Object.keys(row);
  const columns = names.map((name) => `\`${name}\``).join(', ');
  const sql = `INSERT INTO ${table} (${columns}) VALUES (${names.map((name) => `:${name}`).join(', ')})`;
  return database.sequelize.query(sql, { replacements: { ...row } }).then(
    () => null,
    (error: unknown) => error,
  );
};

const unit = (): Row => ({ id: newId(), kind: 'STORE', name_zh: '店', name_en: 'S', status: 'ACTIVE', created_at: at });
const person = (): Row => {
  const id = newId();
  const plain = { name: '王敏', kind: 'EMPLOYEE', status: 'ACTIVE', status_seq: 0, search_text: '', created_at: at };
  return { id, subject: id, ...plain };
};

// These tables took the place of older ones; MySQL names the index that refused a row.
it.each([
  ['org_unit', 'code', unit],
  ['org_unit', 'ehr_id', unit],
  ['person', 'subject', person],
  ['person', 'account', person],
  ['person', 'employee_no', person],
  ['person', 'ehr_id', person],
] as const)('a second %s with the same %s is told by its rule', async (table, column, row) => {
  expect(await insert(table, { ...row(), [column]: 'twice' })).toBeNull();
  const refused = await insert(table, { ...row(), [column]: 'twice' });
  expect(isDuplicate(refused, table, [column])).toBe(true);
  expect(isDuplicate(refused, table, ['id'], 'primary')).toBe(false);
});

it('a second sign-out or place with the same id is told by its key', async () => {
  const somebody = person();
  await insert('person', somebody);
  const signOut = { person_id: somebody['id'] ?? null, before_at: at };
  expect(await insert('sign_out', signOut)).toBeNull();
  expect(isDuplicate(await insert('sign_out', signOut), 'sign_out', ['person_id'], 'primary')).toBe(true);

  const where = unit();
  await insert('org_unit', where);
  await insert('position', { code: 'clerk', name_zh: '专员', name_en: 'Clerk' });
  const place = {
    id: newId(),
    person_id: somebody['id'] ?? null,
    unit_id: where['id'] ?? null,
    position: 'clerk',
    level: 1,
    is_primary: 1,
    starts_at: at,
    seq: 1,
    source: 'EHR',
  };
  expect(await insert('assignment', place)).toBeNull();
  expect(isDuplicate(await insert('assignment', place), 'assignment', ['id'], 'primary')).toBe(true);
});
