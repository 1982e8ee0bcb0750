import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDelegation, listDelegateChoices } from '@eoms/contracts/access/delegations.contract';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

it('the head of the company can leave his approvals to the deputy', async () => {
  const boss = world.as('chenhai');
  const { items } = (await boss.send(listDelegateChoices)).body as { items: { name: string }[] };
  expect(items.map(({ name }) => name)).toContain('林悦');
  const until = new Date(Date.now() + 24 * 3600_000).toISOString();
  const body = { delegateId: personId('linyue'), from: null, until, systems: [], reason: '出差' };
  expect(await boss.send(createDelegation, { body })).toMatchObject({ status: 201 });
});
