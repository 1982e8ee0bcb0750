import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import type { Transaction } from 'sequelize';
import type { CatalogueChange, CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { defineModels } from '../src/associations.ts';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { seedDemo } from '../src/embedded/demo/seed.ts';
import { AppError } from '../src/errors.ts';
import type { Context } from '../src/http/context.ts';
import { createAccessService, recordChange, type Facts } from '../src/portal/access/access.service.ts';
import { noAccess, referenceAccess } from '../src/portal/access/access.policy.ts';
import { loadFacts } from '../src/portal/access/load-facts.ts';
import { AuditEvent } from '../src/portal/audit/audit.model.ts';
import { createCatalogueService } from '../src/portal/catalogue/catalogue.service.ts';
import type { CatalogueState, MetaState, RoleState } from '../src/portal/catalogue/change-state.policy.ts';
import { loadCatalogueState } from '../src/portal/catalogue/change-state.service.ts';
import { createAdministratorsService } from '../src/portal/governance/administrators.service.ts';
import { testDatabase } from './test-database.ts';

/** What everybody may do at an instant, by the slow evaluator on raw facts. */
export type Holdings = ReadonlyMap<string, ReadonlySet<MetaCode>>;

/** {@link Holdings} of the facts. */
export const holdingsOf = (facts: Facts, at: Date): Holdings =>
  new Map(facts.people.map(({ id }) => [id, referenceAccess(facts, id, at).metas()]));

/** The catalogue of the demo company on a database of its own; approval is left out: what is approved is applied at once. */
export async function openCatalogueWorld() {
  const database = await testDatabase();
  const { sequelize } = database;
  defineModels(sequelize);
  const keys = mkdtempSync(join(tmpdir(), 'eoms-keys-'));
  await seedDemo({ sequelize, keysFolder: join(keys, 'keys'), systems: [], at: new Date() });
  const access = createAccessService({ sequelize, loadFranchises: async () => [] });
  const catalogue = createCatalogueService({
    access,
    changeRequests: { submitChange: () => Promise.reject(new Error('approval is left out here')) },
    listChangeRequests: async () => ({ items: [], next: null }),
    assertAdministratorsRemain: createAdministratorsService({ access }).assertAdministratorsRemain,
  });
  const contextAt = (now: Date, transaction?: Context['transaction']): Context => ({
    requestId: newId(),
    locale: 'zh',
    caller: { kind: 'person', id: newId(), name: '王思远', clientId: 'test', sid: null, access: noAccess },
    now,
    log: pino({ level: 'silent' }),
    transaction,
    afterCommit: () => {},
  });
  return {
    database,
    access,
    catalogue,
    contextAt,
    facts: () => loadFacts(sequelize, async () => []),
    state: (change: CatalogueChange = { ops: [] }) => loadCatalogueState({ transaction: undefined }, change),
    events: () => AuditEvent.findAll({ where: { action: 'applyChange' }, order: [['id', 'ASC']] }),
    preview: (ops: CatalogueOp[], now: Date) => catalogue.previewChange(contextAt(now), { body: { ops } }),
    /** Carries a change out as the last approval does. */
    apply: (ops: CatalogueOp[], now: Date, changeId: string = newId()): Promise<void> =>
      inTransaction(
        sequelize,
        ({ transaction }) => catalogue.applier.apply(contextAt(now, transaction), { ops }, changeId),
        { now },
      ),
    /** Writes rows that no command would, telling instances that something changed. */
    forge: (write: (transaction: Transaction) => Promise<unknown>): Promise<void> =>
      inTransaction(sequelize, async ({ transaction, now }) => {
        await recordChange(transaction, 'role', 'forged', now);
        await write(transaction);
      }),
    async close() {
      await database.close();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

/** See {@link openCatalogueWorld}. */
export type CatalogueWorld = Awaited<ReturnType<typeof openCatalogueWorld>>;

/** Code of the refusal a piece of work ends with; null when it is done. */
export async function refusalOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Everything the catalogue's tables hold, by kind and id. */
export function tablesOf(state: CatalogueState): Record<string, unknown> {
  const rows: Record<string, unknown> = {
    'access-policy 1': { ...state.policy.settings, version: state.policy.version },
  };
  for (const role of state.roles.values()) rows[`role ${role.id}`] = { ...role, metaIds: [...role.metaIds].sort() };
  for (const { from, to, ...rule } of state.rules.values())
    rows[`base-rule ${rule.id}`] = { ...rule, from: from.toISOString(), to: to?.toISOString() ?? null };
  for (const meta of state.metas.values()) rows[`meta ${meta.id}`] = meta;
  for (const duty of state.duties.values()) rows[`sod-rule ${duty.id}`] = duty;
  for (const [code, ownerId] of state.owners) rows[`system ${code}`] = { ownerId };
  return JSON.parse(JSON.stringify(rows)) as Record<string, unknown>;
}

/** Numbers from which a step is made once the state is known. */
export const anyDice = fc.record({
  what: fc.nat({ max: 99 }),
  which: fc.nat({ max: 9999 }),
  other: fc.nat({ max: 9999 }),
  more: fc.array(fc.nat({ max: 9999 }), { minLength: 1, maxLength: 3 }),
  ahead: fc.boolean(),
});

/** See {@link anyDice}. */
export type Dice = typeof anyDice extends fc.Arbitrary<infer T> ? T : never;

const DAY = 24 * 3600_000;
const pick = <T>(from: readonly T[], dice: number): T | undefined => from[dice % Math.max(1, from.length)];
const codesOf = (from: readonly { readonly code: string }[], dice: readonly number[]): string[] =>
  [...new Set(dice.map((n) => pick(from, n)?.code ?? ''))].filter(Boolean);

/** What a step is made from. */
interface Table {
  readonly state: CatalogueState;
  readonly facts: Facts;
  readonly dice: Dice;
  readonly now: Date;
  readonly role: RoleState | undefined;
  readonly living: readonly MetaState[];
  /** Instant of steps that may lie ahead. */
  readonly at: string | null;
}

/** Permissions that rules of separation forbid to meet: chance would hardly ever bring two of them together. */
const delicate = ({ state }: Table): ReadonlySet<string> =>
  new Set([...state.duties.values()].flatMap(({ mode, left, right }) => (mode === 'BLOCK' ? [...left, ...right] : [])));

function changedRole(table: Table): CatalogueOp | null {
  const { role, living, dice } = table;
  const { other, more, ahead } = dice;
  if (!role) return null;
  const sought = delicate(table);
  const held = living.filter(({ id }) => role.metaIds.has(id));
  const free = living.filter(
    ({ id, systemCode }) => !role.metaIds.has(id) && (ahead || systemCode === role.systemCode),
  );
  const offered = other % 4 === 0 ? free.filter(({ code }) => sought.has(code)) : free;
  const [addMetas, removeMetas] = other % 2 === 0 ? [codesOf(offered, more), []] : [[], codesOf(held, more)];
  return { op: 'role.change', roleId: role.id, version: role.version, addMetas, removeMetas };
}

function addedRule({ role, facts, at, dice: { which, other } }: Table): CatalogueOp | null {
  if (!role) return null;
  const kind = (['ALL', 'MANAGED', 'ORG_SET'] as const)[other % 3] ?? 'ALL';
  const scope = { kind, unitIds: kind === 'ORG_SET' ? [pick(facts.units, other)?.id ?? ''] : [] };
  const units = which % 3 === 0 ? facts.units.filter(({ kind: of }) => of === 'COMPANY') : facts.units;
  const place = {
    unitId: pick(units, which)?.id ?? null,
    includeSubtree: which % 3 === 0 || other % 2 === 0,
    position: null,
  };
  const who = { levelMin: other % 5 === 0 ? 4 : null, levelMax: null, personKind: null };
  return { op: 'rule.add', id: newId(), rule: { roleId: role.id, ...place, ...who, scope, from: at, until: null } };
}

function endedRule({ state, now, at, dice: { which, what } }: Table): CatalogueOp | null {
  const rules = [...state.rules.values()].filter(({ to }) => to === null || to > now || what === 74);
  const ahead = rules.filter(({ from }) => from > now);
  const rule = pick(which % 3 === 0 && ahead.length > 0 ? ahead : rules, which);
  return rule ? { op: 'rule.end', ruleId: rule.id, at } : null;
}

function createdRole({ role, living, dice: { more } }: Table): CatalogueOp {
  const system = role?.systemCode ?? 'stores';
  const metas = codesOf(
    living.filter(({ systemCode }) => systemCode === system),
    more,
  );
  const code = `made-${newId().slice(-12)}`;
  return { op: 'role.create', id: newId(), system, code, name: { zh: '新角色', en: 'New' }, metas };
}

function setting({ state, facts, living, dice: { what, which, other, ahead } }: Table): CatalogueOp | null {
  const meta = pick(living, which);
  if (what < 92 && meta)
    return { op: 'meta.tune', code: meta.code, version: meta.version, riskTier: other % 4, requestable: ahead };
  const duty = pick(
    [...state.duties.values()].filter(({ status }) => status === 'ACTIVE'),
    which,
  );
  if (what < 95 && duty) return { op: 'sod.change', sodId: duty.id, version: duty.version, scopeSensitive: ahead };
  if (what < 97)
    return { op: 'policy.set', version: state.policy.version, settings: { stepDueDays: (other % 14) + 1 } };
  const replaces = state.owners.get('stores') ?? null;
  return { op: 'system.owner', system: 'stores', ownerId: pick(facts.people, other)?.id ?? null, replaces };
}

/** Turns dice into one step that is mostly possible as the catalogue stands, sometimes not. */
export function opFrom(state: CatalogueState, facts: Facts, dice: Dice, now: Date): CatalogueOp | null {
  const { what, which, ahead } = dice;
  const role = pick(
    [...state.roles.values()].filter(({ status }) => status === 'ACTIVE' || what % 20 === 0),
    which,
  );
  const living = [...state.metas.values()].filter(({ status }) => status !== 'RETIRED');
  const at = ahead ? new Date(now.getTime() + DAY).toISOString() : null;
  const table: Table = { state, facts, dice, now, role, living, at };
  if (what < 35) return changedRole(table);
  if (what < 55) return addedRule(table);
  if (what < 75) return endedRule(table);
  if (what < 82) return createdRole(table);
  if (what < 88) return role ? { op: 'role.retire', roleId: role.id, version: role.version } : null;
  return setting(table);
}
