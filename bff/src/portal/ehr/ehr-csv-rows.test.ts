import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  getSyncSource,
  importCsv,
  listSyncRuns,
  retryDeadLetters,
  type SyncRun,
  type SyncSource,
} from '@eoms/contracts/access/sync.contract';
import { IMPORT_BYTES } from '@eoms/contracts/access/sync-csv';
import type { Problem } from '@eoms/contracts/errors';
import { createFieldVault } from '../../database/field-vault.ts';
import { atWork, bodyOf, demoPerson, SyncDesk } from '../../../test/sync-desk.ts';
import { checkBatch } from './batch.ts';
import { readDocuments } from './csv-reading.ts';

let desk: SyncDesk;
beforeAll(async () => {
  desk = await SyncDesk.open();
});
afterAll(() => desk.close());

const unitHeader = 'external_id,kind,code,name_zh,parent_external_id,effective_from';
const personHeader = '人员编号,工号,姓名,账号,状态,组织编号,岗位编码,岗位名称,职级,任职开始';
const imported = (units: string | null, people: string | null, client = desk.starter) =>
  client.send(importCsv, { body: { units, people, complete: false } });
const person = (id: string, name: string, unit = 'U-service', level = '3') =>
  `${id},E${id},${name},e${id.toLowerCase()},ACTIVE,${unit},specialist,专员,${level},2026-01-05`;
const document = (...rows: readonly string[]): string => [personHeader, ...rows].join('\r\n');

describe('large documents', () => {
  const large = (bytes: number) => document(`${person('P-1801', '程远')}${' '.repeat(bytes)}`);

  it('are taken from whoever may import, and from nobody else', async () => {
    expect(bodyOf<SyncRun>(await imported(null, large(3_000_000)))).toMatchObject({ counts: { added: 1 } });
    expect(await imported(null, large(IMPORT_BYTES))).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    });
    const [cashier] = atWork((place) => place.position === 'cashier');
    const stranger = desk.app.client({ personId: cashier?.id ?? '' });
    expect(await imported(null, large(3_000_000), stranger)).toMatchObject({ status: 403 });
  });

  it('hold up nobody: whatever else the process does has its turn while they are read', async () => {
    const rows = Array.from({ length: 20_000 }, (_each, n) => person(`P-${n}`, '程远'));
    const turnsOf = async <T>(work: Promise<T>): Promise<readonly [T, number]> => {
      let turns = 0;
      const turn = () => ((turns += 1), (next = setImmediate(turn)));
      let next = setImmediate(turn);
      const done = await work;
      clearImmediate(next);
      return [done, turns];
    };
    const [records, whileRead] = await turnsOf(readDocuments({ unit: null, person: document(...rows) }));
    const vault = createFieldVault(Buffer.alloc(32, 3));
    const [{ incoming }, whileChecked] = await turnsOf(
      checkBatch(vault, records, { complete: false, mayLackVersion: true }),
    );
    expect(incoming).toHaveLength(20_000);
    expect(whileRead).toBeGreaterThan(2);
    expect(whileChecked).toBeGreaterThan(10);
  });
});

