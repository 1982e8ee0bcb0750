import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '@eoms/contracts/access/organisation.contract';
import type { UnitDetail } from '@eoms/contracts/access/organisation.contract';
import { demoCompanyId, demoHeadquartersId, departmentId } from '../../embedded/demo/company-people.ts';
import { demoId } from '../../embedded/demo/plan.ts';
import { newId } from '../../database/new-id.ts';
import { refused } from '../../../test/business-day.ts';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';
import { Assignment, OrgEdge, OrgHead, OrgUnit } from './people.model.ts';

const DAY = 24 * 3600_000;
const after = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
  // An organisation keeper outside the HR department.
  await world.give('access.organisation.edit', 'manager', 'ALL');
});
afterAll(() => world.close());

const appoint = (unitId: string, body: Record<string, unknown>, account = 'tangna') =>
  world.as(account).send(contract.appointHead, {
    params: { unitId },
    body: { personId: personId('zhouting'), kind: 'DEPUTY', from: null, until: after(9), reason: '测试任命', ...body },
  });
const end = (headId: string, account = 'tangna', at: string | null = null) =>
  world.as(account).send(contract.endHead, { params: { headId }, body: { at, reason: '提前结束' } });

/** The unit of somebody and all above it, by the rows alone. */
async function ownPath(unitId: string): Promise<string[]> {
  const parent = await OrgEdge.findOne({ where: { childId: unitId, endsAt: null } });
  return [unitId, ...(parent ? await ownPath(parent.parentId) : [])];
}

test('invariant 1: nobody appoints who stands above himself, in no unit and no quality', async () => {
  const own = await ownPath(departmentId('hr'));
  expect(own).toEqual([departmentId('hr'), demoHeadquartersId, demoCompanyId]);
  for (const { id, kind } of await OrgUnit.findAll({ where: { status: 'ACTIVE' } })) {
    if (kind === 'STORE' && id !== demoId('store', 1)) continue;
    const answer = await appoint(id, {});
    if (own.includes(id)) refused(answer, 403, 'own_superior');
    else expect({ id, status: answer.status }).toEqual({ id, status: 201 });
  }
  for (const kind of ['HEAD', 'ACTING', 'DEPUTY'])
    for (const from of [null, after(3)])
      refused(await appoint(demoHeadquartersId, { kind, from }), 403, 'own_superior');
  expect(await OrgHead.count({ where: { unitId: own, source: 'EOMS' } })).toBe(0);
});

test('invariant 1: nor ends it; another organisation keeper does both', async () => {
  const made = await appoint(departmentId('hr'), {}, 'heping');
  expect(made.status).toBe(201);
  const headId = (made.body as UnitDetail).heads.find(({ source }) => source === 'EOMS')?.id ?? '';
  for (const at of [null, after(2)]) refused(await end(headId, 'tangna', at), 403, 'own_superior');
  expect((await end(headId, 'heping')).status).toBe(200);
});

test('invariant 1: a unit he will work in when it begins counts as his own', async () => {
  const region = demoId('region', 3);
  const unitId = demoId('region', 3);
  await world.change([{ kind: 'person', ref: personId('tangna') }], async (transaction, seq) => {
    const at = new Date(Date.now() + 5 * DAY);
    const person = { personId: personId('tangna') };
    await Assignment.update({ endsAt: at, seq }, { where: { ...person, endsAt: null }, transaction });
    const place = { ...person, unitId: region, position: 'department-head', level: 7, isPrimary: true };
    await Assignment.create({ id: newId(), ...place, startsAt: at, endsAt: null, seq }, { transaction });
  });
  const other = personId('wujian');
  refused(await appoint(unitId, { personId: other, from: after(6) }), 403, 'own_superior');
  expect((await appoint(unitId, { personId: other, from: after(1), until: after(2) })).status).toBe(201);
});
