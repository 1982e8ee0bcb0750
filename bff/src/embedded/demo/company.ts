import { BaseRule, Role, RoleMeta, ServiceClient } from '../../portal/access/access.model.ts';
import { Assignment, OrgUnit, Person, Position } from '../../portal/people/people.model.ts';
import { demoCompanyId, demoDay, demoHeadquartersId, demoPeople, departmentId, storeUnitId } from './company-people.ts';
import { demoPositions } from './company-positions.ts';
import { demoRoles, demoRules, type DemoRole } from './company-rules.ts';
import type { DemoSeed } from './demo-seed.ts';
import { demoDepartments, demoId, demoRegions, demoStores } from './plan.ts';

const FOUNDED_DAY = -3000;

const roleIds = new Map((Object.keys(demoRoles) as DemoRole[]).map((code, index) => [code, demoId('role', index + 1)]));

const roleId = (code: DemoRole): string => {
  const id = roleIds.get(code);
  if (!id) throw new RangeError(`no role ${code}`);
  return id;
};

async function seedUnits({ transaction, anchor }: DemoSeed): Promise<void> {
  const createdAt = demoDay(anchor, FOUNDED_DAY);
  const unit = (
    id: string,
    kind: OrgUnit['kind'],
    code: string | null,
    name: { zh: string; en: string },
    parentId: string | null,
  ) => ({
    id,
    kind,
    code,
    nameZh: name.zh,
    nameEn: name.en,
    parentId,
    createdAt,
  });
  // Level by level, because a unit refers to the one above it.
  const levels = [
    [unit(demoCompanyId, 'COMPANY', 'company', { zh: '网鱼', en: 'Wangyu' }, null)],
    [
      unit(demoHeadquartersId, 'HEADQUARTERS', 'headquarters', { zh: '总部', en: 'Headquarters' }, demoCompanyId),
      ...demoRegions.map((region, index) =>
        unit(demoId('region', index + 1), 'REGION', `region-${index + 1}`, region, demoCompanyId),
      ),
    ],
    [
      ...demoDepartments.map((department) =>
        unit(departmentId(department.code), 'DEPARTMENT', department.code, department, demoHeadquartersId),
      ),
      ...demoStores.map(({ code, name, region }) =>
        unit(storeUnitId(code), 'STORE', code, { zh: name, en: name }, demoId('region', region)),
      ),
    ],
  ];
  for (const level of levels) await OrgUnit.bulkCreate(level, { transaction });
}

async function seedPeople({ transaction, anchor }: DemoSeed): Promise<void> {
  await Position.bulkCreate(
    Object.entries(demoPositions).map(([code, { zh, en }]) => ({ code, nameZh: zh, nameEn: en })),
    { transaction },
  );
  await Person.bulkCreate(
    demoPeople.map(({ id, account, name, kind, status, employeeNo, employment, franchiseeId, assignments }) => ({
      id,
      subject: id,
      account,
      name,
      kind,
      status,
      employeeNo,
      employment,
      franchiseeId,
      sponsorUnitId: kind === 'FRANCHISEE' ? departmentId('store-ops') : null,
      createdAt: demoDay(anchor, assignments[0]?.fromDay ?? FOUNDED_DAY),
    })),
    { transaction },
  );
  const assignments = demoPeople.flatMap((person) =>
    person.assignments.map((assignment) => ({ personId: person.id, ...assignment })),
  );
  await Assignment.bulkCreate(
    assignments.map(({ personId, unitId, position, level, fromDay, untilDay }, index) => ({
      id: demoId('assignment', index + 1),
      personId,
      unitId,
      position,
      level,
      startsAt: demoDay(anchor, fromDay),
      endsAt: untilDay === null ? null : demoDay(anchor, untilDay),
    })),
    { transaction },
  );
}

async function seedPermissions({ transaction, anchor }: DemoSeed): Promise<void> {
  const roles = Object.entries(demoRoles) as [DemoRole, (typeof demoRoles)[DemoRole]][];
  await Role.bulkCreate(
    roles.map(([code, { system, name }]) => ({
      id: roleId(code),
      systemCode: system,
      code,
      nameZh: name.zh,
      nameEn: name.en,
    })),
    { transaction },
  );
  await RoleMeta.bulkCreate(
    roles.flatMap(([code, { metas }]) => metas.map((meta) => ({ roleId: roleId(code), meta }))),
    { transaction },
  );
  const rules = demoRules.flatMap((rule) => rule.roles.map((role) => ({ ...rule, role })));
  await BaseRule.bulkCreate(
    rules.map(({ unitId, position, levelMin, kind, role, scope }, index) => ({
      id: demoId('base-rule', index + 1),
      unitId: unitId ?? null,
      includeSubtree: true,
      position: position ?? null,
      levelMin: levelMin ?? null,
      levelMax: null,
      personKind: kind ?? 'EMPLOYEE',
      roleId: roleId(role),
      scopeKind: scope,
      startsAt: demoDay(anchor, FOUNDED_DAY),
      endsAt: null,
    })),
    { transaction },
  );
}

/** Client id of the demo POS; its private key lies in the keys folder. */
export const demoServiceClientId = 'pos-demo';

/** Registers the demo POS as a service client: it opens tickets and reads stores of two stores. */
export async function seedServiceClient(
  { transaction, anchor }: DemoSeed,
  publicJwk: Record<string, unknown>,
): Promise<void> {
  await ServiceClient.create(
    {
      id: demoId('service-client', 1),
      clientId: demoServiceClientId,
      name: '门店收银系统（演示）',
      status: 'ACTIVE',
      metas: ['stores.store.view', 'service.ticket.view', 'service.ticket.create'],
      scopeKind: 'STORES',
      storeIds: [storeUnitId('SH001'), storeUnitId('SH002')],
      jwks: { keys: [publicJwk] },
      createdAt: demoDay(anchor, FOUNDED_DAY),
    },
    { transaction },
  );
}

/** Writes organisation, people, roles and rules of the demo company. */
export async function seedCompany(seed: DemoSeed): Promise<void> {
  await seedUnits(seed);
  await seedPeople(seed);
  await seedPermissions(seed);
}

/** True when the database holds a company already. */
export const hasCompany = async (): Promise<boolean> => (await OrgUnit.count()) > 0;
