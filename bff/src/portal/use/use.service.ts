import { Op } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { isDuplicate } from '../../database/failures.ts';
import { databaseOf, selectOn } from '../../database/select.ts';
import { updateWhere } from '../../database/transaction.ts';
import type { Context } from '../../http/context.ts';
import type { NoteUse } from '../../http/observe-use.ts';
import { metaIdsByCode } from '../catalogue/references.service.ts';
import { AccessUse } from './use.model.ts';

/** Use of permissions, gathered in memory and written now and then: a review asks for days, not for seconds. */
export interface UseService {
  readonly note: NoteUse;
  /** Writes what was gathered; answers how many pairs. Several instances at once are safe. */
  flush(): Promise<number>;
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

async function keep(personId: string, metaId: string, day: string): Promise<void> {
  const apart = { transaction: null };
  const pair = { personId, metaId };
  if ((await updateWhere(AccessUse, { lastUsedOn: day }, { ...pair, lastUsedOn: { [Op.lte]: day } }, apart)) > 0)
    return;
  try {
    await AccessUse.create({ ...pair, lastUsedOn: day }, apart);
  } catch (error) {
    // Another instance wrote a day at least as late.
    if (!isDuplicate(error, 'access_use', ['person_id', 'meta_id'], 'primary')) throw error;
  }
}

/** Days on which people last used permissions, `personId metaId` to day. */
export async function lastUses(
  { transaction }: Pick<Context, 'transaction'>,
  personIds: Iterable<string>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(personIds)];
  if (wanted.length === 0) return new Map();
  const select = selectOn(databaseOf(AccessUse), transaction);
  const rows = await select<{ personId: string; metaId: string; day: string }>(
    'SELECT person_id AS personId, meta_id AS metaId, last_used_on AS day FROM access_use WHERE person_id IN (:wanted)',
    { wanted },
  );
  return new Map(rows.map(({ personId, metaId, day }) => [`${personId} ${metaId}`, day]));
}

/** Gathers use in one process. */
export function createUseService(): UseService {
  let gathered = new Map<string, { personId: string; meta: MetaCode; day: string }>();
  return {
    note(personId, meta, at) {
      const day = dayOf(at);
      gathered.set(`${personId} ${meta} ${day}`, { personId, meta, day });
    },
    async flush() {
      const writing = gathered;
      gathered = new Map();
      const pairs = [...writing.values()];
      const ids = await metaIdsByCode({ transaction: undefined }, [...new Set(pairs.map(({ meta }) => meta))]);
      for (const { personId, meta, day } of pairs) {
        const metaId = ids.get(meta);
        if (metaId !== undefined) await keep(personId, metaId, day);
      }
      return pairs.length;
    },
  };
}
