import type { Transaction } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { newId } from '../src/database/new-id.ts';
import { BaseRule, Meta, Role, RoleMeta, SystemEntry } from '../src/portal/catalogue/catalogue.model.ts';
import { Assignment, OrgEdge, OrgHead, OrgUnit, Person, Position } from '../src/portal/people/people.model.ts';

/** Instant at which the small company begins. */
export const BEGIN = new Date('2026-03-11T02:00:00.000Z');
const HOUR = 3600_000;
/** A day in milliseconds. */
export const DAY = 24 * HOUR;

/** Units of the small company: code, parent, kind. */
const units = [
  ['company', null, 'COMPANY'],
  ['it', 'company', 'CENTRE'],
  ['desk', 'company', 'CENTRE'],
  ['north', 'company', 'REGION'],
  ['south', 'company', 'REGION'],
  ['n1', 'north', 'STORE'],
  ['n2', 'north', 'STORE'],
  ['s1', 'south', 'STORE'],
] as const;

/** Code of a unit. */
export type UnitCode = (typeof units)[number][0];

/** People: code, unit, level, unit he heads. */
const people = [
  ['boss', 'company', 9, 'company'],
  ['northHead', 'north', 7, 'north'],
  ['southHead', 'south', 7, 'south'],
  ['n1Head', 'n1', 5, 'n1'],
  ['n2Head', 'n2', 5, 'n2'],
  ['s1Head', 's1', 5, 's1'],
  ['deskHead', 'desk', 6, 'desk'],
  ['itHead', 'it', 4, 'it'],
  ['owner1', 'it', 5, null],
  ['owner2', 'it', 5, null],
  ['owner3', 'it', 5, null],
  ['owner4', 'it', 5, null],
  ['ann', 'n1', 2, null],
  ['bob', 'n1', 2, null],
  ['cai', 'n2', 2, null],
  ['dan', 's1', 2, null],
  ['eve', 'desk', 3, null],
] as const;

/** Code of a person; `partner` stands outside the company. */
export type PersonCode = (typeof people)[number][0] | 'partner';

/** Everybody of the small company. */
export const everybody: readonly PersonCode[] = [...people.map(([code]) => code), 'partner'];

/** Roles that may be asked for, with the highest risk of what they hold. */
export const askable = {
  viewer: { tier: 0, system: 'stores', metas: ['stores.store.view'] },
  keeper: { tier: 1, system: 'stores', metas: ['stores.store.view', 'stores.store.edit'] },
  closer: { tier: 2, system: 'stores', metas: ['stores.store.change-status'] },
  seller: { tier: 3, system: 'stores', metas: ['stores.store.change-owner'] },
  agent: { tier: 0, system: 'service', metas: ['service.ticket.view', 'service.ticket.reply'] },
} as const satisfies Record<string, { tier: number; system: string; metas: readonly MetaCode[] }>;

/** Code of a role that may be asked for. */
export type RoleCode = keyof typeof askable;

const given: Readonly<
  Record<string, { metas: readonly MetaCode[]; unit?: UnitCode; levelMin?: number; scope: string }>
> = {
  'access-self': {
    metas: [
      'access.self.view',
      'access.request.create',
      'access.approval.view',
      'access.approval.decide',
      'access.delegation.manage',
    ],
    scope: 'SELF',
  },
  'access-superior': { metas: ['access.grant.view', 'access.grant.give', 'access.grant.revoke'], scope: 'MANAGED' },
  'access-owner': {
    metas: ['access.catalogue.approve', 'access.catalogue.view', 'access.grant.view', 'access.grant.revoke'],
    unit: 'it',
    levelMin: 5,
    scope: 'ALL',
  },
};

