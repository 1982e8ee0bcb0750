import { csvColumns } from '@eoms/contracts/access/sync-csv';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';

const BOM = '\ufeff';
/** A doubled quote ends one and begins the next; so no length of text can exhaust the stack. */
const QUOTED = /"[^"]*"/g;
const LINE_END = /\r\n|\n|\r/;

/** Text of a file; spreadsheets here write UTF-8 or GBK. Null when it is no text, such as a workbook. */
export async function textOf(file: Blob): Promise<string | null> {
  const bytes = await file.arrayBuffer();
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes('\0') ? null : text;
    } catch {
      // Not written in this one.
    }
  }
  return null;
}

const cell = (text: string): string =>
  /^"|[,]/.test(text) && !/^".*"$/s.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** What was copied out of a spreadsheet has tabs between its cells. */
export function asCsv(text: string): string {
  const [header = ''] = text.split(LINE_END);
  if (!header.includes('\t')) return text;
  return text
    .split(LINE_END)
    .map((line) => line.split('\t').map(cell).join(','))
    .join('\n');
}

/** Rows below the headings. */
export const rowsOf = (text: string): number =>
  Math.max(
    0,
    text
      .replace(QUOTED, '"')
      .split(LINE_END)
      .filter((line) => line.trim() !== '').length - 1,
  );

const RARE = new Set(['version', 'deleted', 'subject']);

/** Address of an empty document with the usual headings; the mark in front makes spreadsheets read it as UTF-8. */
export const templateOf = (entity: EhrEntity): string => {
  const headings = Object.entries(csvColumns[entity]).flatMap(([name, heading]) => (RARE.has(name) ? [] : [heading]));
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`${BOM}${headings.join(',')}\r\n`)}`;
};
