import type { Sequelize, Transaction } from 'sequelize';
import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { MetaRef, RoleRef } from '@eoms/contracts/access/shared.record';
import type { SystemCode } from '@eoms/contracts/systems';
import { selectOn } from '../../database/select.ts';
import type { ScopeKind } from '../access/access.service.ts';
import { limitsOf, type Limits } from './limits.policy.ts';

interface MetaRow {
  readonly id: string;
  readonly code: MetaCode;
  readonly system_code: SystemCode;
  readonly title_zh: string;
  readonly title_en: string;
  readonly risk_tier: number;
  readonly requestable: number;
  readonly max_short_minutes: number;
  readonly max_long_days: number;
  readonly scope_kinds: string | ScopeKind[];
  readonly status: string;
  readonly system_status: string;
}

interface RoleRow {
  readonly id: string;
  readonly code: string;
  readonly system_code: SystemCode;
  readonly name_zh: string;
  readonly name_en: string;
  readonly status: string;
  readonly system_status: string;
}

/** One permission with its limits. */
export interface LimitedMeta extends Limits {
  readonly id: string;
  readonly ref: MetaRef;
  readonly live: boolean;
}

/** What may be asked for: a role or one permission, with the limits that hold for it. */
export interface Target {
  readonly roleId: string | null;
  readonly metaId: string | null;
  readonly system: SystemCode;
  readonly name: Localized;
  readonly role: RoleRef | null;
  readonly meta: MetaRef | null;
  /** Living permissions it holds. */
  readonly metas: readonly LimitedMeta[];
  readonly limits: Limits;
  readonly live: boolean;
}

/** Roles and permissions by what names them. */
export interface Targets {
  role(id: string): Target | undefined;
  meta(id: string): Target | undefined;
  metaByCode(code: string): Target | undefined;
  of(item: { readonly roleId: string | null; readonly metaId: string | null }): Target | undefined;
  all(): readonly Target[];
  /** Owner of a system; null when it has none. */
  ownerOf(system: string): string | null;
}

const limitedMeta = (row: MetaRow): LimitedMeta => {
  const live = row.status !== 'RETIRED' && row.system_status !== 'RETIRED';
  return {
    id: row.id,
    ref: {
      code: row.code,
      name: { zh: row.title_zh, en: row.title_en },
      system: row.system_code,
      riskTier: row.risk_tier,
    },
    live,
    tier: row.risk_tier,
    // A deprecated permission works on, but nobody gets it any more.
    requestable: live && row.status === 'ACTIVE' && row.requestable === 1,
    maxShortMinutes: row.max_short_minutes,
    maxLongDays: row.max_long_days,
    // MariaDB answers JSON read, SQLite as text.
    scopeKinds: typeof row.scope_kinds === 'string' ? (JSON.parse(row.scope_kinds) as ScopeKind[]) : row.scope_kinds,
  };
};

const metaTarget = (meta: LimitedMeta): Target => ({
  roleId: null,
  metaId: meta.id,
  system: meta.ref.system,
  name: meta.ref.name,
  role: null,
  meta: meta.ref,
  metas: [meta],
  limits: limitsOf([meta]),
  live: meta.live,
});

const roleTarget = (row: RoleRow, metas: readonly LimitedMeta[]): Target => {
  const living = metas.filter((meta) => meta.live && meta.ref.system === row.system_code);
  const name = { zh: row.name_zh, en: row.name_en };
  const live = row.status === 'ACTIVE' && row.system_status !== 'RETIRED';
  return {
    roleId: row.id,
    metaId: null,
    system: row.system_code,
    name,
    role: { id: row.id, code: row.code, name, system: row.system_code },
    meta: null,
    metas: living,
    limits: { ...limitsOf(living), requestable: live && limitsOf(living).requestable },
    live,
  };
};

/** Roles and permissions by id. */
export interface TargetIds {
  readonly roleIds: readonly string[];
  readonly metaIds: readonly string[];
}

/** An IN with an empty list is no SQL; no id is empty. */
const listed = (ids: readonly string[]): readonly string[] => (ids.length === 0 ? [''] : [...new Set(ids)]);

/** Reads the limits of what may be asked for, of everything unless `among` names some; a command passes its transaction. */
export async function loadTargets(
  sequelize: Sequelize,
  transaction?: Transaction,
  among?: TargetIds,
): Promise<Targets> {
  const select = selectOn(sequelize, transaction);
  const pairs = await select<{ role_id: string; meta_id: string }>(
    `SELECT role_id, meta_id FROM role_meta ${among ? 'WHERE role_id IN (:roleIds)' : ''}`,
    { roleIds: listed(among?.roleIds ?? []) },
  );
  const metaRows = await select<MetaRow>(
    `SELECT m.id, m.code, m.system_code, m.title_zh, m.title_en, m.risk_tier, m.requestable, m.max_short_minutes, m.max_long_days,
      m.scope_kinds, m.status, s.status AS system_status FROM meta m JOIN system_entry s ON s.code = m.system_code
     ${among ? 'WHERE m.id IN (:metaIds)' : ''} ORDER BY m.sort, m.bit_no`,
    { metaIds: listed(among ? [...among.metaIds, ...pairs.map(({ meta_id }) => meta_id)] : []) },
  );
  const roleRows = await select<RoleRow>(
    `SELECT r.id, r.code, r.system_code, r.name_zh, r.name_en, r.status, s.status AS system_status
     FROM role r JOIN system_entry s ON s.code = r.system_code ${among ? 'WHERE r.id IN (:roleIds)' : ''}
     ORDER BY r.system_code, r.code`,
    { roleIds: listed(among?.roleIds ?? []) },
  );
  const owners = await select<{ code: string; owner_id: string | null }>('SELECT code, owner_id FROM system_entry');

  const metas = new Map(metaRows.map((row) => [row.id, limitedMeta(row)]));
  const held = Map.groupBy(pairs, ({ role_id }) => role_id);
  const byMeta = new Map([...metas].map(([id, meta]) => [id, metaTarget(meta)]));
  const byRole = new Map(
    roleRows.map((row) => {
      const ids = new Set((held.get(row.id) ?? []).map(({ meta_id }) => meta_id));
      const own = [...ids].flatMap((id) => metas.get(id) ?? []);
      return [row.id, roleTarget(row, own)];
    }),
  );
  const byCode = new Map(
    [...byMeta.values()].filter(({ live }) => live).map((target) => [target.meta?.code ?? '', target]),
  );
  const ownerOf = new Map(owners.map(({ code, owner_id }) => [code, owner_id]));
  return {
    role: (id) => byRole.get(id),
    meta: (id) => byMeta.get(id),
    metaByCode: (code) => byCode.get(code),
    of: ({ roleId, metaId }) => byRole.get(roleId ?? '') ?? byMeta.get(metaId ?? ''),
    all: () => [...byRole.values(), ...byMeta.values()],
    ownerOf: (system) => ownerOf.get(system) ?? null,
  };
}
