import type { CatalogueChange } from '@eoms/contracts/access/catalogue-change.record';
import type { PositionRef } from '@eoms/contracts/access/catalogue.record';
import type { Localized } from '@eoms/contracts/endpoint';
import { databaseOf, selectOn } from '../../database/select.ts';
import type { Context } from '../../http/context.ts';
import { namesByIds } from '../people/people.service.ts';
import { unitRefs } from '../people/references.service.ts';
import { SystemEntry } from './catalogue.model.ts';
import type { CatalogueState } from './change-state.policy.ts';
import { both, type ChangeNames } from './change-words.policy.ts';

/** Positions of the company by code. */
export async function readPositions({ transaction }: Pick<Context, 'transaction'>): Promise<PositionRef[]> {
  const rows = await selectOn(
    databaseOf(SystemEntry),
    transaction,
  )<{ code: string; name_zh: string; name_en: string }>('SELECT code, name_zh, name_en FROM `position` ORDER BY code');
  return rows.map(({ code, name_zh, name_en }) => ({ code, name: { zh: name_zh, en: name_en } }));
}

/** Names of the units, positions and people a change speaks of; what is gone is named by its id. */
export async function namesFor(
  context: Pick<Context, 'transaction'>,
  state: CatalogueState,
  { ops }: CatalogueChange,
): Promise<ChangeNames> {
  const rules = ops.flatMap((op) => {
    if (op.op === 'rule.add') return [{ unitId: op.rule.unitId, unitIds: op.rule.scope.unitIds }];
    const rule = op.op === 'rule.end' ? state.rules.get(op.ruleId) : undefined;
    return rule ? [{ unitId: rule.unitId, unitIds: rule.scopeUnitIds }] : [];
  });
  const owners = ops.flatMap((op) => (op.op === 'system.owner' ? [op.ownerId, op.replaces] : []));
  const units = await unitRefs(
    context,
    rules.flatMap(({ unitId, unitIds }) => [unitId, ...unitIds]),
  );
  const positions = new Map(
    rules.length === 0 ? [] : (await readPositions(context)).map(({ code, name }) => [code, name]),
  );
  const people = await namesByIds(
    context,
    owners.filter((id) => id !== null),
  );
  const plain = (text: string): Localized => both(text, text);
  return {
    unit: (id) => units.get(id)?.name ?? plain(id),
    position: (code) => positions.get(code) ?? plain(code),
    person: (id) => plain(people.get(id) ?? id),
  };
}
