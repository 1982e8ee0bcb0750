import { afterAll, beforeAll, expect, it } from 'vitest';
import { listStores } from '@eoms/contracts/stores/stores.contract';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';
import { Meta } from '../catalogue/catalogue.model.ts';
import { AccessUse } from './use.model.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const daysOf = async (account: string): Promise<string[]> => {
  const metaId = (await Meta.findOne({ where: { liveCode: 'stores.store.view' } }))?.id ?? '';
  const rows = await AccessUse.findAll({ where: { personId: personId(account), metaId } });
  return rows.map(({ lastUsedOn }) => lastUsedOn);
};

it('keeps the last day on which somebody used a permission, not a refusal', async () => {
  const { use } = world.app.services.centre;
  const before = new Date();
  expect(await world.as('wangmin').send(listStores)).toMatchObject({ status: 200 });
  expect(await world.as('gaofeng').send(listStores)).toMatchObject({ status: 403 });
  await use.flush();
  // Midnight may come in between.
  const [used, ...others] = await daysOf('wangmin');
  expect([dayOf(before), dayOf(new Date())]).toContain(used);
  expect(others).toEqual([]);
  expect(await daysOf('gaofeng')).toEqual([]);
});

it('moves the day on, never back, whatever the order in which instances write', async () => {
  const { use } = world.app.services.centre;
  const later = new Date(Date.now() + 3 * 86_400_000);
  use.note(personId('wangmin'), 'stores.store.view', later);
  await use.flush();
  use.note(personId('wangmin'), 'stores.store.view', new Date());
  await use.flush();
  expect(await daysOf('wangmin')).toEqual([dayOf(later)]);
});
