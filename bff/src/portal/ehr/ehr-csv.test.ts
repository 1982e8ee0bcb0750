import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyRun,
  importCsv,
  listStagedChanges,
  rejectRun,
  startSync,
  type SyncRun,
} from '@eoms/contracts/access/sync.contract';
import type { Problem } from '@eoms/contracts/errors';
import { CatalogueDesk } from '../../../test/catalogue-desk.ts';
import { page } from '../../../test/feed-server.ts';
import { atWork, bodyOf, leaving, SyncDesk, teamOf } from '../../../test/sync-desk.ts';
import type { DemoPerson } from '../../embedded/demo/company-people.ts';
import { demoEhrPerson } from '../../embedded/ehr/company-feed.ts';
import { personEhrId } from '../../embedded/ehr/ehr-ids.ts';
import { OrgUnit, Person } from '../people/people.model.ts';

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
      { externalId: 'P-E1601', detail: 'data.assignments: two_primary_places (row 2, 4)' },
    ]);
    const fixed = people
      .replace(personHeader, `${personHeader},主岗`)
      .replace(/2026-01-05\n/, '2026-01-05,是\n')
      .replace(/2099-01-05\n/, '2099-01-05,否\n');
    // Whoever works in HR runs this synchronisation: nobody makes such people alone.
    const held = bodyOf<SyncRun>(await imported(null, fixed));
    expect(held).toMatchObject({ state: 'STAGED', guards: [{ code: 'by_hand', count: 1 }] });
    expect(bodyOf<SyncRun>(await desk.decide(applyRun, held))).toMatchObject({
      state: 'APPLIED',
      counts: { added: 1 },
    });
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
      body: { code: 'csv_unreadable' },
    });
    expect(bodyOf<Problem>(answer).errors?.[0]).toMatchObject({ pointer: '#/body/units', code });
    expect(JSON.stringify(answer.body)).toContain(told);
  });

  it('mistake 10: a complete file with most people missing waits', async () => {
    const answer = bodyOf<SyncRun>(await imported(`${unitHeader}\n`, `${personHeader}\n`, true));
    expect(answer.state).toBe('STAGED');
    expect(answer.guards.map(({ code }) => code)).toEqual(expect.arrayContaining(['no_rows', 'leavers']));
    expect((await desk.decide(rejectRun, answer)).status).toBe(200);
  });

  it('what a run changes is found by part of a name or of an id, without signs of SQL', async () => {
    const row = (id: string, name: string) => `${id},E${id},${name},e${id},ACTIVE,U-hr,specialist,专员,3,2026-01-05\n`;
    const people = `${personHeader}\n${row('P-1701', '欧阳知秋')}${row('P-1702', '知夏')}`;
    const { id: runId } = bodyOf<SyncRun>(await imported(null, people));
    const found = async (q: string) => {
      const { body } = await desk.starter.send(listStagedChanges, { params: { runId }, query: { q } });
      return (body as { items: { name: string }[] }).items.map(({ name }) => name).toSorted();
    };
    expect(await found('知')).toEqual(['欧阳知秋', '知夏'].toSorted());
    expect(await found('欧阳')).toEqual(['欧阳知秋']);
    expect(await found('p-1702')).toEqual(['知夏']);
    for (const q of ['%', '_', 'name', '专员']) expect(await found(q)).toEqual([]);
  });

  const cashiers = atWork((place) => place.position === 'cashier').slice(0, 20);
  const row = ({ employeeNo, name }: DemoPerson, status: string, unit = ',,,,') =>
    `${personEhrId(employeeNo ?? '')},${employeeNo},${name},${employeeNo?.toLowerCase()},${status},${unit}`;
  const people = (...rows: readonly string[]): string => [personHeader, ...rows].join('\n');
  const statusOf = async ({ id }: DemoPerson) => (await Person.findByPk(id))?.status;
  const pending = { status: 409, body: { code: 'sync_decision_pending' } };

  it('mistake 17: a file by which somebody would raise himself or others waits for a second person', async () => {
    const [starter] = teamOf('tangna');
    const heading = `${personHeader},登录标识,负责组织编号,负责人类型,负责开始`;
    const line = (one: DemoPerson, subject: string, head: string) => {
      const { employeeNo, name, account, assignments } = one;
      const [place] = assignments;
      const position = `${place?.position},${place?.position},${place?.level}`;
      const at = demoEhrPerson(one, desk.dayOf).assignments?.[0];
      return `${personEhrId(employeeNo ?? '')},${employeeNo},${name},${account},ACTIVE,${at?.unitExternalId},${position},${at?.from},${subject},${head}`;
    };
    const waits = async (one: DemoPerson, subject: string, head: string) => {
      const run = bodyOf<SyncRun>(await imported(null, [heading, line(one, subject, head)].join('\n')));
      const codes = run.guards.map(({ code }) => code);
      if (run.state === 'STAGED') expect((await desk.decide(rejectRun, run)).status).toBe(200);
      return [run.state, ...codes];
    };
    const [colleague] = cashiers;
    const held = ['STAGED', 'by_hand'];
    expect(await waits(starter!, starter!.id, ',,')).toEqual(held);
    expect(await waits(starter!, starter!.id, 'U-company,ACTING,2026-01-05')).toEqual(held);
    expect(await waits(colleague!, colleague!.id, 'U-company,ACTING,2026-01-05')).toEqual(held);
    expect(await waits(colleague!, 'somebody-elses-account', ',,')).toEqual(held);
    expect((await waits(colleague!, colleague!.id, ',,')).at(0)).toBe('APPLIED');
  });

  it('a run of the feed that waits holds up files about the same people only', async () => {
    desk.server.script(page(leaving(cashiers, 5), 'd1'));
    const { run } = await desk.sync('delta');
    expect(run.state).toBe('STAGED');
    const [other] = atWork((place) => place.position === 'store-staff');
    expect(bodyOf<SyncRun>(await imported(null, people(row(other!, 'LEFT'))))).toMatchObject({ state: 'APPLIED' });
    expect(await statusOf(other!)).toBe('LEFT');
    expect(await imported(null, people(row(cashiers[3]!, 'LEFT')))).toMatchObject(pending);
    expect(await imported(`${unitHeader}\n`, people(row(other!, 'LEFT')), true)).toMatchObject(pending);
    expect(await desk.starter.send(startSync, { body: { mode: 'delta' } })).toMatchObject(pending);
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
  });

  it('a file that waits holds up no feed, and what the feed tells meanwhile stays', async () => {
    const held = bodyOf<SyncRun>(await imported(null, people(...cashiers.map((one) => row(one, 'LEFT')))));
    expect(held).toMatchObject({ state: 'STAGED', counts: { leavers: 20 } });
    const data = { ...demoEhrPerson(cashiers[0]!, desk.dayOf), name: '改名留任' };
    const externalId = personEhrId(cashiers[0]!.employeeNo ?? '');
    desk.server.script(page([{ entity: 'person', externalId, version: 9, data }], 'd2'));
    expect((await desk.sync('delta')).run).toMatchObject({ state: 'APPLIED', counts: { changed: 1 } });
    const applied = bodyOf<SyncRun>(await desk.decide(applyRun, held));
    expect(applied).toMatchObject({ state: 'APPLIED', counts: { leavers: 19, outdated: 1 } });
    expect(await Person.findByPk(cashiers[0]!.id)).toMatchObject({ status: 'ACTIVE', name: '改名留任' });
    expect(await statusOf(cashiers[1]!)).toBe('LEFT');
  });

  it('mistake 10: many small files count as one big one', async () => {
    await (await CatalogueDesk.over(desk.app)).settle({ syncMaxLeavers: 8 });
    const staff = atWork((place) => place.position === 'store-staff').slice(1, 13);
    const states: string[] = [];
    for (let from = 0; from < staff.length; from += 3) {
      const rows = staff.slice(from, from + 3).map((one) => row(one, 'LEFT'));
      const run = bodyOf<SyncRun>(await imported(null, people(...rows)));
      states.push(run.state);
      if (run.state === 'STAGED') expect((await desk.decide(rejectRun, run)).status).toBe(200);
    }
    expect(states[0]).toBe('APPLIED');
    expect(states.at(-1)).toBe('STAGED');
  });
});
