import type { AuditEventRow } from '@eoms/contracts/access/audit.contract';

const COLUMNS = {
  'time (UTC)': ({ at }) => at,
  'actor kind': ({ actor }) => actor.kind,
  'actor id': ({ actor }) => actor.id,
  'actor name': ({ actor }) => actor.name,
  'on behalf of': ({ onBehalfOf }) => onBehalfOf?.id ?? null,
  action: ({ action }) => action,
  'action (zh)': ({ actionTitle }) => actionTitle.zh,
  'object kind': ({ objectKind }) => objectKind,
  'object id': ({ objectId }) => objectId,
  'object name': ({ objectName }) => objectName?.zh ?? null,
  reason: ({ reason }) => reason,
  'event id': ({ id }) => id,
} as const satisfies Record<string, (row: AuditEventRow) => string | null>;

/** A spreadsheet takes such a text for a formula; an apostrophe in front makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

/** One value of a CSV line (RFC 4180), harmless to a spreadsheet. */
export function csvCell(value: string | null): string {
  if (value === null) return '';
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** First line: names of the columns. */
export const csvHead = (): string => `${Object.keys(COLUMNS).join(',')}\r\n`;

/** One event as a line. */
export const csvLine = (row: AuditEventRow): string =>
  `${Object.values(COLUMNS)
    .map((read) => csvCell(read(row)))
    .join(',')}\r\n`;