describe('rows that cannot be read', () => {
  const faultsOf = async (units: string | null, people: string | null) => {
    const answer = await imported(units, people);
    expect(answer).toMatchObject({ status: 422, body: { code: 'csv_unreadable' } });
    return (bodyOf<Problem>(answer).errors ?? []).map(({ pointer, code, row, column, messages }) => [
      `${pointer.slice('#/body/'.length)} ${row} ${code} ${column ?? '-'}`,
      messages.zh,
      messages.en,
    ]);
  };

  it('are all named with row and column, of both documents', async () => {
    const units = [unitHeader, 'U-1,CENTRE,a', '', 'U-2,CENTRE,b,"so" called,U-headquarters,2026-01-01', 'U-3'];
    const people = [personHeader, person('P-1', '甲'), `P-2,E2,"乙,e2,ACTIVE,U-hr`, person('P-3', '丙')];
    expect(await faultsOf(units.join('\n'), people.join('\n'))).toEqual([
      ['units 2 csv_width -', '第 2 行：有 3 列，表头有 6 列', 'Row 2: 3 cells, but the header has 6'],
      [
        'units 4 csv_quote name_zh',
        '第 4 行：“name_zh”列的引号不成对',
        'Row 4: a quote is not closed in column name_zh',
      ],
      ['units 5 csv_width -', '第 5 行：有 1 列，表头有 6 列', 'Row 5: 1 cells, but the header has 6'],
      ['people 3 csv_quote 姓名', '第 3 行：“姓名”列的引号不成对', 'Row 3: a quote is not closed in column 姓名'],
    ]);
  });

  it('of a header are named together', async () => {
    const faults = await faultsOf('external_id,kind,类型,constructor\nU-1\n', null);
    expect(faults.map(([place]) => place)).toEqual([
      'units 1 csv_repeated 类型',
      'units 1 csv_column constructor',
      'units 1 csv_header name_zh',
      'units 1 csv_header parent_external_id',
      'units 1 csv_header effective_from',
    ]);
  });

  it('are named up to fifty, and a document of nothing but lines ends', async () => {
    const many = (header: string) => [header, ...Array.from({ length: 80 }, () => 'x,y')].join('\n');
    expect(await faultsOf(many(unitHeader), many(personHeader))).toHaveLength(50);
    const [[place] = []] = await faultsOf(null, `${personHeader}${'\n'.repeat(1_000_000)}`);
    expect(place).toBe('people 300002 csv_rows -');
    expect(await faultsOf(','.repeat(500_000), null)).toHaveLength(50);
  });
});

describe('records of a file', () => {
  it('that are set aside say where they stood, each nameless one by itself, also when tried again', async () => {
    const broken = document(person('P-2001', '甲', 'U-hr', '99'), person('', '乙'), person('', '丙'));
    const run = bodyOf<SyncRun>(await imported(null, broken));
    expect(run).toMatchObject({ state: 'PARTIAL', counts: { records: 3, broken: 3, unchanged: 0 } });
    const details = async () => (await desk.letters({ runId: run.id })).map(({ detail }) => detail).toSorted();
    const told = [
      'data.assignments.0.level: too_big (row 2)',
      'externalId: invalid_type (row 3)',
      'externalId: invalid_type (row 4)',
    ];
    expect(await details()).toEqual(told);
    const ids = (await desk.letters({ runId: run.id })).map(({ id }) => id);
    expect((await desk.starter.send(retryDeadLetters, { body: { ids } })).status).toBe(201);
    expect(await desk.letters()).toHaveLength(3);
    expect(await details()).toEqual(told);
  });

  it('are unchanged when nothing comes of them: not those that wait or belong to somebody else', async () => {
    const taken = person('P-2102', '丁').replace(',eP-2102'.toLowerCase(), `,${demoPerson('tangna').account}`);
    const same = document(person('P-2101', '戊'), taken, person('P-2103', '己', 'U-nowhere'));
    const first = bodyOf<SyncRun>(await imported(null, same));
    expect(first.counts).toMatchObject({ records: 3, added: 2, waiting: 1, broken: 1, unchanged: 0, outdated: 0 });
    const again = bodyOf<SyncRun>(await imported(null, same));
    expect(again.counts).toMatchObject({ records: 3, added: 0, changed: 0, waiting: 1, broken: 1, unchanged: 1 });
  });

  it('count with their source, whose runs are listed by it', async () => {
    const { sources } = bodyOf<SyncSource>(await desk.starter.send(getSyncSource));
    const open = await desk.letters();
    const waiting = open.filter((letter) => letter.waiting).length;
    expect(sources).toMatchObject([{ code: 'ehr', cursor: null, staged: 0, broken: open.length - waiting, waiting }]);
    const listed = async (source: string) =>
      bodyOf<{ items: SyncRun[] }>(await desk.starter.send(listSyncRuns, { query: { source } })).items;
    expect((await listed('ehr')).length).toBeGreaterThan(3);
    expect(await listed('elsewhere')).toEqual([]);
  });
});
