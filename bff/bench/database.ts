import { QueryTypes, type Sequelize } from 'sequelize';
import { startMariadb } from '../../scripts/mariadb.ts';
import { openDatabase } from '../src/database/connect.ts';
import { migrate } from '../src/database/migrate.ts';
import { defineIdentity } from '../src/identity.ts';
import type { Facts, Period } from '../src/portal/access/access.service.ts';
import { companyOf } from './facts.ts';
import type { Size } from './bench.ts';

const AT_ONCE = 2_000;
const CREATED = '2020-01-01 00:00:00.000';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

const text = (at: Date | null): string | null => at && at.toISOString().slice(0, 23).replace('T', ' ');
const period = ({ from, to }: Period) => ({ starts_at: text(from), ends_at: text(to) });

/** Writes rows with statements of many rows each. */
export async function insertAll(sequelize: Sequelize, table: string, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map((name) => `\`${name}\``).join(', ');
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const values = rows.slice(start, start + AT_ONCE).map((row) => names.map((name) => row[name] ?? null));
    await sequelize.query(`INSERT INTO ${table} (${columns}) VALUES :values`, {
      type: QueryTypes.INSERT,
      replacements: { values },
    });
  }
}

/** One column beside the others, when rows come from different kinds of facts. */
const numbered = (kind: string, n: number): string => `${kind}${n.toString(16).padStart(36 - kind.length, '0')}`;

async function writeOrganisation(sequelize: Sequelize, { units, edges, heads }: Facts): Promise<void> {
  const named = { name_zh: '单元', name_en: 'Unit', status: 'ACTIVE', created_at: CREATED };
  await insertAll(
    sequelize,
    'org_unit',
    units.map(({ id, kind }) => ({ id, kind, ...named })),
  );
  const known = { seq: 1, source: 'EHR' };
  await insertAll(
    sequelize,
    'org_edge',
    edges.map((edge, n) => ({
      id: numbered('e', n),
      child_id: edge.childId,
      parent_id: edge.parentId,
      ...period(edge),
      ...known,
    })),
  );
  await insertAll(
    sequelize,
    'org_head',
    heads.map((head, n) => ({
      id: numbered('h', n),
      unit_id: head.unitId,
      person_id: head.personId,
      kind: head.kind,
      ...period(head),
      ...known,
    })),
  );
}

async function writePeople(sequelize: Sequelize, { people, assignments }: Facts): Promise<void> {
  await insertAll(
    sequelize,
    'person',
    people.map(({ id, kind, status }) => ({
      id,
      subject: id,
      name: '王敏',
      kind,
      status,
      status_seq: 0,
      search_text: '',
      created_at: CREATED,
    })),
  );
  const positions = [...new Set(assignments.map(({ position }) => position))];
  await insertAll(
    sequelize,
    'position',
    positions.map((code) => ({ code, name_zh: code, name_en: code })),
  );
  await insertAll(
    sequelize,
    'assignment',
    assignments.map((place, n) => ({
      id: numbered('a', n),
      person_id: place.personId,
      unit_id: place.unitId,
      position: place.position,
      level: place.level,
      is_primary: 1,
      seq: 1,
      source: 'EHR',
      ...period(place),
    })),
  );
}

async function writeCatalogue(sequelize: Sequelize, { metas, roles }: Facts): Promise<void> {
  const systems = [...new Set(metas.map(({ systemCode }) => systemCode))];
  await insertAll(
    sequelize,
    'system_entry',
    systems.map((code) => ({ code, status: 'LIVE', meta_version: 1 })),
  );
  const limits = { risk_tier: 1, requestable: 1, max_short_minutes: 60, max_long_days: 365, scope_kinds: '[]' };
  const meta = { kind: 'ACTION', title_zh: '权限', title_en: 'Permission', status: 'ACTIVE', tuned: 0, version: 1 };
  await insertAll(
    sequelize,
    'meta',
    metas.map(({ id, bitNo, code, systemCode }) => ({
      id,
      bit_no: bitNo,
      code,
      live_code: code,
      system_code: systemCode,
      sort: bitNo,
      declared_by: 'contracts',
      created_at: CREATED,
      ...limits,
      ...meta,
    })),
  );
  await insertAll(
    sequelize,
    'role',
    roles.map(({ id, systemCode }, n) => ({
      id,
      system_code: systemCode,
      code: `r${n}`,
      name_zh: '角色',
      name_en: 'Role',
      status: 'ACTIVE',
      version: 1,
    })),
  );
  await insertAll(
    sequelize,
    'role_meta',
    roles.flatMap(({ id, metaIds }) => metaIds.map((metaId) => ({ role_id: id, meta_id: metaId }))),
  );
}

async function writeRules(sequelize: Sequelize, { rules }: Facts): Promise<void> {
  await insertAll(
    sequelize,
    'base_rule',
    rules.map((rule) => ({
      id: rule.id,
      unit_id: rule.unitId,
      include_subtree: rule.includeSubtree ? 1 : 0,
      position: rule.position,
      level_min: rule.levelMin,
      level_max: rule.levelMax,
      person_kind: rule.personKind,
      role_id: rule.roleId,
      scope_kind: rule.scopeKind,
      scope_unit_ids: '[]',
      seq: 1,
      ...period(rule),
    })),
  );
}

async function writeGrants(sequelize: Sequelize, { grants, people }: Facts): Promise<void> {
  const somebody = people[0]?.id ?? null;
  const request = { id: numbered('q', 0), number: 'R1', grantee_id: somebody, requester_id: somebody };
  const what = { origin: 'SELF', kind: 'SHORT', reason: '', content_hash: '', revision: 1, state: 'APPROVED' };
  await insertAll(sequelize, 'access_request', [{ ...request, ...what, created_at: CREATED, version: 1, seq: 1 }]);
  await insertAll(
    sequelize,
    'access_grant',
    grants.map((grant, n) => ({
      id: grant.id,
      request_id: request.id,
      item_no: n,
      grantee_id: grant.personId,
      meta_id: grant.metaId,
      scope_kind: grant.scopeKind,
      scope_unit_ids: '[]',
      kind: grant.kind,
      created_at: CREATED,
      version: 1,
      seq: 1,
      ...period(grant),
    })),
  );
}

/** A MariaDB server with the company of a size. */
export interface CompanyDatabase {
  readonly sequelize: Sequelize;
  readonly url: string;
  readonly facts: Facts;
  stop(): Promise<void>;
}

async function writeCompany(sequelize: Sequelize, facts: Facts): Promise<void> {
  await writeOrganisation(sequelize, { ...facts, heads: [] });
  await writePeople(sequelize, facts);
  await writeOrganisation(sequelize, { ...facts, units: [], edges: [] });
  await writeCatalogue(sequelize, facts);
  await writeRules(sequelize, facts);
  await writeGrants(sequelize, facts);
  await sequelize.query('INSERT INTO authz_epoch (id, v) VALUES (1, 1)');
}

/** Starts a server of this process only and writes the company into it; the server ends with the process at the latest. */
export async function companyDatabase(size: Size): Promise<CompanyDatabase> {
  const server = await startMariadb();
  const sequelize = await openDatabase({ url: server.url, file: '' });
  await migrate(sequelize);
  defineIdentity(sequelize);
  const facts = companyOf(size);
  await writeCompany(sequelize, facts);
  return {
    sequelize,
    url: server.url,
    facts,
    async stop() {
      await sequelize.close();
      await server.stop();
    },
  };
}