const ids = new Map<string, string>();
/** Stable id of anything in the small company. */
export function idOf(kind: 'unit' | 'person' | 'role', code: string): string {
  const key = `${kind} ${code}`;
  const known = ids.get(key) ?? newId();
  ids.set(key, known);
  return known;
}
/** Id of one by its code. */
export const personId = (code: PersonCode): string => idOf('person', code);
/** Id of one by its code. */
export const unitId = (code: UnitCode): string => idOf('unit', code);
/** Id of one by its code. */
export const roleId = (code: RoleCode): string => idOf('role', code);
/** Code of a person by his id. */
export const codeOf = (id: string): PersonCode => everybody.find((code) => personId(code) === id) ?? 'boss';

/** Writes units, people, places and heads. */
export async function seedOrganisation(transaction: Transaction, seq: number): Promise<void> {
  const startsAt = new Date(BEGIN.getTime() - 400 * DAY);
  const fact = { startsAt, endsAt: null, seq, source: 'EHR' as const };
  await Position.create({ code: 'staff', nameZh: '员工', nameEn: 'Staff' }, { transaction });
  for (const [code, parent, kind] of units) {
    const names = { nameZh: code, nameEn: code, code: null, ehrId: null };
    await OrgUnit.create({ id: unitId(code), kind, ...names, status: 'ACTIVE', createdAt: startsAt }, { transaction });
    if (parent)
      await OrgEdge.create({ id: newId(), childId: unitId(code), parentId: unitId(parent), ...fact }, { transaction });
  }
  for (const [code, unit, level, heads] of people) {
    const id = personId(code);
    const plain = { subject: code, account: code, name: code, employeeNo: null, employment: 'REGULAR' as const };
    const rest = { kind: 'EMPLOYEE' as const, status: 'ACTIVE' as const, franchiseeId: null, sponsorUnitId: null };
    await Person.create(
      { id, ...plain, ...rest, searchText: code.toLowerCase(), createdAt: startsAt },
      { transaction },
    );
    const place = { personId: id, unitId: unitId(unit), position: 'staff', level };
    await Assignment.create({ id: newId(), ...place, ...fact }, { transaction });
    if (heads)
      await OrgHead.create(
        { id: newId(), unitId: unitId(heads), personId: id, kind: 'HEAD', ...fact },
        { transaction },
      );
  }
  const outside = { subject: 'partner', account: 'partner', name: 'partner', employeeNo: null, employment: null };
  const sponsored = {
    kind: 'EXTERNAL' as const,
    status: 'ACTIVE' as const,
    franchiseeId: null,
    sponsorUnitId: unitId('south'),
    createdBy: personId('southHead'),
  };
  await Person.create(
    { id: personId('partner'), ...outside, ...sponsored, searchText: 'partner', createdAt: startsAt },
    { transaction },
  );
}

/** Writes roles and base rules. */
export async function seedCatalogue(transaction: Transaction, seq: number): Promise<void> {
  const metas = new Map((await Meta.findAll({ transaction })).map(({ code, id }) => [code, id]));
  const role = async (code: string, systemCode: Role['systemCode'], held: readonly MetaCode[]): Promise<string> => {
    const id = idOf('role', code);
    await Role.create(
      { id, systemCode, code, nameZh: code, nameEn: code, status: 'ACTIVE', version: 1 },
      { transaction },
    );
    await RoleMeta.bulkCreate(
      held.map((meta) => ({ roleId: id, metaId: metas.get(meta) ?? '' })),
      { transaction },
    );
    return id;
  };
  for (const [code, { system, metas: held }] of Object.entries(askable)) await role(code, system, held);
  for (const [code, { metas: held, unit, levelMin, scope }] of Object.entries(given))
    await BaseRule.create(
      {
        id: newId(),
        unitId: unit ? unitId(unit) : null,
        includeSubtree: true,
        position: null,
        levelMin: levelMin ?? null,
        levelMax: null,
        personKind: null,
        roleId: await role(code, 'access', held),
        scopeKind: scope,
        scopeUnitIds: [],
        startsAt: new Date(BEGIN.getTime() - 400 * DAY),
        endsAt: null,
        seq,
      },
      { transaction },
    );
  await SystemEntry.update({ ownerId: personId('deskHead') }, { where: { code: 'service' }, transaction });
}
