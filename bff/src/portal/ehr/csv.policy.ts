import type { EhrEntity } from '@eoms/contracts/access/sync.record';

/** A document that is no CSV, or has not the columns it needs. */
export interface CsvFault {
  /** Line of the document, the first is 1. */
  readonly line: number;
  readonly reason: 'quote' | 'width' | 'header' | 'column';
  /** Column that is missing, unknown or repeated. */
  readonly column: string | null;
}

/** Rows of a document, or what is wrong with it. */
export type CsvRows = { readonly rows: readonly Readonly<Record<string, string>>[] } | { readonly fault: CsvFault };

interface Cells {
  readonly lines: { readonly line: number; readonly cells: string[] }[];
  readonly fault: CsvFault | null;
}

/** Splits a document by RFC 4180: commas, CRLF or LF, quotes doubled inside quotes. */
function cellsOf(text: string): Cells {
  const lines: { line: number; cells: string[] }[] = [];
  const token = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/gy;
  const source = text.replace(/^\ufeff/, '');
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  while (token.lastIndex <= source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    if (!match) return { lines, fault: { line, reason: 'quote', column: null } };
    const [, cell = '', end = ''] = match;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell.trim());
    line += cell.split(/\r\n|\n|\r/).length - 1;
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '') lines.push({ line: start, cells });
    cells = [];
    line += 1;
    start = line;
    if (end === '' || (at === source.length && cell === '')) break;
  }
  return { lines, fault: null };
}

/** Columns of a document: names as in docs/ehr-feed.md, and what HR teams call them. */
export const csvColumns = {
  unit: {
    external_id: '组织编号',
    version: '版本号',
    deleted: '已删除',
    kind: '类型',
    code: '编码',
    name_zh: '名称',
    name_en: '英文名称',
    parent_external_id: '上级组织编号',
    effective_from: '生效日期',
    status: '状态',
  },
  person: {
    external_id: '人员编号',
    version: '版本号',
    deleted: '已删除',
    employee_no: '工号',
    name: '姓名',
    account: '账号',
    phone: '手机号',
    id_number: '证件号码',
    kind: '人员类别',
    status: '状态',
    status_from: '状态生效日期',
    employment: '用工形式',
    subject: '登录标识',
    unit_external_id: '组织编号',
    position_code: '岗位编码',
    position_name_zh: '岗位名称',
    position_name_en: '岗位英文名称',
    level: '职级',
    primary: '主岗',
    line_manager_external_id: '直属上级编号',
    dotted_manager_external_id: '虚线上级编号',
    from: '任职开始',
    until: '任职结束',
    head_unit_external_id: '负责组织编号',
    head_kind: '负责人类型',
    head_from: '负责开始',
    head_until: '负责结束',
  },
} as const;

const NEEDED: Readonly<Record<EhrEntity, readonly string[]>> = {
  unit: ['external_id', 'kind', 'name_zh', 'parent_external_id', 'effective_from'],
  person: ['external_id', 'name', 'status'],
};

function headerOf(entity: EhrEntity, cells: readonly string[]): string[] | CsvFault {
  const columns: Readonly<Record<string, string>> = csvColumns[entity];
  const byChinese = new Map(Object.entries(columns).map(([name, chinese]) => [chinese, name]));
  const names: string[] = [];
  for (const cell of cells) {
    const name = cell in columns ? cell : byChinese.get(cell);
    if (!name || names.includes(name)) return { line: 1, reason: 'column', column: cell };
    names.push(name);
  }
  const missing = NEEDED[entity].find((name) => !names.includes(name));
  return missing ? { line: 1, reason: 'header', column: missing } : names;
}

/** Reads a document with a header; every row has as many cells as the header. */
export function csvRows(entity: EhrEntity, text: string): CsvRows {
  const { lines, fault } = cellsOf(text);
  if (fault) return { fault };
  const [first, ...others] = lines;
  if (!first) return { fault: { line: 1, reason: 'header', column: NEEDED[entity][0] ?? null } };
  const names = headerOf(entity, first.cells);
  if (!Array.isArray(names)) return { fault: names };
  const uneven = others.find(({ cells }) => cells.length !== names.length);
  if (uneven) return { fault: { line: uneven.line, reason: 'width', column: null } };
  return { rows: others.map(({ cells }) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))) };
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

const headOf = (entity: EhrEntity, row: Row) => ({
  entity,
  externalId: text(row, 'external_id'),
  version: number(row, 'version'),
  deleted: truth(row, 'deleted', false),
});

const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** Records of a document of units. */
export const unitRecords = (rows: readonly Row[]): unknown[] =>
  rows.map((row) => ({
    ...headOf('unit', row),
    data: {
      ...given({ code: text(row, 'code'), nameEn: text(row, 'name_en'), status: text(row, 'status') }),
      kind: text(row, 'kind'),
      nameZh: text(row, 'name_zh'),
      parentExternalId: text(row, 'parent_external_id'),
      effectiveFrom: instant(row, 'effective_from'),
    },
  }));

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

/** Records of a document of people: several rows with one id are several places of one person; the first says who he is. */
export function personRecords(rows: readonly Row[]): unknown[] {
  const byPerson = Map.groupBy(rows, (row) => text(row, 'external_id'));
  return [...byPerson.values()].flatMap((own) => {
    const [row] = own;
    if (!row) return [];
    return {
      ...headOf('person', row),
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
        assignments: distinct(own.flatMap(assignmentOf)),
        headOf: distinct(own.flatMap(headshipOf)),
      },
    };
  });
}
