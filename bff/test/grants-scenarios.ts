import * as delegations from '@eoms/contracts/access/delegations.contract';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import type { AccessRequest } from '@eoms/contracts/access/requests.record';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { departmentId } from '../src/embedded/demo/company-people.ts';
import { chainOf, recordChange } from '../src/portal/access/access.service.ts';
import { OrgHead } from '../src/portal/people/people.model.ts';
import { AccessGrant } from '../src/portal/grants/grants.model.ts';
import { personId } from './people-world.ts';
import type { Answered, Sending, TestApp } from './test-app.ts';

/** Sends a request as somebody who may make it. */
export type Send = (endpoint: Endpoint, sending?: Sending) => Promise<Answered>;
/** Makes the request of a scenario. */
export type Prepare = (send: Send) => Promise<Sending>;

const clerk = personId('lijie');
const manager = personId('liqiang');

const wish = (hours = 8) => ({
  kind: 'SHORT' as const,
  items: [{ roleId: null, metaCode: 'stores.store.view', scope: { kind: 'SELF' as const, unitIds: [] } }],
  reason: '代班盘点',
  ticketRef: null,
  wantedFrom: null,
  wantedUntil: null,
  durationMinutes: hours * 60,
});

const ok = <T>({ status, body }: Answered): T => {
  if (status >= 400) throw new Error(JSON.stringify(body));
  return body as T;
};

/** Steps on the way to a scenario. */
export function stepsOf(appOf: () => TestApp) {
  const as = (id: string, endpoint: Endpoint, sending: Sending): Promise<Answered> =>
    appOf().client({ personId: id }).send(endpoint, sending);
  const holder = (endpoint: Endpoint): Promise<string> => appOf().holder(endpoint.meta);
  const access = () => appOf().services.identity.access;

  const below = async (id: string): Promise<string> => {
    const facts = await access().facts();
    const found = facts.people.find(
      (person) =>
        person.status === 'ACTIVE' &&
        chainOf(facts, person.id, new Date()).some(({ personIds }) => personIds.includes(id)),
    );
    return found?.id ?? '';
  };
  const ask = async (id: string): Promise<AccessRequest> =>
    ok(await as(id, requests.createRequest, { body: { granteeId: null, ...wish(), submit: true } }));
  /** A grant of somebody, asked for by himself and decided by whoever has to. */
  const grantOf = async (id: string): Promise<string> => {
    const { id: requestId, revision, contentHash, steps } = await ask(id);
    const body = { decisions: [{ requestId, revision, contentHash, verdict: 'APPROVE' as const, comment: null }] };
    for (const { requiredCount, deciders } of steps)
      for (const decider of deciders.slice(0, requiredCount))
        ok(await as(decider.id, requests.decideRequests, { body }));
    const shown = ok<AccessRequest>(await as(id, requests.getRequest, { params: { requestId } }));
    return shown.grantIds[0] ?? '';
  };
  /** Makes whoever may decide a delegate of the manager of the store, so that he really can. */
  const standIn = async (): Promise<void> => {
    const until = new Date(Date.now() + 24 * 3600_000).toISOString();
    const body = { delegateId: await holder(requests.decideRequests), from: null, until, systems: [], reason: '休假' };
    ok(await as(manager, delegations.createDelegation, { body }));
  };
  /** Somebody who leads a unit delegates to its deputy; both are made so that anybody may be the one who calls. */
  const delegation = async () => {
    const ownerId = await holder(delegations.createDelegation);
    const unitId = departmentId('executive');
    await inTransaction(appOf().database.sequelize, async ({ transaction, now }) => {
      const seq = await recordChange(transaction, 'org', unitId, now);
      const fact = { unitId, startsAt: now, endsAt: null, seq, source: 'EOMS' as const };
      await OrgHead.create({ id: newId(), personId: ownerId, kind: 'ACTING', ...fact }, { transaction });
      await OrgHead.create({ id: newId(), personId: manager, kind: 'DEPUTY', ...fact }, { transaction });
    });
    const until = new Date(Date.now() + 24 * 3600_000).toISOString();
    return { delegateId: manager, from: null, until, systems: ['service'], reason: '休假' };
  };
  /** Turns a grant into a long one that was given while its holder worked elsewhere. */
  const moved = async (grantId: string): Promise<void> => {
    await inTransaction(appOf().database.sequelize, async ({ transaction, now }) => {
      await recordChange(transaction, 'person', clerk, now);
      const values = { kind: 'LONG' as const, basisUnitId: departmentId('service') };
      await AccessGrant.update(values, { where: { id: grantId }, transaction });
    });
  };

  return { holder, below, as, ask, grantOf, standIn, delegation, moved };
}

