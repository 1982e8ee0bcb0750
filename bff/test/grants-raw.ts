import { createHash } from 'node:crypto';
import type { GrantsWorld } from './grants-world.ts';

type Text = string | Date;

/** Milliseconds of a raw instant: text on SQLite, a date on MySQL. */
export const ms = (value: Text): number =>
  value instanceof Date ? value.getTime() : Date.parse(`${value.replace(' ', 'T').replace(' +00:00', '')}Z`);
const end = (value: Text | null): number => (value === null ? Infinity : ms(value));

interface Span {
  readonly starts_at: Text;
  readonly ends_at: Text | null;
}
export interface RawRequest {
  readonly id: string;
  readonly number: string;
  readonly grantee_id: string | null;
  readonly requester_id: string;
  readonly origin: string;
  readonly kind: 'LONG' | 'SHORT' | 'CHANGE';
  readonly wanted_from: Text | null;
  readonly wanted_until: Text | null;
  readonly duration_minutes: number | null;
  readonly content_hash: string;
  readonly revision: number;
  readonly state: string;
  readonly expires_at: Text | null;
  readonly decided_at: Text | null;
  readonly version: number;
  readonly extends_grant_id: string | null;
}
export interface RawItem {
  readonly request_id: string;
  readonly no: number;
  readonly role_id: string | null;
  readonly meta_id: string | null;
  readonly scope_kind: string;
  readonly scope_unit_ids: string;
}
export interface RawStep {
  readonly id: string;
  readonly request_id: string;
  readonly revision: number;
  readonly no: number;
  readonly rule: string;
  readonly required_count: number;
}
export interface RawDecision {
  readonly id: string;
  readonly request_id: string;
  readonly step_id: string;
  readonly revision: number;
  readonly content_hash: string;
  readonly actor_id: string;
  readonly on_behalf_of_id: string | null;
  readonly delegation_id: string | null;
  readonly verdict: string;
  readonly at: Text;
}
export interface RawGrant extends Omit<RawItem, 'no'>, Span {
  readonly id: string;
  readonly item_no: number;
  readonly grantee_id: string;
  readonly kind: 'LONG' | 'SHORT';
  readonly revoked_at: Text | null;
  readonly created_at: Text;
}
export interface RawDelegation extends Span {
  readonly id: string;
  readonly owner_id: string;
  readonly delegate_id: string;
  readonly system_codes: string;
  readonly ended_at: Text | null;
}

/** Everything approvals follow from, row by row as it is stored. */
export interface Raw {
  readonly requests: readonly RawRequest[];
  readonly items: readonly RawItem[];
  readonly steps: readonly RawStep[];
  readonly decisions: readonly RawDecision[];
  readonly grants: readonly RawGrant[];
  readonly delegations: readonly RawDelegation[];
  readonly people: readonly {
    id: string;
    kind: string;
    status: string;
    sponsor_unit_id: string | null;
    created_by: string | null;
  }[];
  readonly assignments: readonly (Span & { person_id: string; unit_id: string; level: number; is_primary: number })[];
  readonly edges: readonly (Span & { child_id: string; parent_id: string })[];
  readonly heads: readonly (Span & { unit_id: string; person_id: string; kind: string })[];
  readonly units: readonly { id: string; kind: string }[];
  readonly metas: readonly {
    id: string;
    risk_tier: number;
    system_code: string;
    max_short_minutes: number;
    max_long_days: number;
  }[];
  readonly roleMetas: readonly { role_id: string; meta_id: string }[];
  readonly owners: readonly { code: string; owner_id: string | null }[];
}

/** Reads every table. */
export async function readRaw({ rows }: GrantsWorld): Promise<Raw> {
  return {
    requests: await rows('SELECT * FROM access_request ORDER BY number'),
    items: await rows('SELECT * FROM access_request_item ORDER BY request_id, no'),
    steps: await rows('SELECT * FROM approval_step ORDER BY request_id, revision, no'),
    decisions: await rows('SELECT * FROM decision ORDER BY id'),
    grants: await rows('SELECT * FROM access_grant ORDER BY id'),
    delegations: await rows('SELECT * FROM delegation ORDER BY id'),
    people: await rows('SELECT id, kind, status, sponsor_unit_id, created_by FROM person'),
    assignments: await rows('SELECT * FROM assignment ORDER BY starts_at, id'),
    edges: await rows('SELECT * FROM org_edge'),
    heads: await rows('SELECT * FROM org_head'),
    units: await rows('SELECT id, kind FROM org_unit'),
    metas: await rows('SELECT id, risk_tier, system_code, max_short_minutes, max_long_days FROM meta'),
    roleMetas: await rows('SELECT role_id, meta_id FROM role_meta'),
    owners: await rows('SELECT code, owner_id FROM system_entry'),
  };
}

const during = ({ starts_at, ends_at }: Span, t: number): boolean => ms(starts_at) <= t && t < end(ends_at);

