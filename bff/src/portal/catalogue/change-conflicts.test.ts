import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import {
  holdingsOf,
  openCatalogueWorld,
  refusalOf,
  tablesOf,
  type CatalogueWorld,
} from '../../../test/catalogue-world.ts';
import { newId } from '../../database/new-id.ts';
import { departmentId } from '../../embedded/demo/company-people.ts';

let world: CatalogueWorld;
let minute = 0;
const start = Date.now();
const next = (): Date => new Date(start + (minute += 1) * 60_000);

beforeAll(async () => {
  world = await openCatalogueWorld();
});
afterAll(() => world.close());

describe('a change that was overtaken', () => {
  const roleOf = async (code: string) => {
    const role = [...(await world.state()).roles.values()].find((one) => one.code === code);
    return role!;
  };
  const newRole = async (metas: string[]) => {
    const id = newId();
    await world.apply(
      [{ op: 'role.create', id, system: 'stores', code: `r-${id.slice(-12)}`, name: { zh: '甲', en: 'A' }, metas }],
      next(),
    );
    return id;
  };

  test('is refused when another one touched the same role first, and changes nothing', async () => {
    const roleId = await newRole(['stores.store.view']);
    const adds = (meta: string): CatalogueOp => ({
      op: 'role.change',
      roleId,
      version: 1,
      addMetas: [meta],
      removeMetas: [],
    });
    await world.apply([adds('stores.store.edit')], next());
    const before = tablesOf(await world.state());
    expect(await refusalOf(() => world.apply([adds('stores.store.create')], next()))).toBe('change_not_applicable');
    expect(tablesOf(await world.state())).toEqual(before);
  });

  test('is refused when what it speaks of was retired, whichever way', async () => {
    const roleId = await newRole([]);
    await world.apply([{ op: 'role.retire', roleId, version: 1 }], next());
    const rule = {
      roleId,
      unitId: null,
      includeSubtree: true,
      position: null,
      levelMin: null,
      levelMax: null,
      personKind: null,
    };
    const scope = { kind: 'ALL', unitIds: [] } as const;
    const add: CatalogueOp = {
      op: 'rule.add',
      id: newId(),
      rule: { ...rule, scope: { ...scope, unitIds: [] }, from: null, until: null },
    };
    expect(await refusalOf(() => world.apply([add], next()))).toBe('validation_failed');
    expect(await refusalOf(() => world.apply([{ op: 'role.retire', roleId, version: 1 }], next()))).toBe(
      'change_not_applicable',
    );
    expect(await refusalOf(() => world.apply([{ op: 'role.retire', roleId, version: 2 }], next()))).toBe(
      'change_not_applicable',
    );
  });

  test('is refused for settings, limits, duties and owners alike', async () => {
    const state = await world.state();
    const meta = [...state.metas.values()].find(({ code }) => code === 'stores.store.edit')!;
    const duty = [...state.duties.values()].find(({ status }) => status === 'ACTIVE')!;
    const stale: CatalogueOp[] = [
      { op: 'policy.set', version: state.policy.version + 1, settings: { stepDueDays: 9 } },
      { op: 'meta.tune', code: meta.code, version: meta.version + 1, maxLongDays: 77 },
      { op: 'sod.change', sodId: duty.id, version: duty.version + 1, mode: 'REPORT' },
      { op: 'sod.retire', sodId: duty.id, version: duty.version + 1 },
      { op: 'system.owner', system: 'stores', ownerId: null, replaces: newId() },
      { op: 'rule.end', ruleId: newId(), at: null },
    ];
    for (const op of stale)
      expect([op.op, await refusalOf(() => world.apply([op], next()))]).toEqual([op.op, 'change_not_applicable']);
  });

  test('of two at the same moment one is applied', async () => {
    const roleId = await newRole(['stores.store.view']);
    const rename = (zh: string): CatalogueOp => ({
      op: 'role.change',
      roleId,
      version: 1,
      name: { zh, en: zh },
      addMetas: [],
      removeMetas: [],
    });
    const now = next();
    const answers = await Promise.all(
      ['乙', '丙', '丁'].map((name) => refusalOf(() => world.apply([rename(name)], now))),
    );
    expect(answers.toSorted()).toEqual([null, 'change_not_applicable', 'change_not_applicable'].toSorted());
    expect((await world.state()).roles.get(roleId)?.version).toBe(2);
  });

  test('the role a demo rule gives cannot be retired under it', async () => {
    const role = await roleOf('service-agent');
    expect(
      await refusalOf(() => world.preview([{ op: 'role.retire', roleId: role.id, version: role.version }], next())),
    ).toBe('validation_failed');
  });
});

