import { databaseOf, selectOn } from '../../database/select.ts';
import type { CatalogueChange } from '@eoms/contracts/access/catalogue-change.record';
import type { Context } from '../../http/context.ts';
import type { RuleFact, ScopeKind } from '../access/access.service.ts';
import { readAccessPolicy } from './access-policy.service.ts';
import { BaseRule, Meta, Role, RoleMeta, SodRule, SystemEntry } from './catalogue.model.ts';
import type { CatalogueState, MetaState, Surroundings } from './change-state.policy.ts';
import { dutyRuleOf } from './sod.service.ts';

type Reading = Pick<Context, 'transaction'>;

const within = ({ transaction }: Reading) => ({ transaction: transaction ?? null });

/** The permission of a row. */
export const metaStateOf = (row: Meta): MetaState => ({
  id: row.id,
  code: row.code,
  systemCode: row.systemCode,
  name: { zh: row.titleZh, en: row.titleEn },
  status: row.status,
  riskTier: row.riskTier,
  requestable: row.requestable,
  maxShortMinutes: row.maxShortMinutes,
  maxLongDays: row.maxLongDays,
  scopeKinds: row.scopeKinds as ScopeKind[],
  version: row.version,
});

/** The rule of a row. */
export const ruleFactOf = (row: BaseRule): RuleFact => ({
  id: row.id,
  unitId: row.unitId,
  includeSubtree: row.includeSubtree,
  position: row.position,
  levelMin: row.levelMin,
  levelMax: row.levelMax,
  personKind: row.personKind,
  roleId: row.roleId,
  scopeKind: row.scopeKind as ScopeKind,
  scopeUnitIds: row.scopeUnitIds,
  from: row.startsAt,
  to: row.endsAt,
});

/** Which of the values a change names are there; each statement reads one column of few rows. */
async function existing(context: Reading, sql: string, values: readonly string[]): Promise<Set<string>> {
  if (values.length === 0) return new Set();
  const select = selectOn(databaseOf(SystemEntry), context.transaction);
  const rows = await select<{ value: string }>(sql, { values: [...new Set(values)] });
  return new Set(rows.map(({ value }) => value));
}

async function surroundingsOf(context: Reading, { ops }: CatalogueChange): Promise<Surroundings> {
  const rules = ops.flatMap((op) => (op.op === 'rule.add' ? [op.rule] : []));
  const named = (values: readonly (string | null)[]): string[] => values.filter((value) => value !== null);
  return {
    units: await existing(
      context,
      "SELECT id AS value FROM org_unit WHERE status = 'ACTIVE' AND id IN (:values)",
      named(rules.flatMap(({ unitId, scope }) => [unitId, ...scope.unitIds])),
    ),
    positions: await existing(
      context,
      'SELECT code AS value FROM `position` WHERE code IN (:values)',
      named(rules.map(({ position }) => position)),
    ),
    people: await existing(
      context,
      "SELECT id AS value FROM person WHERE status = 'ACTIVE' AND id IN (:values)",
      named(ops.map((op) => (op.op === 'system.owner' ? op.ownerId : null))),
    ),
  };
}

/** The catalogue as it stands, and of its surroundings what a change speaks of. A command passes its transaction. */
export async function loadCatalogueState(context: Reading, change: CatalogueChange): Promise<CatalogueState> {
  const options = within(context);
  const metas = await Meta.findAll(options);
  const roles = await Role.findAll(options);
  const pairs = Map.groupBy(await RoleMeta.findAll(options), ({ roleId }) => roleId);
  const rules = await BaseRule.findAll(options);
  const duties = await SodRule.findAll(options);
  const systems = await SystemEntry.findAll(options);
  const { settings, version } = await readAccessPolicy(context);
  return {
    metas: new Map(metas.map((row) => [row.id, metaStateOf(row)])),
    roles: new Map(
      roles.map(({ id, systemCode, code, nameZh, nameEn, status, version }) => {
        const metaIds = new Set((pairs.get(id) ?? []).map(({ metaId }) => metaId));
        return [id, { id, systemCode, code, name: { zh: nameZh, en: nameEn }, status, version, metaIds }];
      }),
    ),
    rules: new Map(rules.map((row) => [row.id, ruleFactOf(row)])),
    duties: new Map(duties.map((row) => [row.id, { ...dutyRuleOf(row), status: row.status, version: row.version }])),
    policy: { settings, version },
    owners: new Map(systems.map(({ code, ownerId }) => [code, ownerId])),
    surroundings: await surroundingsOf(context, change),
  };
}
