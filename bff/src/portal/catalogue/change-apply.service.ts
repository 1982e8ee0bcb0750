import { Op, type Transaction } from 'sequelize';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { RuleFact } from '../access/access.service.ts';
import { POLICY_ID } from './access-policy.service.ts';
import { AccessPolicy, BaseRule, Meta, Role, RoleMeta, SodRule, SystemEntry } from './catalogue.model.ts';
import { without, type CatalogueState, type DutyState, type MetaState, type RoleState } from './change-state.policy.ts';

/** What writing a change needs to know. */
export interface Writing {
  readonly transaction: Transaction;
  readonly now: Date;
  /** Value of the epoch at the change. */
  readonly seq: number;
  /** Request that approved it. */
  readonly changeId: string;
}

/** Every row is written only in the state that was worked out; who finds another state was overtaken. */
const expectOne = (matched: number): void => {
  if (matched !== 1) throw new AppError('change_not_applicable');
};

const changed = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): { id: string; was?: T; is?: T }[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((id) => before.get(id) !== after.get(id))
    .map((id) => {
      const [was, is] = [before.get(id), after.get(id)];
      return { id, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) };
    });

async function writeRole({ transaction }: Writing, was: RoleState | undefined, is: RoleState): Promise<void> {
  const { id, systemCode, code, name, status, version } = is;
  const columns = { nameZh: name.zh, nameEn: name.en, status, version };
  if (!was) await Role.create({ id, systemCode, code, ...columns }, { transaction });
  else expectOne(await updateWhere(Role, columns, { id, status: was.status, version: was.version }, { transaction }));
  const held = was?.metaIds ?? new Set<string>();
  const gone = [...without(held, is.metaIds)];
  if (gone.length > 0) await RoleMeta.destroy({ where: { roleId: id, metaId: gone }, transaction });
  await RoleMeta.bulkCreate(
    [...without(is.metaIds, held)].map((metaId) => ({ roleId: id, metaId })),
    { transaction },
  );
}

const ruleColumns = (rule: RuleFact) => {
  const { id, unitId, includeSubtree, position, levelMin, levelMax, personKind, roleId, scopeKind } = rule;
  const conditions = { unitId, includeSubtree, position, levelMin, levelMax, personKind };
  const period = { startsAt: rule.from, endsAt: rule.to };
  return { id, ...conditions, roleId, scopeKind, scopeUnitIds: [...rule.scopeUnitIds], ...period };
};

async function writeRule(writing: Writing, was: RuleFact | undefined, is: RuleFact | undefined): Promise<void> {
  const { transaction, seq, changeId } = writing;
  if (!was) {
    if (is) await BaseRule.create({ ...ruleColumns(is), changeId, seq }, { transaction });
    return;
  }
  const seen = { id: was.id, endsAt: was.to === null ? { [Op.is]: null } : was.to };
  if (!is) expectOne(await BaseRule.destroy({ where: seen, transaction }));
  else expectOne(await updateWhere(BaseRule, { endsAt: is.to, seq }, seen, { transaction }));
}

async function writeMeta({ transaction }: Writing, was: MetaState, is: MetaState): Promise<void> {
  const { id, riskTier, requestable, maxShortMinutes, maxLongDays, version } = is;
  const limits = { riskTier, requestable, maxShortMinutes, maxLongDays, scopeKinds: [...is.scopeKinds] };
  const seen = { id, version: was.version, status: was.status };
  expectOne(await updateWhere(Meta, { ...limits, tuned: true, version }, seen, { transaction }));
}

async function writeDuty({ transaction, seq }: Writing, was: DutyState | undefined, is: DutyState): Promise<void> {
  const { id, code, name, mode, scopeSensitive, status, version } = is;
  const sides = { leftMetas: [...is.left], rightMetas: [...is.right] };
  const columns = { nameZh: name.zh, nameEn: name.en, ...sides, mode, scopeSensitive, status, version, seq };
  if (!was) await SodRule.create({ id, code, ...columns }, { transaction });
  else
    expectOne(await updateWhere(SodRule, columns, { id, version: was.version, status: was.status }, { transaction }));
}

async function writePolicy(
  { transaction, now }: Writing,
  before: CatalogueState,
  after: CatalogueState,
): Promise<void> {
  const { settings, version } = after.policy;
  const columns = { settings: { ...settings }, version, changedAt: now };
  const seen = { id: POLICY_ID, version: before.policy.version };
  if ((await updateWhere(AccessPolicy, columns, seen, { transaction })) === 1) return;
  if (await AccessPolicy.findByPk(POLICY_ID, { transaction })) throw new AppError('change_not_applicable');
  await AccessPolicy.create({ id: POLICY_ID, ...columns }, { transaction });
}

/** Raises the number of systems whose permissions or roles changed, so that menus and trees are drawn anew. */
export async function raiseMetaVersions(transaction: Transaction, systems: readonly string[]): Promise<void> {
  if (systems.length === 0) return;
  await SystemEntry.increment('metaVersion', { by: 1, where: { code: [...new Set(systems)] as never[] }, transaction });
}

/** Writes the difference between two states of the catalogue, each row conditional on the state it was worked out from. */
export async function writeDifference(writing: Writing, before: CatalogueState, after: CatalogueState): Promise<void> {
  const { transaction } = writing;
  const roles = changed(before.roles, after.roles);
  const metas = changed(before.metas, after.metas);
  for (const { was, is } of roles) if (is) await writeRole(writing, was, is);
  for (const { was, is } of changed(before.rules, after.rules)) await writeRule(writing, was, is);
  for (const { was, is } of metas) if (was && is) await writeMeta(writing, was, is);
  for (const { was, is } of changed(before.duties, after.duties)) if (is) await writeDuty(writing, was, is);
  if (before.policy !== after.policy) await writePolicy(writing, before, after);
  for (const { id, was = null, is = null } of changed(before.owners, after.owners)) {
    const seen = { code: id as SystemEntry['code'], ownerId: was === null ? { [Op.is]: null } : was };
    expectOne(await updateWhere(SystemEntry, { ownerId: is }, seen, { transaction }));
  }
  await raiseMetaVersions(
    transaction,
    metas.flatMap(({ is }) => (is ? [is.systemCode] : [])),
  );
}
