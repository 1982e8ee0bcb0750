import { afterAll, beforeAll, expect, it } from 'vitest';
import * as catalogue from '@eoms/contracts/access/catalogue.contract';
import { takeBreakGlass } from '@eoms/contracts/access/governance.contract';
import { demoId } from '../../embedded/demo/plan.ts';
import { refused } from '../../../test/business-day.ts';
import { bodyOf, CatalogueDesk } from '../../../test/catalogue-desk.ts';
import { openPeopleWorld, type PeopleWorld } from '../../../test/people-world.ts';
import { Role } from '../catalogue/catalogue.model.ts';

const CODE = 'stores.store.edit';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const take = (target: object, scope: object) =>
  world.as('luoyang').send(takeBreakGlass, {
    body: { roleId: null, metaCode: null, ...target, scope, minutes: 15, reason: '收银系统故障，门店无法营业' },
  });

it('invariant 37: an emergency reaches no further than its permissions may be given', async () => {
  const desk = await CatalogueDesk.over(world.app);
  const { version } = await desk.read<{ version: number }>(catalogue.getMeta, { params: { code: CODE } });
  // Base rules give it in these ways, so it keeps them.
  const scopeKinds = ['ALL', 'MANAGED'] as const;
  const op = { op: 'meta.tune' as const, code: CODE, version, scopeKinds: [...scopeKinds] };
  expect(await desk.approve(bodyOf(await desk.propose([op]), 201))).toMatchObject({ state: 'APPROVED' });
  const role = await Role.findOne({ where: { code: 'stores-keeper' } });
  const unitIds = [demoId('store', 1)];
  for (const target of [{ metaCode: CODE }, { roleId: role?.id }]) {
    for (const scope of [
      { kind: 'ORG_SET', unitIds },
      { kind: 'OWN_STORE', unitIds: [] },
    ])
      expect(refused(await take(target, scope), 422, 'validation_failed').errors).toMatchObject([
        { pointer: '#/body/scope/kind', code: 'scope_refused' },
      ]);
    expect((await take(target, { kind: 'MANAGED', unitIds: [] })).status).toBe(201);
  }
  // One of its permissions alone may allow what the role as a whole does not.
  expect((await take({ metaCode: 'stores.store.change-status' }, { kind: 'ORG_SET', unitIds })).status).toBe(201);
});