export const isActive = ({ people }: Raw, id: string): boolean =>
  people.find((person) => person.id === id)?.status === 'ACTIVE';

/** The unit somebody mainly works in, or else the one that sponsors him. */
export function homeOf(raw: Raw, id: string, t: number): string | null {
  const held = raw.assignments.filter((one) => one.person_id === id && during(one, t));
  const primary = held.find((one) => one.is_primary === 1) ?? held[0];
  return primary?.unit_id ?? raw.people.find((person) => person.id === id)?.sponsor_unit_id ?? null;
}

const parentOf = (raw: Raw, unitId: string, t: number): string | undefined =>
  raw.edges.find((edge) => edge.child_id === unitId && during(edge, t))?.parent_id;

/** Everybody above somebody: a plain walk up the tree. */
export function aboveAll(raw: Raw, id: string, t: number): string[] {
  const found: string[] = [];
  for (let unit = homeOf(raw, id, t) ?? undefined; unit !== undefined; unit = parentOf(raw, unit, t)) {
    const here = unit;
    const leading = raw.heads.filter(
      (head) => head.unit_id === here && during(head, t) && isActive(raw, head.person_id),
    );
    const real = leading.filter(({ kind }) => kind !== 'DEPUTY');
    for (const { person_id } of real.length > 0 ? real : leading) if (person_id !== id) found.push(person_id);
  }
  return found;
}
export const isAbove = (raw: Raw, a: string, g: string, t: number): boolean => aboveAll(raw, g, t).includes(a);

const within = (raw: Raw, unitId: string, top: string, t: number): boolean => {
  for (let unit: string | undefined = unitId; unit !== undefined; unit = parentOf(raw, unit, t))
    if (unit === top) return true;
  return false;
};

/** Units a person manages. */
export const managed = (raw: Raw, id: string, t: number): string[] => {
  const tops = raw.heads.filter((head) => head.person_id === id && head.kind !== 'DEPUTY' && during(head, t));
  return raw.units.map((unit) => unit.id).filter((unit) => tops.some((head) => within(raw, unit, head.unit_id, t)));
};

/** Units a scope reaches for somebody. */
export function reach(
  raw: Raw,
  item: Pick<RawItem, 'scope_kind' | 'scope_unit_ids'>,
  personId: string,
  t: number,
): 'all' | string[] {
  const places = raw.assignments
    .filter((one) => one.person_id === personId && during(one, t))
    .map((one) => one.unit_id);
  const below = (tops: readonly string[]): string[] =>
    raw.units.map(({ id }) => id).filter((id) => tops.some((top) => within(raw, id, top, t)));
  if (item.scope_kind === 'ALL') return 'all';
  if (item.scope_kind === 'ORG_SET') return below(JSON.parse(item.scope_unit_ids) as string[]);
  if (item.scope_kind === 'OWN_STORE')
    return places.filter((id) => raw.units.find((unit) => unit.id === id)?.kind === 'STORE');
  return [];
}

/** Permissions of an item. */
export const metasOf = (raw: Raw, { role_id, meta_id }: Pick<RawItem, 'role_id' | 'meta_id'>): Raw['metas'] => {
  const ids =
    role_id === null ? [meta_id] : raw.roleMetas.filter((pair) => pair.role_id === role_id).map((pair) => pair.meta_id);
  return raw.metas.filter(({ id }) => ids.includes(id));
};
export const tierOf = (raw: Raw, items: readonly RawItem[]): number =>
  Math.max(0, ...items.flatMap((item) => metasOf(raw, item).map((meta) => meta.risk_tier)));
export const systemsOf = (raw: Raw, items: readonly RawItem[]): string[] => [
  ...new Set(items.flatMap((item) => metasOf(raw, item).map((meta) => meta.system_code))),
];
export const itemsOf = ({ items }: Raw, requestId: string): RawItem[] =>
  items.filter((item) => item.request_id === requestId);

/** Whether somebody administers permissions: in the small company those of the IT centre from level 5 on. */
export const isPermissionOwner = (raw: Raw, id: string, itUnit: string, t: number): boolean =>
  isActive(raw, id) &&
  raw.assignments.some((one) => one.person_id === id && one.unit_id === itUnit && one.level >= 5 && during(one, t));

/** The content of a request as its decisions sign it, put together from what was granted. */
export function digest(request: RawRequest, items: readonly Omit<RawItem, 'no' | 'request_id'>[]): string {
  const iso = (value: Text | null): string | null => (value === null ? null : new Date(ms(value)).toISOString());
  const lines = items
    .map((item) =>
      JSON.stringify([
        item.role_id,
        item.meta_id,
        item.scope_kind,
        (JSON.parse(item.scope_unit_ids) as string[]).toSorted(),
      ]),
    )
    .sort();
  const { grantee_id, kind, wanted_from, wanted_until, duration_minutes } = request;
  const content = [grantee_id, kind, lines, iso(wanted_from), iso(wanted_until), duration_minutes, null];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
