import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '@eoms/contracts/access/organisation.contract';
import type { FoundUnit, OrgNode, UnitDetail } from '@eoms/contracts/access/organisation.contract';
import { listPeople } from '@eoms/contracts/access/people.contract';
import type { PersonRow } from '@eoms/contracts/access/people.record';
import { demoCompanyId, demoHeadquartersId, departmentId } from '../../embedded/demo/company-people.ts';
import { demoId } from '../../embedded/demo/plan.ts';
import { newId } from '../../database/new-id.ts';
import { refused } from '../../../test/business-day.ts';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';
import { AuditEvent } from '../audit/audit.model.ts';
import { Assignment, OrgEdge, OrgHead } from './people.model.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const DAY = 24 * 3600_000;
const after = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
const east = demoId('region', 1);
const south = demoId('region', 2);

const children = async (parentId?: string, at?: string, account = 'wangmin'): Promise<OrgNode[]> => {
  const query = { ...(parentId ? { parentId } : {}), ...(at ? { at } : {}) };
  const { status, body } = await world.as(account).send(contract.getOrganisation, { query });
  expect(status).toBe(200);
  return (body as { items: OrgNode[] }).items;
};
const unit = async (unitId: string, at?: string, account = 'tangna'): Promise<UnitDetail> =>
  (await world.as(account).send(contract.getUnit, { params: { unitId }, query: at ? { at } : {} })).body as UnitDetail;
const appoint = (unitId: string, body: Record<string, unknown>, account = 'tangna') =>
  world.as(account).send(contract.appointHead, {
    params: { unitId },
    body: { kind: 'ACTING', from: null, until: null, reason: '测试任命', ...body },
  });

describe('the tree', () => {
  test('opens level by level, with leaders and counts', async () => {
    const [company] = await children();
    expect(company).toMatchObject({ id: demoCompanyId, kind: 'COMPANY', stores: 24, hasChildren: true });
    expect(company?.leaders).toMatchObject([
      { kind: 'HEAD', person: { name: '陈海', active: true } },
      { kind: 'DEPUTY', person: { name: '林悦' } },
    ]);
    const below = await children(demoCompanyId);
    expect(below.map(({ kind }) => kind)).toEqual(['HQ', 'REGION', 'REGION', 'REGION', 'REGION']);
    expect(below.find(({ id }) => id === east)).toMatchObject({ leaders: [{ person: { name: '黄伟' } }], stores: 9 });
    const service = (await children(demoHeadquartersId)).find(({ id }) => id === departmentId('service'));
    expect(service?.leaders.map(({ kind }) => kind)).toEqual(['HEAD', 'DEPUTY']);
    expect(await children(demoId('store', 1))).toEqual([]);
  });

  test('counts in every unit whom the list of its people shows', async () => {
    for (const unitId of [demoCompanyId, demoHeadquartersId, east, departmentId('store-ops'), demoId('store', 1)]) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query = { unitId, limit: 100, ...(cursor ? { cursor } : {}) };
        const { items, next }: { items: PersonRow[]; next: string | null } = (
          await world.as('tangna').send(listPeople, { query })
        ).body as never;
        seen.push(...items.map(({ id }) => id));
        cursor = next;
      }
      expect(new Set(seen).size, unitId).toBe((await unit(unitId)).people);
    }
  });

  test('is shown as of any instant, past and future', async () => {
    const store = demoId('store', 2);
    const turn = new Date(Date.now() + 5 * DAY);
    await world.change([{ kind: 'org', ref: store }], async (transaction, seq) => {
      await OrgEdge.update({ endsAt: turn }, { where: { childId: store }, transaction });
      await OrgEdge.create(
        { id: newId(), childId: store, parentId: south, startsAt: turn, endsAt: null, seq, source: 'EHR' },
        { transaction },
      );
    });
    const has = async (parentId: string, at?: Date) =>
      (await children(parentId, at?.toISOString())).some(({ id }) => id === store);
    expect([await has(east), await has(south)]).toEqual([true, false]);
    expect([await has(east, new Date(+turn - 1)), await has(south, new Date(+turn - 1))]).toEqual([true, false]);
    expect([await has(east, turn), await has(south, turn)]).toEqual([false, true]);
    expect((await unit(store)).changes).toContainEqual(
      expect.objectContaining({ kind: 'MOVES_BELOW', unit: expect.objectContaining({ id: south }) }),
    );
    expect((await unit(store, turn.toISOString())).path.map(({ id }) => id)).toEqual([demoCompanyId, south]);
    const long = new Date(Date.UTC(2001, 0, 1)).toISOString();
    const client = world.as('tangna');
    refused(await client.send(contract.getUnit, { params: { unitId: store }, query: { at: long } }), 404, 'not_found');
  });

  test('is searched by name in both languages and by code, and answers the path', async () => {
    const find = async (q: string) =>
      (await world.as('wangmin').send(contract.findUnits, { query: { q } })).body as {
        items: FoundUnit[];
        more: boolean;
      };
    const { items } = await find('松江');
    expect(items.map(({ path }) => path.map(({ name }) => name.zh))).toContainEqual(['网鱼', '华东大区']);
    expect((await find('east china')).items.map(({ id }) => id)).toEqual([east]);
    expect((await find('ｓｈ００１')).items).toHaveLength(1);
    for (const q of ['%', '_', "' OR 1=1 --", '不存在的部门', ' '])
      expect(await find(q), q).toEqual({ items: [], more: false });
  });

  test('shows joiners and leavers of a unit only to whoever may see its people', async () => {
    const at = new Date(Date.now() + 2 * DAY);
    await world.change([{ kind: 'person', ref: personId('zhouting') }], async (transaction, seq) => {
      const place = {
        personId: personId('zhouting'),
        unitId: south,
        position: 'supervisor',
        level: 4,
        isPrimary: false,
      };
      await Assignment.create({ id: newId(), ...place, startsAt: at, endsAt: null, seq }, { transaction });
    });
    expect((await unit(south)).changes).toContainEqual(
      expect.objectContaining({
        kind: 'JOINS',
        at: at.toISOString(),
        person: expect.objectContaining({ name: '周婷' }),
      }),
    );
    const plain = await unit(south, undefined, 'wangmin');
    expect([plain.maySeePeople, plain.mayAppoint, plain.changes]).toEqual([false, false, []]);
    expect((await unit(south, undefined, 'xujing')).maySeePeople).toBe(true);
    expect((await unit(south, undefined, 'huangwei')).changes).toEqual([]);
  });
});

