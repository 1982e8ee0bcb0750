import { csvColumns } from '@eoms/contracts/access/sync-csv';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import type { Localized } from '@eoms/contracts/endpoint';
import { AppError, type RefusedValue } from '../../errors.ts';
import { csvRecords, csvRows, MOST_ROWS, type CsvFault, type CsvRow } from './csv.policy.ts';
import { eachInTurn } from './in-turns.ts';

const MOST_FAULTS = 50;
const LONGEST_NAME = 60;

const reasonOf = (entity: EhrEntity, { reason, column, cells: [has, wanted] = [0, 0] }: CsvFault): Localized => {
  const names: Readonly<Record<string, string>> = csvColumns[entity];
  const name = (column ?? '').slice(0, LONGEST_NAME);
  switch (reason) {
    case 'quote':
      return column === null
        ? { zh: '引号不成对', en: 'a quote is not closed' }
        : { zh: `“${name}”列的引号不成对`, en: `a quote is not closed in column ${name}` };
    case 'width':
      return { zh: `有 ${has} 列，表头有 ${wanted} 列`, en: `${has} cells, but the header has ${wanted}` };
    case 'header':
      return {
        zh: `缺少“${names[name] ?? name}”列（${name}）`,
        en: `column ${name} (${names[name] ?? name}) is missing`,
      };
    case 'column':
      return { zh: `列名“${name}”无法识别`, en: `column ${name} is not known` };
    case 'repeated':
      return { zh: `列名“${name}”重复`, en: `column ${name} is there twice` };
    case 'rows':
      return { zh: `数据超过 ${MOST_ROWS} 行，请拆成几次导入`, en: `more than ${MOST_ROWS} rows; import it in parts` };
  }
};

function refusedOf(entity: EhrEntity, fault: CsvFault): RefusedValue {
  const { zh, en } = reasonOf(entity, fault);
  const { row, column, reason } = fault;
  return {
    pointer: entity === 'unit' ? '#/body/units' : '#/body/people',
    code: `csv_${reason}`,
    row,
    ...(column === null ? {} : { column: column.slice(0, LONGEST_NAME) }),
    messages: { zh: `第 ${row} 行：${zh}`, en: `Row ${row}: ${en}` },
  };
}

async function readRows(entity: EhrEntity, text: string, faults: RefusedValue[]): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  await eachInTurn(csvRows(entity, text), (one) => {
    if (!('reason' in one)) rows.push(one);
    else faults.push(refusedOf(entity, one));
    return faults.length < MOST_FAULTS ? undefined : false;
  });
  return rows;
}

/**
 * Records of CSV documents, read in turns with whatever else the process does.
 * @throws AppError `csv_unreadable` naming the faulty rows, at most 50.
 */
export async function readDocuments(texts: Readonly<Record<EhrEntity, string | null>>): Promise<unknown[]> {
  const faults: RefusedValue[] = [];
  const records: unknown[] = [];
  for (const entity of ['unit', 'person'] as const) {
    const text = texts[entity];
    if (text === null || faults.length >= MOST_FAULTS) continue;
    const rows = await readRows(entity, text, faults);
    if (faults.length === 0) await eachInTurn(csvRecords(entity, rows), (record) => void records.push(record));
  }
  if (faults.length > 0) throw new AppError('csv_unreadable', { errors: faults });
  return records;
}
