import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCsv, rejectRun, type SyncRun } from '@eoms/contracts/access/sync.contract';
import { bodyOf, SyncDesk } from '../../../test/sync-desk.ts';
import { OrgUnit } from '../people/people.model.ts';

let desk: SyncDesk;
beforeAll(async () => {
  desk = await SyncDesk.open();
});
afterAll(() => desk.close());

const unitHeader = 'external_id,kind,code,name_zh,parent_external_id,effective_from';
const personHeader = '人员编号,工号,姓名,账号,状态,组织编号,岗位编码,岗位名称,职级,任职开始';

describe('CSV', () => {
  const imported = (units: string | null, people: string | null, complete = false) =>
    desk.starter.send(importCsv, { body: { units, people, complete } });

  it('goes the same way as the feed, in English and Chinese columns', async () => {
    const units = `\ufeff${unitHeader}\r\nU-lab,CENTRE,lab,"实验室, ""创新""",U-headquarters,2026-01-01\r\n`;
    const people = `${personHeader}\nP-E1601,E1601,许知,e1601,ACTIVE,U-lab,specialist,专员,3,2026-01-05\n\nP-E1601,E1601,许知,e1601,ACTIVE,U-hr,specialist,专员,3,2099-01-05\n`;
    const answer = await imported(units, people);
    expect(answer).toMatchObject({
      status: 201,
      body: { mode: 'CSV', state: 'PARTIAL', counts: { records: 2, added: 1, broken: 1 } },
    });
    // Two main places at one time: the second row needs 主岗.
    expect(await desk.letters()).toMatchObject([
      { externalId: 'P-E1601', detail: 'data.assignments: two_primary_places' },
    ]);
    const fixed = people
      .replace(personHeader, `${personHeader},主岗`)
      .replace(/2026-01-05\n/, '2026-01-05,是\n')
      .replace(/2099-01-05\n/, '2099-01-05,否\n');
    expect(bodyOf<SyncRun>(await imported(null, fixed))).toMatchObject({ state: 'APPLIED', counts: { added: 1 } });
    expect((await OrgUnit.findOne({ where: { ehrId: 'U-lab' } }))?.nameZh).toBe('实验室, "创新"');
    expect(await desk.letters()).toEqual([]);
  });

  it.each([
    [
      'a quote that is not closed',
      `${unitHeader}\nU-x,CENTRE,x,"oops,U-headquarters,2026-01-01\n`,
      'csv_quote',
      '第 2 行',
    ],
    ['a row that is too short', `${unitHeader}\nU-x,CENTRE,x\n`, 'csv_width', '第 2 行'],
    ['a column that is missing', 'external_id,kind\nU-x,CENTRE\n', 'csv_header', 'name_zh'],
    ['a column nobody knows', `${unitHeader},salary\n`, 'csv_column', 'salary'],
    ['nothing', '', 'csv_header', 'external_id'],
  ])('%s is refused with its line', async (_name, units, code, told) => {
    const answer = await imported(units, null);
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'csv_unreadable', errors: [{ pointer: '#/body/units', code }] },
    });
    expect(JSON.stringify(answer.body)).toContain(told);
  });

  it('mistake 10: a complete file with most people missing waits', async () => {
    const answer = bodyOf<SyncRun>(await imported(`${unitHeader}\n`, `${personHeader}\n`, true));
    expect(answer.state).toBe('STAGED');
    expect(answer.guards.map(({ code }) => code)).toEqual(expect.arrayContaining(['no_rows', 'leavers']));
    expect((await desk.decide(rejectRun, answer)).status).toBe(200);
  });
});
