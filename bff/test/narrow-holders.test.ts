import { afterAll, beforeAll, expect, test } from 'vitest';
import * as catalogue from '@eoms/contracts/access/catalogue.contract';
import * as governance from '@eoms/contracts/access/governance.contract';
import { giveGrant } from '@eoms/contracts/access/grants.contract';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { newId } from '../src/database/new-id.ts';
import { storeUnitId } from '../src/embedded/demo/company-people.ts';
import { BaseRule, Meta, Role, RoleMeta } from '../src/portal/catalogue/catalogue.model.ts';
import { ReviewCampaign, ReviewItem } from '../src/portal/governance/governance.model.ts';
import { openPeopleWorld, personId, type PeopleWorld } from './people-world.ts';

const METAS: readonly MetaCode[] = [
  'access.catalogue.view',
  'access.catalogue.propose',
  'access.review.view',
  'access.review.run',
];
const store = storeUnitId('SH001');

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
  const metas = await Meta.findAll({ where: { liveCode: [...METAS] } });
  const [roleId, ruleId] = [newId(), newId()];
  const changes = [
    { kind: 'role', ref: roleId },
    { kind: 'rule', ref: ruleId },
  ] as const;
  await world.change(changes, async (transaction, seq) => {
    const role = { systemCode: 'access' as const, code: 'one-store', nameZh: '一家门店', nameEn: 'One store' };
    await Role.create({ id: roleId, ...role, status: 'ACTIVE', version: 1 }, { transaction });
    await RoleMeta.bulkCreate(
      metas.map(({ id }) => ({ roleId, metaId: id })),
      { transaction },
    );
    const everywhere = { unitId: null, includeSubtree: true, position: null, levelMin: null, levelMax: null };
    const reach = { scopeKind: 'ORG_SET', scopeUnitIds: [store], startsAt: new Date(0), endsAt: null, seq };
    await BaseRule.create({ id: ruleId, roleId, personKind: 'EXTERNAL', ...everywhere, ...reach }, { transaction });
  });
});
afterAll(() => world.close());

const outsider = () => world.app.client({ personId: world.app.outsider });
interface Held {
  readonly holders: { readonly total: number; readonly sample: readonly { readonly id: string }[] };
}

/** Who stands in the list of people of the store, by somebody who sees everybody. */
const inStore = async (): Promise<Set<string>> => {
  const { assignments } = await world.app.services.identity.access.facts();
  return new Set(assignments.filter(({ unitId }) => unitId === store).map((place) => place.personId));
};

test('mistake 41: who reaches one store is told only of its people who hold a permission or a role', async () => {
  const own = await inStore();
  const meta = (await outsider().send(catalogue.getMeta, { params: { code: 'access.self.view' } })).body as Held;
  expect(meta.holders.sample.length).toBeGreaterThan(0);
  expect(meta.holders.sample.filter(({ id }) => !own.has(id))).toEqual([]);
  expect(meta.holders.total).toBeLessThanOrEqual(own.size);
  const roles = await Role.findAll({ where: { status: 'ACTIVE' } });
  for (const { id } of roles) {
    const role = (await outsider().send(catalogue.getRole, { params: { roleId: id } })).body as Held;
    expect(role.holders.sample.filter((person) => !own.has(person.id))).toEqual([]);
  }
});

test('mistake 41: the preview of a change names nobody beyond the reach of its proposer', async () => {
  const own = await inStore();
  const role = await Role.findOne({ where: { code: 'service-requester' } });
  const rule = { unitId: null, includeSubtree: true, position: null, levelMin: null, levelMax: null, personKind: null };
  const added = { roleId: role?.id ?? '', scope: { kind: 'ALL' as const, unitIds: [] }, from: null, until: null };
  const body = { ops: [{ op: 'rule.add' as const, id: newId(), rule: { ...rule, ...added } }] };
  const answer = await outsider().send(catalogue.previewChange, { body });
  expect(answer.status).toBe(200);
  const { sample } = answer.body as { sample: { person: { id: string } }[] };
  expect(sample.filter(({ person }) => !own.has(person.id))).toEqual([]);
});

test('mistake 41: a review covers, and shows, only grants of people within the reach of who runs it', async () => {
  const roleId = (await Role.findOne({ where: { code: 'service-requester' } }))?.id;
  const ask = { reason: '临时协助', ticketRef: null, wantedFrom: null, wantedUntil: null, durationMinutes: 600 };
  const items = [{ roleId, metaCode: null, scope: { kind: 'OWN_SUBTREE', unitIds: [] } }];
  const gift = { granteeId: personId('wangmin'), kind: 'SHORT', items, ...ask };
  expect((await world.as('sunli').send(giveGrant, { body: gift })).status).toBe(201);
  const selection = { systems: [], kinds: [], minRiskTier: 0, unitId: null };
  const dueAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const body = { name: '门店复核', dueAt, onNoAnswer: 'REVOKE' as const, selection };
  expect(await outsider().send(governance.startReview, { body })).toMatchObject({ body: { code: 'review_empty' } });
  expect(await ReviewCampaign.count()).toBe(0);

  const [runner] = await world.app.services.identity.access.holdersOf('access.review.run', new Date());
  const everywhere = world.app.client({ personId: runner ?? '' });
  expect((await everywhere.send(governance.startReview, { body })).status).toBe(201);
  expect(await ReviewItem.count()).toBeGreaterThan(0);
  const query = { mine: 'false' as const };
  const all = (await everywhere.send(governance.listReviewItems, { query })).body as { items: unknown[] };
  expect(all.items.length).toBeGreaterThan(0);
  const few = (await outsider().send(governance.listReviewItems, { query })).body as { items: unknown[] };
  expect(few.items).toEqual([]);
});
