import type { Context, Scope } from '../../http/context.ts';
import { AuditEvent } from './audit.model.ts';
import { instantText } from '../../database/instant-text.ts';
import { databaseOf, selectOn } from '../../database/select.ts';

type Reading = Pick<Context, 'transaction'>;

const PEOPLE_WITHIN = `
  SELECT DISTINCT person_id AS id FROM assignment
  WHERE unit_id IN (:units) AND starts_at <= :now AND (ends_at IS NULL OR ends_at > :now)`;

/** People who have a place in a scope's units now; the caller himself where the scope reaches his own records. */
export async function peopleWithin(context: Context, scope: Extract<Scope, { kind: 'units' }>): Promise<string[]> {
  const own = scope.self ? [context.caller.id] : [];
  if (scope.unitIds.size === 0) return own;
  const now = instantText(databaseOf(AuditEvent), context.now);
  const rows = await selectOn(databaseOf(AuditEvent), context.transaction)<{ id: string }>(PEOPLE_WITHIN, {
    units: [...scope.unitIds],
    now,
  });
  return [...new Set([...own, ...rows.map(({ id }) => id)])];
}

/** Names of service clients by id; unknown ids are left out. */
export async function clientNames(context: Reading, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const sql = 'SELECT id, name FROM service_client WHERE id IN (:ids)';
  const rows = await selectOn(databaseOf(AuditEvent), context.transaction)<{ id: string; name: string }>(sql, {
    ids: [...ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
