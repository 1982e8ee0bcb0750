import { BaseRule, Meta, Role, RoleMeta } from '../../portal/catalogue/catalogue.model.ts';
import { declareMetas } from '../../portal/catalogue/declare.service.ts';
import { recordChanges } from '../../portal/access/access.service.ts';
import { ServiceClient } from '../../portal/clients/clients.model.ts';
import { Assignment, OrgEdge, OrgHead, OrgUnit, Person, Position } from '../../portal/people/people.model.ts';
import { seedDuties } from './company-duties.ts';
import { personEhrId, unitEhrId } from '../ehr/ehr-ids.ts';
import { demoHeads } from './company-heads.ts';
import { demoCompanyId, demoDay, demoHeadquartersId, demoPeople, departmentId, storeUnitId } from './company-people.ts';
import { demoPositions } from './company-positions.ts';
import { demoRoles, demoRules, type DemoRole } from './company-rules.ts';
import type { DemoSeed } from './demo-seed.ts';
import { demoDepartments, demoId, demoRegions, demoStores } from './plan.ts';

/** Day on which the demo company was founded, counted from the demo's instant. */
export const FOUNDED_DAY = -3000;

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
    ehrId: code === null ? null : unitEhrId(code),
    kind,
    code,
    nameZh: name.zh,
    nameEn: name.en,
    status: 'ACTIVE' as const,
    parentId,
    createdAt,
  });
  const units = [
    unit(demoCompanyId, 'COMPANY', 'company', { zh: '网鱼', en: 'Wangyu' }, null),
    unit(demoHeadquartersId, 'HQ', 'headquarters', { zh: '总部', en: 'Headquarters' }, demoCompanyId),
    ...demoRegions.map((region, index) =>
      unit(demoId('region', index + 1), 'REGION', `region-${index + 1}`, region, demoCompanyId),
    ),
    ...demoDepartments.map((department) =>
      unit(departmentId(department.code), 'CENTRE', department.code, department, demoHeadquartersId),
    ),
    ...demoStores.map(({ code, name, region }) =>
      unit(storeUnitId(code), 'STORE', code, { zh: name, en: name }, demoId('region', region)),
    ),
  ];
  await OrgUnit.bulkCreate(units, { transaction });
  await OrgEdge.bulkCreate(
    units.flatMap(({ id, parentId }) =>
      parentId === null
        ? []
        : [
            {
              id: demoId(
                'org-edge',
                units.findIndex((one) => one.id === id),
              ),
              childId: id,
              parentId,
              startsAt: createdAt,
              endsAt: null,
              seq: 1,
              source: 'EHR' as const,
            },
          ],
    ),
    { transaction },
  );
}

async function seedHeads({ transaction, anchor }: DemoSeed): Promise<void> {
  await OrgHead.bulkCreate(
    demoHeads().map(({ unitId, personId, kind, fromDay, untilDay }, index) => ({
      id: demoId('org-head', index + 1),
      unitId,
      personId,
      kind,
      startsAt: demoDay(anchor, fromDay),
      endsAt: untilDay === null ? null : demoDay(anchor, untilDay),
      seq: 1,
      source: 'EHR' as const,
    })),
    { transaction },
  );
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
      ehrId: employeeNo === null ? null : personEhrId(employeeNo),
      account,
      name,
      kind,
      status,
      employeeNo,
      employment,
      franchiseeId,
      sponsorUnitId: kind === 'FRANCHISEE' ? departmentId('store-ops') : null,
      searchText: [name, account, employeeNo ?? ''].join(' ').toLowerCase(),
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
      status: 'ACTIVE' as const,
      version: 1,
    })),
    { transaction },
  );
  const metaIds = new Map((await Meta.findAll({ transaction })).map(({ code, id }) => [code as string, id]));
  await RoleMeta.bulkCreate(
    roles.flatMap(([code, { metas }]) =>
      metas.map((meta) => ({ roleId: roleId(code), metaId: metaIds.get(meta) ?? '' })),
    ),
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
      scopeUnitIds: [],
      startsAt: demoDay(anchor, FOUNDED_DAY),
      endsAt: null,
      seq: 1,
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
  await recordChanges(seed.transaction, [{ kind: 'org', ref: demoCompanyId }], seed.anchor);
  await declareMetas(seed.transaction, seed.anchor);
  await seedUnits(seed);
  await seedPeople(seed);
  await seedHeads(seed);
  await seedPermissions(seed);
  await seedDuties(seed);
}

/** True when the database holds a company already. */
export const hasCompany = async (): Promise<boolean> => (await OrgUnit.count()) > 0;
