import { scimUrns } from '@eoms/contracts/access/scim.record';
import type { EhrAssignment, EhrPerson } from '@eoms/contracts/access/sync.record';
import { fieldsOf, placesAfter, textOf, type PersonBefore, type RecordSurroundings } from './place.policy.ts';
import type { Doc } from './resolve.policy.ts';
import { invalidValue } from './scim-error.policy.ts';

const HAN = /\p{Script=Han}/u;

function joinedName(name: Doc): string | null {
  const [family, middle, given] = ['familyName', 'middleName', 'givenName'].map((part) => textOf(name[part]));
  const parts = HAN.test(`${family ?? ''}${given ?? ''}`) ? [family, middle, given] : [given, middle, family];
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.join(HAN.test(known.join('')) ? '' : ' ');
}

/** The name: whatever of its spellings changed last wins, the shown one first. */
function nameAfter(before: EhrPerson | null, docBefore: Doc, docAfter: Doc): string {
  const shown = textOf(docAfter['displayName']);
  if (shown !== null && shown !== docBefore['displayName']) return shown;
  const [old, name] = [fieldsOf(docBefore, 'name'), fieldsOf(docAfter, 'name')];
  const formatted = textOf(name['formatted']);
  if (formatted !== null && formatted !== old['formatted']) return formatted;
  const joined = joinedName(name);
  if (joined !== null && joined !== joinedName(old)) return joined;
  return before?.name ?? shown ?? formatted ?? joined ?? String(docAfter['userName']);
}

type Status = EhrPerson['status'];
const STATUSES: readonly string[] = ['PREBOARD', 'ACTIVE', 'SUSPENDED', 'LEFT'];

/** Status: the one named, else `active`, whichever of the two the client changed. */
function statusAfter(before: Status | null, docBefore: Doc, docAfter: Doc): Status {
  const named = textOf(fieldsOf(docAfter, scimUrns.assignment)['status'])?.toUpperCase() ?? null;
  const known = textOf(fieldsOf(docBefore, scimUrns.assignment)['status']);
  if (named !== null && !STATUSES.includes(named)) throw invalidValue(`status must be one of ${STATUSES.join(', ')}`);
  if (named !== null && named !== known) return named as Status;
  if (before === null) return docAfter['active'] === false ? 'LEFT' : 'ACTIVE';
  if (docAfter['active'] === docBefore['active']) return before;
  return docAfter['active'] === true ? 'ACTIVE' : 'LEFT';
}

/** Whoever begins in the future is expected until then. */
function statusFrom(status: Status, before: Status | null, places: readonly EhrAssignment[], now: Date) {
  const first = places.map(({ from }) => from).toSorted()[0];
  const expected = first !== undefined && first > now.toISOString() && before !== 'ACTIVE';
  if (expected && (status === 'ACTIVE' || (status === 'PREBOARD' && before === 'PREBOARD')))
    return { status: 'ACTIVE' as const, statusFrom: first };
  return { status, statusFrom: null };
}

function phoneAfter(doc: Doc): string | null {
  const phones = (doc['phoneNumbers'] ?? []) as Doc[];
  const chosen =
    phones.find(({ type }) => type === 'mobile') ?? phones.find(({ primary }) => primary === true) ?? phones[0];
  return textOf(chosen?.['value'])?.replace(/^tel:/i, '') ?? null;
}

const EMPLOYMENTS: Readonly<Record<string, EhrPerson['employment']>> = { employee: 'REGULAR', contractor: 'CONTRACT' };

function subjectAfter(before: EhrPerson | null, docBefore: Doc, docAfter: Doc): string {
  const userName = String(docAfter['userName']);
  const named = textOf(fieldsOf(docAfter, scimUrns.assignment)['subject']);
  const known = textOf(fieldsOf(docBefore, scimUrns.assignment)['subject']);
  if (named !== null && named !== known) return named;
  // A subject that is the userName follows it.
  return before?.subject && before.subject !== docBefore['userName'] ? before.subject : userName;
}

/** The record of a person as the changed resource wants it. `before` is null for a new one. @throws ScimFault */
export function personRecord(
  before: PersonBefore | null,
  docBefore: Doc,
  docAfter: Doc,
  around: RecordSurroundings,
): EhrPerson {
  const data = before?.data ?? null;
  const known = before ?? { data: { assignments: [] } as unknown as EhrPerson, main: null };
  const assignments = placesAfter(known, docBefore, docAfter, around);
  const status = statusAfter(data?.status ?? null, docBefore, docAfter);
  const type = textOf(docAfter['userType'])?.toLowerCase() ?? '';
  const typeChanged = docAfter['userType'] !== docBefore['userType'];
  return {
    employeeNo: textOf(fieldsOf(docAfter, scimUrns.enterprise)['employeeNumber']),
    name: nameAfter(data, docBefore, docAfter),
    account: textOf(docAfter['userName']),
    phone: phoneAfter(docAfter),
    idNumber: data?.idNumber ?? null,
    kind: typeChanged || data === null ? (type === 'external' ? 'EXTERNAL' : 'EMPLOYEE') : data.kind,
    employment: typeChanged || data === null ? (EMPLOYMENTS[type] ?? null) : data.employment,
    assignments,
    headOf: data?.headOf ?? [],
    subject: subjectAfter(data, docBefore, docAfter),
    ...statusFrom(status, data?.status ?? null, assignments, around.now),
  };
}
