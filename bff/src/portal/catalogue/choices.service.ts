import type { listOwnerChoices, listPositionChoices, listUnitChoices } from '@eoms/contracts/access/catalogue.contract';
import type { UnitRef } from '@eoms/contracts/access/shared.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { databaseOf, selectOn } from '../../database/select.ts';
import type { Context } from '../../http/context.ts';
import { searchPeople } from '../people/people.service.ts';
import { personRefs } from '../people/references.service.ts';
import { SystemEntry } from './catalogue.model.ts';
import { readPositions } from './change-names.service.ts';

const MOST_UNITS = 50;

// Regions and departments before the thousands of stores.
const UNITS = `SELECT id, kind, name_zh, name_en FROM org_unit
  WHERE status = 'ACTIVE' AND (:q = '' OR instr(lower(name_zh), :q) > 0 OR instr(lower(name_en), :q) > 0 OR instr(lower(code), :q) > 0)
  ORDER BY CASE kind WHEN 'COMPANY' THEN 0 WHEN 'HQ' THEN 1 WHEN 'CENTRE' THEN 2 WHEN 'REGION' THEN 3 WHEN 'DISTRICT' THEN 4 ELSE 5 END,
    name_zh, id LIMIT ${MOST_UNITS + 1}`;

/** Units, positions and people that forms of the catalogue offer. */
export const choices = {
  async listUnitChoices(
    { transaction }: Context,
    { query }: HandlerInput<typeof listUnitChoices>,
  ): Promise<HandlerOutput<typeof listUnitChoices>> {
    const select = selectOn(databaseOf(SystemEntry), transaction);
    const rows = await select<{ id: string; kind: UnitRef['kind']; name_zh: string; name_en: string }>(UNITS, {
      q: (query.q ?? '').toLowerCase(),
    });
    const items = rows.slice(0, MOST_UNITS).map(({ id, kind, name_zh, name_en }) => ({
      id,
      kind,
      name: { zh: name_zh, en: name_en },
    }));
    return { items, more: rows.length > MOST_UNITS };
  },

  listPositionChoices: async (context: Context): Promise<HandlerOutput<typeof listPositionChoices>> => ({
    items: await readPositions(context),
  }),

  async listOwnerChoices(
    context: Context,
    { query }: HandlerInput<typeof listOwnerChoices>,
  ): Promise<HandlerOutput<typeof listOwnerChoices>> {
    const { items, next } = await searchPeople(context, query);
    const ids = items.map(({ id }) => id);
    const named = await personRefs(context, ids);
    return { items: ids.flatMap((id) => named.get(id) ?? []), next };
  },
};
