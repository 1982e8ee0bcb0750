import type { Sequelize, Transaction } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { selectOn, type Select } from '../../database/select.ts';
import { given, ids, isEmpty, span, within, type Among, type Span } from './fact-rows.ts';
import type {
  AssignmentFact,
  Facts,
  FranchiseFact,
  HeadFact,
  MetaFact,
  PersonFact,
  RoleFact,
  RuleFact,
  ScopeKind,
  UnitFact,
} from './facts.policy.ts';
import { loadBreakGlass, loadGrants } from './load-grants.ts';

/** Units, edges and heads, past and to come. */
export async function loadOrganisation(select: Select): Promise<Pick<Facts, 'units' | 'edges' | 'heads'>> {
  const units = await select<UnitFact>('SELECT id, kind FROM org_unit ORDER BY id');
  const edges = await select<Span & { child_id: string; parent_id: string }>(
    'SELECT child_id, parent_id, starts_at, ends_at FROM org_edge ORDER BY starts_at, id',
  );
  const heads = await select<Span & { unit_id: string; person_id: string; kind: HeadFact['kind'] }>(
    'SELECT unit_id, person_id, kind, starts_at, ends_at FROM org_head ORDER BY starts_at, id',
  );
  return {
    units,
    edges: edges.map((row) => ({ childId: row.child_id, parentId: row.parent_id, ...span(row) })),
    heads: heads.map((row) => ({ unitId: row.unit_id, personId: row.person_id, kind: row.kind, ...span(row) })),
  };
}

interface PersonColumns {
  readonly id: string;
  readonly kind: PersonFact['kind'];
  readonly status: PersonFact['status'];
  readonly franchisee_id: string | null;
  readonly sponsor_unit_id: string | null;
}

const personOf = (row: PersonColumns): PersonFact => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  franchiseeId: row.franchisee_id,
  sponsorUnitId: row.sponsor_unit_id,
});

const PERSON = 'SELECT id, kind, status, franchisee_id, sponsor_unit_id FROM person';

/** People without what else is about them. */
export async function loadPersons(select: Select, among: Among = null): Promise<PersonFact[]> {
  if (isEmpty(among)) return [];
  return (await select<PersonColumns>(`${PERSON}${within('id', among)}`, given(among))).map(personOf);
}

/** The next people by id. */
export async function loadPersonPage(select: Select, after: string, limit: number): Promise<PersonFact[]> {
  const rows = await select<PersonColumns>(`${PERSON} WHERE id > :after ORDER BY id LIMIT ${limit}`, { after });
  return rows.map(personOf);
}

/** Places of people, past and to come, those of one person in the order of their beginning. */
export async function loadAssignments(select: Select, among: Among = null): Promise<AssignmentFact[]> {
  if (isEmpty(among)) return [];
  const rows = await select<
    Span & { person_id: string; unit_id: string; position: string; level: number; is_primary: number }
  >(
    `SELECT person_id, unit_id, \`position\`, level, is_primary, starts_at, ends_at FROM assignment${within('person_id', among)}
     ORDER BY person_id, starts_at, id`,
    given(among),
  );
  return rows.map((row) => ({
    personId: row.person_id,
    unitId: row.unit_id,
    position: row.position,
    level: row.level,
    primary: row.is_primary === 1,
    ...span(row),
  }));
}

/** Metas, of some systems when they are given; a retired one, or one of a retired system, is not live. */
export async function loadMetas(select: Select, among: Among = null): Promise<MetaFact[]> {
  const rows = await select<{
    id: string;
    bit_no: number;
    code: MetaCode;
    system_code: string;
    risk_tier: number;
    live: number;
  }>(
    `SELECT m.id, m.bit_no, m.code, m.system_code, m.risk_tier,
      CASE WHEN m.status <> 'RETIRED' AND s.status <> 'RETIRED' THEN 1 ELSE 0 END AS live
     FROM meta m JOIN system_entry s ON s.code = m.system_code${within('m.system_code', among)}`,
    given(among),
  );
  return rows.map((row) => ({
    id: row.id,
    bitNo: row.bit_no,
    code: row.code,
    systemCode: row.system_code,
    riskTier: row.risk_tier,
    live: row.live === 1,
  }));
}

/** Roles with their Metas. */
export async function loadRoles(select: Select, among: Among = null): Promise<RoleFact[]> {
  const rows = await select<{ id: string; system_code: string; status: string }>(
    `SELECT id, system_code, status FROM role${within('id', among)}`,
    given(among),
  );
  const pairs = await select<{ role_id: string; meta_id: string }>(
    `SELECT role_id, meta_id FROM role_meta${within('role_id', among)} ORDER BY role_id, meta_id`,
    given(among),
  );
  const metasOf = Map.groupBy(pairs, ({ role_id }) => role_id);
  return rows.map((row) => ({
    id: row.id,
    systemCode: row.system_code,
    live: row.status === 'ACTIVE',
    metaIds: (metasOf.get(row.id) ?? []).map(({ meta_id }) => meta_id),
  }));
}

type RuleRow = Span & {
  readonly id: string;
  readonly unit_id: string | null;
  readonly include_subtree: number;
  readonly position: string | null;
  readonly level_min: number | null;
  readonly level_max: number | null;
  readonly person_kind: RuleFact['personKind'];
  readonly role_id: string;
  readonly scope_kind: ScopeKind;
  readonly scope_unit_ids: string;
};

/** Base rules, past and to come. */
export async function loadRules(select: Select, among: Among = null): Promise<RuleFact[]> {
  const rows = await select<RuleRow>(`SELECT * FROM base_rule${within('id', among)} ORDER BY id`, given(among));
  return rows.map((row) => ({
    id: row.id,
    unitId: row.unit_id,
    includeSubtree: row.include_subtree === 1,
    position: row.position,
    levelMin: row.level_min,
    levelMax: row.level_max,
    personKind: row.person_kind,
    roleId: row.role_id,
    scopeKind: row.scope_kind,
    scopeUnitIds: ids(row.scope_unit_ids),
    ...span(row),
  }));
}

/** Who owns franchised stores; the stores system tells it. */
export type LoadFranchises = (transaction?: Transaction) => Promise<readonly FranchiseFact[]>;

/** Everything that permissions follow from, read as it is now. */
export async function loadFacts(
  sequelize: Sequelize,
  loadFranchises: LoadFranchises,
  transaction?: Transaction,
): Promise<Facts> {
  const select = selectOn(sequelize, transaction);
  return {
    ...(await loadOrganisation(select)),
    people: await loadPersons(select),
    assignments: await loadAssignments(select),
    metas: await loadMetas(select),
    roles: await loadRoles(select),
    rules: await loadRules(select),
    grants: await loadGrants(select),
    breakGlass: await loadBreakGlass(select),
    franchises: await loadFranchises(transaction),
  };
}
