import { csvColumns, csvNeeded } from '@eoms/contracts/access/sync-csv';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';

/** What is wrong with a row of a document, or with its header. */
export interface CsvFault {
  /** Row as spreadsheets count: the header is 1, empty rows count along. */
  readonly row: number;
  readonly reason: 'quote' | 'width' | 'header' | 'column' | 'repeated' | 'rows';
  /** Column that is missing, unknown, repeated or broken, as the document names it. */
  readonly column: string | null;
  /** Cells it has, of how many. */
  readonly cells?: readonly [has: number, wanted: number];
}

/** A row by the names of its columns. */
export interface CsvRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Rows of one document: everybody in a large company with several places each. */
export const MOST_ROWS = 300_000;

/** More cells of one row than this are not looked at: no document has so many columns. */
const MOST_CELLS = 200;

interface Line {
  readonly row: number;
  readonly cells: string[];
  /** True when the last cell has a quote that is never closed, or one in its middle. */
  readonly isBroken: boolean;
}

const PLAIN = /[^",\r\n]*/y;
const LINE_END = /\r\n|\n|\r/y;
const NEXT_LINE = /\r\n|\n|\r|$/g;

const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
};

/** Where a quoted cell ends, behind its closing quote; -1 when it does not. */
function quotedEnd(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 2))
    if (text[end + 1] !== '"') return end + 1;
  return -1;
}

const isEnd = (sign: string | undefined): boolean => sign === undefined || ',\r\n'.includes(sign);

/** Splits a document by RFC 4180: commas, CRLF or LF, quotes doubled inside quotes; behind a broken cell it goes on with the next line. */
function* linesOf(text: string): Generator<Line> {
  let row = 1;
  let cells: string[] = [];
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at <= text.length;) {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? quotedEnd(text, at) : after(PLAIN, text, at);
    const isBroken = end < 0 || !isEnd(text[end]);
    if (!isBroken)
      cells.push(isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end).trim());
    const hasMore = !isBroken && text[end] === ',';
    if (hasMore && cells.length < MOST_CELLS) {
      at = end + 1;
      continue;
    }
    // Empty lines count along, so that a document of nothing else ends too.
    if (isBroken || cells.length > 1 || cells[0] !== '' || row > MOST_ROWS + 1) yield { row, cells, isBroken };
    const next = isBroken || hasMore ? after(NEXT_LINE, text, at) : after(LINE_END, text, end);
    if (next >= text.length) return;
    at = next;
    cells = [];
    row += 1;
  }
}

/** Names of the columns of a header, and what is wrong with it. */
function headerOf(entity: EhrEntity, { row, cells }: Line): { names: string[]; faults: CsvFault[] } {
  const columns: Readonly<Record<string, string>> = csvColumns[entity];
  const byChinese = new Map(Object.entries(columns).map(([name, chinese]) => [chinese, name]));
  const names: string[] = [];
  const faults: CsvFault[] = [];
  for (const cell of cells) {
    const name = Object.hasOwn(columns, cell) ? cell : byChinese.get(cell);
    if (name && !names.includes(name)) names.push(name);
    else faults.push({ row, reason: name ? 'repeated' : 'column', column: cell });
  }
  const missing = csvNeeded[entity].filter((name) => !names.includes(name));
  return { names, faults: [...faults, ...missing.map((column) => ({ row, reason: 'header' as const, column }))] };
}

/** Reads a document with a header row by row; every row has as many cells as the header. */
export function* csvRows(entity: EhrEntity, text: string): Generator<CsvRow | CsvFault> {
  const lines = linesOf(text);
  const first: Line = lines.next().value ?? { row: 1, cells: [], isBroken: false };
  const { names, faults } = headerOf(entity, first);
  const broken = ({ row, cells }: Line): CsvFault => ({
    row,
    reason: 'quote',
    column: first.cells[cells.length] ?? null,
  });
  if (first.isBroken) return yield broken(first);
  if (faults.length > 0) return yield* faults;
  for (const line of lines) {
    const { row, cells } = line;
    if (row > MOST_ROWS + 1) return yield { row, reason: 'rows', column: null };
    if (line.isBroken) yield broken(line);
    else if (cells.length !== names.length)
      yield { row, reason: 'width', column: null, cells: [cells.length, names.length] };
    else yield { row, cells: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])) };
  }
}