describe('heads', () => {
  test('an acting head stands in for one the EHR keeps, reaches what he reaches, and ends by himself', async () => {
    const until = after(10);
    const answer = await appoint(east, { personId: personId('zhouting'), until });
    expect(answer.status).toBe(201);
    const detail = answer.body as UnitDetail;
    expect(detail.leaders.map(({ kind, person }) => `${kind} ${person.name}`)).toEqual(['HEAD 黄伟', 'ACTING 周婷']);
    expect(detail.changes).toContainEqual(
      expect.objectContaining({ kind: 'HEAD_ENDS', headKind: 'ACTING', at: until }),
    );
    // The head comes before who stands in for him, however late that began.
    expect(detail.heads.slice(0, 2).map(({ kind, phase }) => `${kind} ${phase}`)).toEqual(['HEAD NOW', 'ACTING NOW']);
    expect(detail.heads[1]).toMatchObject({ source: 'EOMS', mayEnd: true });
    expect(detail.heads.find(({ kind }) => kind === 'HEAD')?.mayEnd).toBe(false);
    expect((await unit(east, until)).leaders).toHaveLength(1);
    const event = await AuditEvent.findOne({
      where: { action: 'appointHead', objectId: east },
      order: [['at', 'DESC']],
    });
    expect(event).toMatchObject({ actorId: personId('tangna'), reason: '测试任命' });
  });

  test('of one kind never overlap; a deputy may be one of several', async () => {
    const unitId = departmentId('legal');
    const [a, b] = [personId('zhouting'), personId('wujian')];
    expect((await appoint(unitId, { personId: a, from: after(10), until: after(20) })).status).toBe(201);
    for (const [from, until] of [
      [after(5), after(11)],
      [after(12), after(13)],
      [after(19), after(30)],
    ] as const)
      refused(await appoint(unitId, { personId: b, from, until }), 409, 'head_overlaps');
    expect((await appoint(unitId, { personId: b, from: after(20), until: after(30) })).status).toBe(201);
    const problem = refused(await appoint(unitId, { personId: b, kind: 'HEAD' }), 409, 'head_overlaps');
    expect(problem.detail).toContain('至');
    for (const personOf of ['heping', 'luoyang'])
      expect((await appoint(unitId, { personId: personId(personOf), kind: 'DEPUTY' })).status).toBe(201);
    refused(await appoint(unitId, { personId: personId('heping'), kind: 'DEPUTY' }), 409, 'head_overlaps');
  });

  test('two appointments at once: one is refused', async () => {
    const unitId = departmentId('procurement');
    const body = { until: after(3) };
    const answers = await Promise.all(
      ['zhouting', 'wujian', 'heping', 'luoyang'].map((account) =>
        appoint(unitId, { ...body, personId: personId(account) }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    expect(await OrgHead.count({ where: { unitId, kind: 'ACTING' } })).toBe(1);
  });

  test('cannot be begun in the past, without an end where one is needed, by oneself, or for people who cannot lead', async () => {
    const codes = async (body: Record<string, unknown>) =>
      refused(await appoint(south, body), 422, 'validation_failed').errors?.map(({ code }) => code);
    const person = personId('zhouting');
    expect(await codes({ personId: person })).toEqual(['acting_needs_end']);
    expect(await codes({ personId: person, until: after(400) })).toEqual(['acting_needs_end']);
    expect(await codes({ personId: person, from: after(-1), until: after(1) })).toEqual(['from_past']);
    expect(await codes({ personId: person, from: after(5), until: after(5) })).toEqual(['until_before_from']);
    expect(await codes({ personId: person, from: after(500), until: after(501) })).toEqual(['from_too_far']);
    expect(await codes({ personId: personId('tangna'), kind: 'DEPUTY' })).toEqual(['appoints_himself']);
    for (const nobody of [personId('shenguodong'), demoId('person', 17), demoId('person', 999)])
      expect(await codes({ personId: nobody, kind: 'DEPUTY' })).toEqual(['person_ineligible']);
  });

  test('those EOMS keeps are ended or taken back; those of the EHR are not touched', async () => {
    const unitId = departmentId('audit');
    const end = (headId: string, at: string | null = null) =>
      world.as('tangna').send(contract.endHead, { params: { headId }, body: { at, reason: '提前结束' } });
    const now = (await appoint(unitId, { personId: personId('zhouting'), until: after(9) })).body as UnitDetail;
    const ahead = (await appoint(unitId, { personId: personId('wujian'), from: after(9), until: after(12) }))
      .body as UnitDetail;
    const [acting, later] = [
      now.heads.find(({ source }) => source === 'EOMS'),
      ahead.heads.find(({ phase }) => phase === 'AHEAD'),
    ];
    expect(later).toMatchObject({ phase: 'AHEAD', person: { name: '吴健' } });
    const gone = (await end(later?.id ?? '')).body as UnitDetail;
    expect(gone.heads.map(({ id }) => id)).not.toContain(later?.id);
    const over = (await end(acting?.id ?? '')).body as UnitDetail;
    expect(over.leaders.map(({ kind }) => kind)).toEqual(['HEAD']);
    expect(over.heads.find(({ id }) => id === acting?.id)).toMatchObject({ phase: 'PAST', mayEnd: false });
    refused(await end(acting?.id ?? ''), 409, 'conflict');
    refused(await end(over.heads.find(({ kind }) => kind === 'HEAD')?.id ?? ''), 409, 'head_from_ehr');
    refused(await end(newId()), 404, 'not_found');
  });

  test('are appointed within the scope of the permission only', async () => {
    await world.give('access.organisation.edit', 'regional-manager', 'MANAGED');
    const body = { personId: personId('zhouting'), until: after(2) };
    refused(await appoint(south, body, 'huangwei'), 403, 'permission_missing');
    refused(await appoint(newId(), body, 'tangna'), 404, 'not_found');
    const made = await appoint(demoId('store', 12), body, 'xujing');
    const params = { headId: (made.body as UnitDetail).heads.find(({ source }) => source === 'EOMS')?.id };
    const ending = { params, body: { at: null, reason: '越权结束' } };
    refused(await world.as('majun').send(contract.endHead, ending), 403, 'permission_missing');
    expect((await world.as('xujing').send(contract.endHead, ending)).status).toBe(200);
  });
});