describe('invariant 34: separation of duties', () => {
  const gives = async (code: string, unitId: string, from: string | null): Promise<CatalogueOp> => {
    const role = [...(await world.state()).roles.values()].find((one) => one.code === code)!;
    const who = { position: null, levelMin: null, levelMax: null, personKind: null };
    const scope = { kind: 'ALL' as const, unitIds: [] };
    const rule = { roleId: role.id, unitId, includeSubtree: true, ...who, scope, from, until: null };
    return { op: 'rule.add', id: newId(), rule };
  };
  const audits = (unitId: string, from: string | null): Promise<CatalogueOp> => gives('access-auditor', unitId, from);

  test('a rule that brings the second side is refused, whichever side that is', async () => {
    const op = await audits(departmentId('it-ops'), null);
    expect(await refusalOf(() => world.apply([op], next()))).toBe('duties_conflict');
  });

  test('a rule to come is weighed as things are on its day', async () => {
    const now = next();
    const op = await audits(departmentId('it-ops'), new Date(now.getTime() + 24 * 3600_000).toISOString());
    expect(await refusalOf(() => world.apply([op], now))).toBe('duties_conflict');
  });

  test.each([
    ['access-hr', 'access-owner', 'legal'],
    ['access-owner', 'access-hr', 'procurement'],
  ])('what is approved ahead and what comes today (%s, %s) do not meet on a later day', async (ahead, today, of) => {
    const [unitId, now] = [departmentId(of), next()];
    const [from, end] = [1, 2].map((days) => new Date(now.getTime() + days * 24 * 3600_000).toISOString());
    const first = await gives(ahead, unitId, from ?? null);
    await world.apply([first], now);
    expect(await refusalOf(async () => world.apply([await gives(today, unitId, null)], next()))).toBe(
      'duties_conflict',
    );
    const { id: ruleId } = first as { id: string };
    await world.apply([{ op: 'rule.end', ruleId, at: from ?? null }], next());
    expect(await refusalOf(async () => world.apply([await gives(today, unitId, end ?? null)], next()))).toBeNull();
  });

  test('whoever is not concerned may get it', async () => {
    expect(await refusalOf(async () => world.apply([await audits(departmentId('finance'), null)], next()))).toBeNull();
  });
});

test('invariant 30: a rule over a whole region, ended and given again, reaches the same people', async () => {
  const { rules, roles } = await world.state();
  const role = [...roles.values()].find(({ code }) => code === 'stores-viewer')!;
  const rule = [...rules.values()].find((one) => one.roleId === role.id && one.position === 'store-manager')!;
  const holdings = async () =>
    [...holdingsOf(await world.facts(), next()).entries()].map(([id, metas]) => [id, [...metas].sort()]);
  const before = await holdings();
  await world.apply([{ op: 'rule.end', ruleId: rule.id, at: null }], next());
  expect(await holdings()).not.toEqual(before);
  const { id: _id, from: _from, to: _to, scopeKind, scopeUnitIds, ...conditions } = rule;
  const scope = { kind: scopeKind, unitIds: [...scopeUnitIds] };
  await world.apply([{ op: 'rule.add', id: newId(), rule: { ...conditions, scope, from: null, until: null } }], next());
  expect(await holdings()).toEqual(before);
});
