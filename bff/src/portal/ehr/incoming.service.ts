import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  EhrAssignment,
  EhrHead,
  EhrHeadship,
  EhrPerson,
  EhrUnit,
  type EhrEntity,
} from '@eoms/contracts/access/sync.record';
import { foldPhone, type FieldPurpose, type FieldVault, type SealedField } from '../../database/field-vault.ts';
import type { Incoming, KeptField, PersonData } from './kept.ts';

/** A record that cannot be read, with as much of its head as can. */
export interface UnreadableRecord {
  readonly entity: EhrEntity | null;
  readonly externalId: string | null;
  readonly version: number | null;
  /** Field and stable reason, such as `data.level: too_big`. */
  readonly detail: string;
  readonly raw: unknown;
}

/** A record after it was checked. */
export type Checked = { readonly incoming: Incoming } | { readonly unreadable: UnreadableRecord };

const Unversioned = EhrHead.extend({ version: EhrHead.shape.version.nullable() });

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

const MAX_DETAIL = 300;

/** Our own checks carry a stable code as their message; the library's carry one as their code. */
const detailOf = (issue: Issue | undefined, prefix: readonly PropertyKey[] = []): string => {
  if (!issue) return 'record: invalid';
  const place = [...prefix, ...issue.path].map(String).join('.') || 'record';
  return `${place}: ${/^[a-z_]+$/.test(issue.message) ? issue.message : issue.code}`.slice(0, MAX_DETAIL);
};

const read = (raw: unknown, name: string): unknown =>
  typeof raw === 'object' && raw !== null ? Reflect.get(raw, name) : undefined;

const Rows = z.array(z.int().min(1)).min(1);
const MOST_ROWS_NAMED = 10;

/** Where in a file the record stood, for whoever has to correct it. */
const rowsText = (raw: unknown): string => {
  const rows = Rows.safeParse(read(raw, 'csvRows')).data;
  return rows ? ` (row ${rows.slice(0, MOST_ROWS_NAMED).join(', ')})` : '';
};

function unreadable(raw: unknown, fault: string): UnreadableRecord {
  const detail = `${fault}${rowsText(raw)}`;
  const { entity, externalId, version } = EhrHead.shape;
  return {
    entity: entity.safeParse(read(raw, 'entity')).data ?? null,
    externalId: externalId.safeParse(read(raw, 'externalId')).data ?? null,
    version: version.safeParse(read(raw, 'version')).data ?? null,
    detail,
    raw,
  };
}

/** Sealed only when it is kept: most records of a complete read are known, and sealing is what costs. */
function fieldOf(vault: FieldVault, purpose: FieldPurpose, value: string | null): KeptField | null {
  if (value === null) return null;
  let made: SealedField | undefined;
  const seal = (): SealedField => (made ??= vault.seal(purpose, value));
  return {
    mark: vault.blindIndex(purpose, 'index', foldPhone(value)),
    get sealed() {
      return seal().sealed;
    },
    get masked() {
      return seal().masked;
    },
  };
}

/** Mark under which equal phones or identity numbers are equal. */
export const markOf = (vault: FieldVault, purpose: FieldPurpose, sealed: string): string =>
  vault.blindIndex(purpose, 'index', vault.open(purpose, sealed));

function sealedPerson(vault: FieldVault, person: EhrPerson): { data: PersonData; hash: string } {
  const phone = fieldOf(vault, 'person-phone', person.phone);
  const idNumber = fieldOf(vault, 'person-id-number', person.idNumber);
  return {
    data: { ...person, phone, idNumber },
    hash: digest({ ...person, phone: phone?.mark ?? null, idNumber: idNumber?.mark ?? null }),
  };
}

const DELETED = digest('deleted');

/** Checks one record of a feed and seals its personal data; nothing it says is trusted before. */
export function checkRecord(vault: FieldVault, raw: unknown, mayLackVersion: boolean): Checked {
  const head = (mayLackVersion ? Unversioned : EhrHead).safeParse(raw);
  if (!head.success) return { unreadable: unreadable(raw, detailOf(head.error.issues[0])) };
  const { entity, externalId, version, deleted } = head.data;
  if (deleted) return { incoming: { entity, externalId, version, deleted: true, hash: DELETED } };
  const given = read(raw, 'data');
  if (entity === 'unit') {
    const unit = EhrUnit.safeParse(given);
    if (!unit.success) return { unreadable: unreadable(raw, detailOf(unit.error.issues[0], ['data'])) };
    if (unit.data.parentExternalId === externalId)
      return { unreadable: unreadable(raw, 'data.parentExternalId: own_parent') };
    const incoming = { entity, externalId, version, deleted: false as const, data: unit.data };
    return { incoming: { ...incoming, hash: digest(unit.data) } };
  }
  const person = EhrPerson.safeParse(given);
  if (!person.success) return { unreadable: unreadable(raw, detailOf(person.error.issues[0], ['data'])) };
  return { incoming: { entity, externalId, version, deleted: false, ...sealedPerson(vault, person.data) } };
}

const MASKED = new Set(['phone', 'idNumber']);

/** Names the format knows: whatever else a record carries may be personal data. */
const NAMES = new Set(
  [EhrHead, EhrUnit, EhrPerson, EhrAssignment, EhrAssignment.shape.position, EhrHeadship].flatMap(({ shape }) =>
    Object.keys(shape),
  ),
);

/** Text of a record that may be shown: personal data masked, unknown fields left out. */
export function shownRecord(raw: unknown): string {
  const shown = function shown(this: unknown, name: string, value: unknown): unknown {
    if (name !== '' && name !== 'data' && !Array.isArray(this) && !NAMES.has(name)) return undefined;
    return MASKED.has(name) && value !== null ? '***' : value;
  };
  return JSON.stringify(raw, shown, 2) ?? '';
}
