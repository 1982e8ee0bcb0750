import type { AuditReference } from '@eoms/contracts/access/audit.contract';
import type { MetaRef, RoleRef } from '@eoms/contracts/access/shared.record';
import type { Localized } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { clientNames } from './audit-names.service.ts';

type Reading = Pick<Context, 'transaction'>;

/** How what an event speaks of is called. */
export interface ReferenceDeps {
  /** Names of people by id; unknown ids are left out. */
  peopleNames(context: Reading, ids: readonly string[]): Promise<Map<string, string>>;
  /** Names of units, stores among them, by id; unknown ids are left out. */
  unitNames(context: Reading, ids: readonly string[]): Promise<Map<string, Localized>>;
  /** Roles by id; unknown ids are left out. */
  roleRefs(context: Reading, ids: readonly string[]): Promise<Map<string, RoleRef>>;
  /** Permissions by id; unknown ids are left out. */
  metaRefs(context: Reading, ids: readonly string[]): Promise<Map<string, MetaRef>>;
  /** Permissions by code; unknown codes are left out. */
  metaRefsByCode(context: Reading, codes: readonly string[]): Promise<Map<string, MetaRef>>;
}

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const CODE = /^[a-z]+\.[a-z-]+\.[a-z-]+$/;
/** More ids than anybody reads; a role of thousands of permissions must not become a query of thousands. */
const MOST = 500;

/** Texts anywhere in a recorded value. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}

const same = (name: string): Localized => ({ zh: name, en: name });
const metaOf = (id: string, { code, name }: MetaRef): AuditReference => ({ kind: 'meta', id, name, code });

/** What the ids and codes in a recorded value mean today; those nobody knows any more are left out. */
export async function referencesIn(deps: ReferenceDeps, context: Reading, value: unknown): Promise<AuditReference[]> {
  const texts = [...new Set(textsIn(value))];
  const ids = texts.filter((text) => ID.test(text)).slice(0, MOST);
  const codes = texts.filter((text) => CODE.test(text)).slice(0, MOST);
  const people = await deps.peopleNames(context, ids);
  const units = await deps.unitNames(context, ids);
  const roles = await deps.roleRefs(context, ids);
  const metas = await deps.metaRefs(context, ids);
  const clients = await clientNames(context, ids);
  const named = await deps.metaRefsByCode(context, codes);
  return [
    ...[...people].map(([id, name]): AuditReference => ({ kind: 'person', id, name: same(name), code: null })),
    ...[...units].map(([id, name]): AuditReference => ({ kind: 'unit', id, name, code: null })),
    ...[...roles].map(([id, { name, code }]): AuditReference => ({ kind: 'role', id, name, code })),
    ...[...metas].map(([id, meta]) => metaOf(id, meta)),
    ...[...clients].map(([id, name]): AuditReference => ({ kind: 'client', id, name: same(name), code: null })),
    ...[...named].map(([code, meta]) => metaOf(code, meta)),
  ];
}
