import type { Context } from '../../http/context.ts';
import { SodRule } from './catalogue.model.ts';
import type { DutyRule } from './sod.policy.ts';

export { brokenDuties, type DutyRule } from './sod.policy.ts';

/** The rule of a row. */
export const dutyRuleOf = (row: SodRule): DutyRule => ({
  id: row.id,
  code: row.code,
  name: { zh: row.nameZh, en: row.nameEn },
  left: row.leftMetas,
  right: row.rightMetas,
  mode: row.mode,
  scopeSensitive: row.scopeSensitive,
});

/** Rules about separation of duties in force, by code; a command passes its transaction. */
export async function readDutyRules({ transaction }: Pick<Context, 'transaction'>): Promise<DutyRule[]> {
  const rows = await SodRule.findAll({
    where: { status: 'ACTIVE' },
    order: [['code', 'ASC']],
    transaction: transaction ?? null,
  });
  return rows.map(dutyRuleOf);
}