type Row = Readonly<Record<string, string>>;

const text = (row: Row, name: string): string | null => row[name] || null;

/** A calendar day means midnight in Shanghai; an instant means itself. */
const instant = (row: Row, name: string): string | null => {
  const given = text(row, name);
  return given !== null && /^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}T00:00:00+08:00` : given;
};

const YES = new Set(['1', 'true', 'yes', '是']);
const NO = new Set(['0', 'false', 'no', '否']);

/** What is neither yes nor no stays as it is, and the check of the record refuses it. */
function truth(row: Row, name: string, otherwise: boolean): unknown {
  const given = text(row, name);
  if (given === null) return otherwise;
  if (YES.has(given.toLowerCase())) return true;
  return NO.has(given.toLowerCase()) ? false : given;
}

const number = (row: Row, name: string): unknown => {
  const given = text(row, name);
  return given !== null && /^\d{1,15}$/.test(given) ? Number(given) : given;
};

/** `csvRows` says where a record stood, for whoever has to correct it. */
const headOf = (entity: EhrEntity, row: Row, rows: readonly CsvRow[]) => ({
  csvRows: rows.map((one) => one.row),
  entity,
  externalId: text(row, 'external_id'),
  version: number(row, 'version'),
  deleted: truth(row, 'deleted', false),
});

const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

function unitRecord(one: CsvRow): unknown {
  const row = one.cells;
  return {
    ...headOf('unit', row, [one]),
    data: {
      ...given({ code: text(row, 'code'), nameEn: text(row, 'name_en'), status: text(row, 'status') }),
      kind: text(row, 'kind'),
      nameZh: text(row, 'name_zh'),
      parentExternalId: text(row, 'parent_external_id'),
      effectiveFrom: instant(row, 'effective_from'),
    },
  };
}

const assignmentOf = (row: Row): unknown[] =>
  text(row, 'unit_external_id') === null
    ? []
    : [
        {
          unitExternalId: text(row, 'unit_external_id'),
          position: {
            code: text(row, 'position_code'),
            nameZh: text(row, 'position_name_zh') ?? text(row, 'position_code'),
            nameEn: text(row, 'position_name_en'),
          },
          level: number(row, 'level'),
          primary: truth(row, 'primary', true),
          lineManagerExternalId: text(row, 'line_manager_external_id'),
          dottedManagerExternalId: text(row, 'dotted_manager_external_id'),
          from: instant(row, 'from'),
          until: instant(row, 'until'),
        },
      ];

const headshipOf = (row: Row): unknown[] =>
  text(row, 'head_unit_external_id') === null
    ? []
    : [
        {
          unitExternalId: text(row, 'head_unit_external_id'),
          kind: text(row, 'head_kind') ?? 'HEAD',
          from: instant(row, 'head_from'),
          until: instant(row, 'head_until'),
        },
      ];

const distinct = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** Several rows with one id are several places of one person; the first says who he is. */
function personRecord(rows: readonly CsvRow[]): unknown {
  const all = rows.map(({ cells }) => cells);
  const row = all[0] ?? {};
  return {
    ...headOf('person', row, rows),
    data: {
      ...given({ kind: text(row, 'kind'), employment: text(row, 'employment') }),
      employeeNo: text(row, 'employee_no'),
      name: text(row, 'name'),
      account: text(row, 'account'),
      phone: text(row, 'phone'),
      idNumber: text(row, 'id_number'),
      status: text(row, 'status'),
      statusFrom: instant(row, 'status_from'),
      subject: text(row, 'subject'),
      assignments: distinct(all.flatMap(assignmentOf)),
      headOf: distinct(all.flatMap(headshipOf)),
    },
  };
}

/** Rows of people that are one record; a row without an id stands alone, so that it is told of by itself. */
const peopleOf = (rows: readonly CsvRow[]): MapIterator<readonly CsvRow[]> =>
  Map.groupBy(rows, (one) => text(one.cells, 'external_id') ?? one).values();

/** Records of the rows of a document, one after another. */
export function* csvRecords(entity: EhrEntity, rows: readonly CsvRow[]): Generator<unknown> {
  if (entity === 'unit') for (const row of rows) yield unitRecord(row);
  else for (const person of peopleOf(rows)) yield personRecord(person);
}