type Steps = ReturnType<typeof stepsOf>;

const requestScenarios = ({ holder, ask, standIn }: Steps): Record<string, Prepare> => ({
  listRequestable: async () => ({ query: { q: '门店', kind: 'meta', limit: 2 } }),
  previewRequest: async () => ({ body: { granteeId: null, ...wish() } }),
  getWorkClock: async () => ({}),
  createRequest: async () => ({ body: { granteeId: null, ...wish(), submit: true } }),
  listMyRequests: async () => ({ query: { state: ['PENDING', 'EXPIRED'], limit: 2 } }),
  getRequest: async () => ({ params: { requestId: (await ask(await holder(requests.getRequest))).id } }),
  editRequest: async () => {
    const { id, version } = await ask(await holder(requests.editRequest));
    return { params: { requestId: id }, ifMatch: version, body: { durationMinutes: 120 } };
  },
  withdrawRequest: async () => {
    const { id, version } = await ask(await holder(requests.withdrawRequest));
    return { params: { requestId: id }, ifMatch: version, body: {} };
  },
  listInbox: async () => {
    await standIn();
    await ask(clerk);
    return { query: { risk: [0, 1], limit: 2 } };
  },
  decideRequests: async () => {
    await standIn();
    const { id: requestId, revision, contentHash } = await ask(clerk);
    return { body: { decisions: [{ requestId, revision, contentHash, verdict: 'APPROVE', comment: null }] } };
  },
});

const grantScenarios = ({ holder, below, grantOf, standIn, moved }: Steps): Record<string, Prepare> => ({
  listGrants: async () => {
    await grantOf(clerk);
    return { query: { state: ['ACTIVE'], system: ['stores'], endsWithinDays: 3, limit: 2 } };
  },
  listMyGrants: async () => {
    await grantOf(await holder(grants.listMyGrants));
    return { query: { limit: 2 } };
  },
  expiryDigest: async () => ({ query: { withinDays: 14 } }),
  giveGrant: async () => ({ body: { granteeId: await below(await holder(grants.giveGrant)), ...wish() } }),
  extendGrant: async () => ({
    params: { grantId: await grantOf(await holder(grants.extendGrant)) },
    body: { wantedUntil: null, durationMinutes: 60, reason: '盘点未完成', ticketRef: null },
  }),
  revokeGrant: async () => ({ params: { grantId: await grantOf(clerk) }, body: { reason: '盘点已结束' } }),
  returnGrant: async () => ({ params: { grantId: await grantOf(await holder(grants.returnGrant)) }, body: {} }),
  confirmGrant: async () => {
    await standIn();
    const grantId = await grantOf(clerk);
    await moved(grantId);
    return { params: { grantId }, body: {} };
  },
});

const delegationScenarios = ({ holder, as, delegation }: Steps): Record<string, Prepare> => ({
  listMyDelegations: async () => ({ query: { direction: 'given', limit: 2 } }),
  listDelegateChoices: async () => ({ query: { q: '李', limit: 5 } }),
  createDelegation: async () => ({ body: await delegation() }),
  endDelegation: async () => {
    const owner = await holder(delegations.createDelegation);
    const body = await delegation();
    const { id } = ok<{ id: string }>(await as(owner, delegations.createDelegation, { body }));
    return { params: { delegationId: id }, body: {} };
  },
});

/** A valid request of every endpoint of requests, grants and delegations. */
export function grantsScenarios(appOf: () => TestApp): Readonly<Record<string, Prepare>> {
  const steps = stepsOf(appOf);
  return { ...requestScenarios(steps), ...grantScenarios(steps), ...delegationScenarios(steps) };
}
