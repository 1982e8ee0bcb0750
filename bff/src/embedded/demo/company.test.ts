import type { WhereOptions } from 'sequelize';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '../../database/transaction.ts';
import { defineIdentity } from '../../identity.ts';
import { Assignment, OrgEdge, OrgUnit, Person } from '../../portal/people/people.model.ts';
import { describePerson } from '../../portal/people/describe-person.service.ts';
import {
  listUnits,
  moveStoreUnit,
  namesByIds,
  placesByIds,
  registerStoreUnit,
  searchPeople,
  storeManagers,
  unitName,
} from '../../portal/people/people.service.ts';
import { keysFolder } from '../../../test/identity-world.ts';
import { testDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { demoAccounts } from './company-accounts.ts';
import { demoDay, demoPeople, departmentId, storeUnitId } from './company-people.ts';
import { DEMO_NOW, demoId, demoStores } from './plan.ts';
import { seedDemo } from './seed.ts';

let database: TestDatabase;
const keys = keysFolder();
const reading = { transaction: undefined, now: DEMO_NOW };
const person = (account: string) => demoPeople.find((each) => each.account === account)?.id ?? '';

beforeAll(async () => {
  database = await testDatabase();
  defineIdentity(database.sequelize);
  await seedDemo({ sequelize: database.sequelize, keysFolder: keys.path, systems: [], at: DEMO_NOW });
});
afterAll(async () => {
  await database.close();
  keys.remove();
});

describe('the demo company', () => {
  test('has the people of the recipe', async () => {
    const count = (where: WhereOptions): Promise<number> => Person.count({ where });
    expect(await count({ kind: 'EMPLOYEE' })).toBe(186);
    expect(await count({ employment: 'REGULAR' })).toBe(142);
    expect(await count({ employment: 'CONTRACT' })).toBe(44);
    expect(await count({ kind: 'EMPLOYEE', status: 'LEFT' })).toBe(9);
    expect(await count({ kind: 'FRANCHISEE' })).toBe(13);
    const places = Map.groupBy(await Assignment.findAll(), ({ personId }) => personId);
    const moved = [...places.values()].filter((each) => each.length > 1);
    expect(moved).toHaveLength(3);
    for (const each of moved)
      expect(each.map(({ startsAt }) => startsAt.toISOString().slice(0, 7))).toContain('2026-03');
  });

  test('has departments, regions and stores in one tree', async () => {
    const kinds = Map.groupBy(await OrgUnit.findAll(), ({ kind }) => kind);
    expect(Object.fromEntries([...kinds].map(([kind, units]) => [kind, units.length]))).toEqual({
      COMPANY: 1,
      HQ: 1,
      CENTRE: 13,
      REGION: 4,
      STORE: demoStores.length,
    });
  });

  test('carries names that break careless code', () => {
    const names = demoPeople.map(({ name }) => name);
    expect(names).toContain('𠮷祥');
    expect(names).toContain('李㛃');
    expect(names.some((name) => [...name].length === 2)).toBe(true);
    expect(names.find((name) => name.includes('·'))).toSatisfy((name: string) => [...name].length === 26);
  });

  test('gives nobody who left an open place, and everybody at most one place at a time', () => {
    const stillPlaced = demoPeople.filter(
      ({ status, assignments }) =>
        status === 'LEFT' && assignments.some(({ untilDay }) => untilDay === null || untilDay > 0),
    );
    const twice = demoPeople.filter(({ assignments }) =>
      assignments.some((place, index) => index > 0 && place.fromDay < (assignments[index - 1]?.untilDay ?? Infinity)),
    );
    expect([stillPlaced, twice]).toEqual([[], []]);
  });

  test('offers accounts of people who can sign in', () => {
    const active = new Set(demoPeople.filter(({ status }) => status === 'ACTIVE').map(({ account }) => account));
    expect(demoAccounts.length).toBeGreaterThan(20);
    expect(demoAccounts.every(({ account }) => active.has(account))).toBe(true);
    expect(new Set(demoPeople.map(({ account }) => account)).size).toBe(demoPeople.length);
  });

  test('is written once', async () => {
    const before = await Person.findAll({ order: [['id', 'ASC']], raw: true });
    expect(await seedDemo({ sequelize: database.sequelize, keysFolder: keys.path, systems: [], at: new Date() })).toBe(
      false,
    );
    expect(await Person.findAll({ order: [['id', 'ASC']], raw: true })).toEqual(before);
  });

  test('days begin at midnight in Shanghai', () =>
    expect(demoDay(DEMO_NOW, -1).toISOString()).toBe('2026-03-09T16:00:00.000Z'));
});

describe('people', () => {
  test('are found by part of name, number or account, without signs of SQL', async () => {
    const found = async (q: string) =>
      (await searchPeople(reading, { q, limit: 50 })).items.map(({ account }) => account);
    expect(await found('𠮷')).toEqual(['jixiang']);
    expect(await found('wangm')).toEqual(['wangmin']);
    expect(await found('E1004')).toEqual(['wangmin']);
    for (const q of ['%', '_', `'`, '"', '\\', "' OR 1=1 --"]) expect(await found(q)).toEqual([]);
  });

  test('are listed page by page without gap or repetition, people who left excepted', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await searchPeople(reading, { cursor, limit: 40 });
      seen.push(...items.map(({ id }) => id));
      cursor = next ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(190);
  });

  test('can be limited to some', async () => {
    const { items } = await searchPeople(reading, { ids: [person('wangmin'), person('sunli')], limit: 10 });
    expect(items.map(({ name }) => name).sort()).toEqual(['孙丽', '王敏']);
  });

  test('are described with department, position and level of the day', async () => {
    expect(await describePerson(reading, person('wangmin'))).toMatchObject({
      name: '王敏',
      employeeNo: 'E1004',
      kind: 'employee',
      department: { zh: '客服部' },
      position: { en: 'Service agent' },
      level: 3,
    });
    expect(await describePerson(reading, person('shenguodong'))).toMatchObject({
      kind: 'franchisee',
      employeeNo: null,
      position: { zh: '加盟商' },
      level: 0,
    });
    await expect(describePerson(reading, demoId('person', 999))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('describes every person by the very place that lists of people show', async () => {
    const people = await Person.findAll({ attributes: ['id'] });
    const ids = people.map(({ id }) => id);
    const places = await placesByIds(reading, ids);
    expect(places.size).toBeGreaterThan(20);
    for (const id of ids) {
      const place = places.get(id);
      const { department, position, level } = await describePerson(reading, id);
      if (place)
        expect({ department, position, level }, id).toEqual({
          department: place.unit.name,
          position: place.position,
          level: place.level,
        });
      else expect(level, id).toBe(0);
    }
  });

  test('move on their day and not before', async () => {
    const mover = demoPeople.find(({ assignments }) => assignments.length > 1 && (assignments[1]?.fromDay ?? 0) > 0);
    const day = demoDay(DEMO_NOW, mover?.assignments[1]?.fromDay ?? 0);
    const unitAt = async (now: Date) =>
      (await placesByIds({ transaction: undefined, now }, [mover?.id ?? ''])).get(mover?.id ?? '')?.unit.id;
    expect(await unitAt(new Date(day.getTime() - 1))).toBe(mover?.assignments[0]?.unitId);
    expect(await unitAt(day)).toBe(mover?.assignments[1]?.unitId);
  });

  test('are named by id, strangers left out', async () => {
    expect(await namesByIds(reading, [person('wangmin'), person('wangmin'), demoId('person', 999)])).toEqual(
      new Map([[person('wangmin'), '王敏']]),
    );
  });

  test('lead stores', async () =>
    expect(await storeManagers(reading, [storeUnitId('SH001'), storeUnitId('CQ001')])).toEqual(
      new Map([[storeUnitId('SH001'), '李强']]),
    ));
});

describe('units', () => {
  const change = <T>(work: (context: { transaction: never; now: Date }) => Promise<T>) =>
    inTransaction(database.sequelize, ({ transaction, now }) => work({ transaction: transaction as never, now }));

  test('have names in both languages', async () => {
    expect(await unitName(reading, departmentId('service'))).toEqual({ zh: '客服部', en: 'Customer service' });
    expect(await unitName(reading, demoId('nothing', 1))).toBeNull();
    expect((await listUnits(reading, 'REGION')).map(({ name }) => name.zh)).toEqual([
      '华东大区',
      '华南大区',
      '华北大区',
      '西南大区',
    ]);
  });

  test('of stores are registered once and move between regions', async () => {
    const id = demoId('store', 900);
    const parent = async () => (await OrgEdge.findOne({ where: { childId: id, endsAt: null } }))?.parentId;
    for (const name of ['新店', '又一次'])
      await change((context) => registerStoreUnit(context, { id, name, regionId: demoId('region', 1) }));
    expect([await parent(), (await unitName(reading, id))?.zh]).toEqual([demoId('region', 1), '新店']);
    await change((context) => moveStoreUnit(context, { id, regionId: demoId('region', 2) }));
    expect(await parent()).toBe(demoId('region', 2));
  });

  test('refuse a region that is none', async () => {
    const refused = change((context) =>
      registerStoreUnit(context, { id: demoId('store', 901), name: '新店', regionId: departmentId('service') }),
    );
    await expect(refused).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
