import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDelegation } from '@eoms/contracts/access/delegations.contract';
import { decideReviewItems, listReviewItems, startReview } from '@eoms/contracts/access/governance.contract';
import { giveGrant } from '@eoms/contracts/access/grants.contract';
import { createExternalPerson } from '@eoms/contracts/access/people.contract';
import type { Person as PersonRecord } from '@eoms/contracts/access/people.record';
import { createRequest, decideRequests, listInbox, type AccessRequest } from '@eoms/contracts/access/requests.contract';
import { demoId } from '../../embedded/demo/plan.ts';
import { bodyOf } from '../../../test/catalogue-desk.ts';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';
import { Person } from '../people/people.model.ts';

const DAY = 24 * 3600_000;
const region = demoId('region', 1);

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
  await world.give('access.person.manage', 'regional-manager', 'MANAGED');
  await world.give('access.grant.give', 'regional-manager', 'MANAGED');
});
afterAll(() => world.close());

let made = 0;
/** Somebody outside the EHR. */
const outsider = async (by: string, sponsorUnitId = region): Promise<string> => {
  made += 1;
  const account = `outsider-${made}`;
  const body = { ...createExternalPerson.examples.body, account, subject: null, sponsorUnitId };
  return bodyOf<PersonRecord>(await world.as(by).send(createExternalPerson, { body }), 201).id;
};
const wish = (kind: 'LONG' | 'SHORT') => ({
  kind,
  items: [{ roleId: null, metaCode: 'stores.store.view', scope: { kind: 'ORG_SET', unitIds: [demoId('store', 1)] } }],
  reason: '门店巡检需要',
  ticketRef: null,
  wantedFrom: null,
  wantedUntil: null,
  durationMinutes: kind === 'SHORT' ? 60 : null,
});
const ask = async (person: string): Promise<AccessRequest> =>
  bodyOf<AccessRequest>(
    await world.app.client({ personId: person }).send(createRequest, {
      body: { granteeId: null, ...wish('LONG'), submit: true },
    }),
    201,
  );
const decide = async (by: string, { id: requestId, revision, contentHash }: AccessRequest) => {
  const decisions = [{ requestId, revision, contentHash, verdict: 'APPROVE', comment: null }];
  const answer = await world.as(by).send(decideRequests, { body: { decisions } });
  return bodyOf<{ items: { state: string | null; problem: { code: string } | null }[] }>(answer).items[0];
};
const waiting = async (by: string): Promise<string[]> =>
  bodyOf<{ items: { request: { id: string } }[] }>(
    await world.as(by).send(listInbox, { query: { limit: 100 } }),
  ).items.map(({ request }) => request.id);

test('invariant 1: whoever entered somebody from outside does not decide what he may do; the next superior does', async () => {
  const request = await ask(await outsider('huangwei'));
  expect(request).toMatchObject({ riskTier: 0, steps: [{ rule: 'SUPERIOR', requiredCount: 1 }] });
  expect(request.steps[0]?.deciders.map(({ id }) => id)).not.toContain(personId('huangwei'));
  expect(await waiting('huangwei')).not.toContain(request.id);
  expect(await decide('huangwei', request)).toMatchObject({ problem: { code: 'decision_not_yours' } });
  expect(await waiting('chenhai')).toContain(request.id);
  expect(await decide('chenhai', request)).toMatchObject({ state: 'APPROVED' });
});

test('invariant 1: nor does anybody on his behalf', async () => {
  const request = await ask(await outsider('huangwei'));
  const body = {
    delegateId: personId('xujing'),
    from: null,
    until: new Date(Date.now() + DAY).toISOString(),
    systems: [],
    reason: '出差',
  };
  bodyOf(await world.as('huangwei').send(createDelegation, { body }), 201);
  expect(await decide('xujing', request)).toMatchObject({ problem: { code: 'decision_not_yours' } });
  // The same delegation counts for somebody whom HR entered.
  expect(await decide('xujing', await ask(await outsider('tangna')))).toMatchObject({ state: 'APPROVED' });
});

test('invariant 1: his own word gives nothing at once either', async () => {
  const mine = await outsider('huangwei');
  const given = async (granteeId: string) =>
    bodyOf<AccessRequest>(await world.as('huangwei').send(giveGrant, { body: { granteeId, ...wish('SHORT') } }), 201);
  expect(await given(mine)).toMatchObject({ state: 'PENDING', grantIds: [] });
  // What HR entered for his unit he answers for as for everybody else there.
  expect((await given(await outsider('tangna'))).state).toBe('APPROVED');
});

test('nor does he keep it in a review; the next superior does', async () => {
  const request = await ask(await outsider('huangwei'));
  expect(await decide('chenhai', request)).toMatchObject({ state: 'APPROVED' });
  const body = {
    name: '外部人员授权复核',
    dueAt: new Date(Date.now() + 7 * DAY).toISOString(),
    onNoAnswer: 'REVOKE',
    selection: { systems: [], kinds: ['LONG'], minRiskTier: 0, unitId: null },
  };
  const { id: campaignId } = bodyOf<{ id: string }>(await world.as('fangyuan').send(startReview, { body }), 201);
  const items = bodyOf<{ items: { id: string; grantee: { id: string }; reviewer: { id: string } | null }[] }>(
    await world.as('fangyuan').send(listReviewItems, { query: { campaignId, mine: 'false', limit: 200 } }),
  ).items;
  const item = items.find(({ grantee }) => grantee.id === request.grantee?.id);
  expect(item?.reviewer?.id).not.toBe(personId('huangwei'));
  const keep = { body: { decisions: [{ itemId: item?.id, verdict: 'KEEP', comment: null }] } };
  const by = async (account: string) => (await world.as(account).send(decideReviewItems, keep)).body;
  expect(await by('huangwei')).toMatchObject({ results: [{ ok: false, code: 'not_found' }] });
  expect(await by('chenhai')).toMatchObject({ results: [{ ok: true }] });
});

test('an account that HR took over is an employee like others', async () => {
  const id = await outsider('huangwei');
  await world.change([{ kind: 'person', ref: id }], async (transaction, statusSeq) => {
    await Person.update({ kind: 'EMPLOYEE', statusSeq }, { where: { id }, transaction });
  });
  expect(await decide('huangwei', await ask(id))).toMatchObject({ state: 'APPROVED' });
});
