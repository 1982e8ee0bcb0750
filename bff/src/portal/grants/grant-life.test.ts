import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as delegations from '@eoms/contracts/access/delegations.contract';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import type { AccessRequest } from '@eoms/contracts/access/requests.record';
import { AppError } from '../../errors.ts';
import { inTransaction } from '../../database/transaction.ts';
import type { Context } from '../../http/context.ts';
import { SystemEntry } from '../catalogue/catalogue.model.ts';
import { AccessGrant } from './grants.model.ts';
import { DAY, personId, roleId, unitId, type PersonCode, type RoleCode } from '../../../test/grants-company.ts';
import { openGrantsWorld, type GrantsWorld } from '../../../test/grants-world.ts';

let world: GrantsWorld;
beforeEach(async () => {
  world = await openGrantsWorld();
});
afterEach(() => world.close());

const page = { limit: 50 };
const decide = async (as: PersonCode, { id, revision, contentHash }: AccessRequest): Promise<string> => {
  const row = { requestId: id, revision, contentHash, verdict: 'APPROVE' as const, comment: null };
  const { items } = await world.call(requests.decideRequests, as, { body: { decisions: [row] } });
  return items[0]?.problem?.code ?? items[0]?.state ?? '';
};
const ask = (as: PersonCode, kind: 'LONG' | 'SHORT', role: RoleCode = 'viewer', units: string[] = []) =>
  world.call(requests.createRequest, as, {
    body: {
      granteeId: null,
      kind,
      items: [
        {
          roleId: roleId(role),
          metaCode: null,
          scope: { kind: units.length > 0 ? 'ORG_SET' : 'OWN_STORE', unitIds: units },
        },
      ],
      reason: '工作需要',
      ticketRef: null,
      wantedFrom: null,
      wantedUntil: null,
      durationMinutes: kind === 'SHORT' ? 600 : null,
      submit: true,
    },
  });
const mine = async (who: PersonCode) => (await world.call(grants.listMyGrants, who, { query: page })).items;
const holds = async (who: PersonCode): Promise<boolean> =>
  (await world.access.accessOfPerson(personId(who), world.now())).has('stores.store.view');

describe('a long grant of somebody who moves', () => {
  test('rests from the move on, is confirmed by the new superior, and works on', async () => {
    await decide('n1Head', await ask('ann', 'LONG'));
    expect(await holds('ann')).toBe(true);
    await world.move('ann', 's1');
    expect(await holds('ann')).toBe(false);
    const [grant] = await mine('ann');
    expect(grant).toMatchObject({ state: 'SUSPENDED', suspended: { unit: { id: unitId('s1') } }, mayExtend: true });
    const params = { grantId: grant?.id ?? '' };
    expect(await world.attempt(grants.confirmGrant, 'n1Head', { params, body: {} })).toBe('not_superior');
    world.turnClock(14 * DAY - 1);
    expect(await world.attempt(grants.confirmGrant, 's1Head', { params, body: {} })).toBe('ok');
    expect(await holds('ann')).toBe(true);
    expect(await world.attempt(grants.confirmGrant, 's1Head', { params, body: {} })).toBe('grant_not_suspended');
  });

  test('ends when nobody confirms it within 14 days', async () => {
    await decide('n1Head', await ask('ann', 'LONG'));
    await world.move('ann', 's1');
    world.turnClock(14 * DAY);
    const [grant] = await mine('ann');
    expect(grant).toMatchObject({ state: 'ENDED' });
    const params = { grantId: grant?.id ?? '' };
    expect(await world.attempt(grants.confirmGrant, 's1Head', { params, body: {} })).toBe('grant_not_suspended');
    expect(
      (
        await world.call(grants.listGrants, 'owner1', {
          query: { ...page, state: ['SUSPENDED', 'ACTIVE'], sort: 'from', order: 'asc' },
        })
      ).items,
    ).toEqual([]);
    expect(
      (
        await world.call(grants.listGrants, 'owner1', {
          query: { ...page, state: ['ENDED'], sort: 'until', order: 'asc' },
        })
      ).items,
    ).toHaveLength(1);
  });

  test('is not confirmed beyond what the new superior manages', async () => {
    const request = await ask('ann', 'LONG', 'viewer', [unitId('n1')]);
    await decide('n1Head', request);
    await world.move('ann', 's1');
    const [grant] = await mine('ann');
    const params = { grantId: grant?.id ?? '' };
    expect(await world.attempt(grants.confirmGrant, 's1Head', { params, body: {} })).toBe('not_superior');
    expect(await world.attempt(grants.confirmGrant, 'boss', { params, body: {} })).toBe('ok');
  });
});

describe('an extension', () => {
  test('is a request of its own, and its grant begins where the other ends', async () => {
    await decide('n1Head', await ask('ann', 'SHORT'));
    const [grant] = await mine('ann');
    const params = { grantId: grant?.id ?? '' };
    const more = { wantedUntil: null, durationMinutes: 60, reason: '未完成', ticketRef: null };
    const request = await world.call(grants.extendGrant, 'ann', { params, body: more });
    expect(request).toMatchObject({
      origin: 'EXTENSION',
      state: 'PENDING',
      wantedFrom: grant?.until,
      extendsGrantId: grant?.id,
    });
    expect((await mine('ann')).map(({ until }) => until)).toEqual([grant?.until]);
    expect(await decide('n1Head', request)).toBe('APPROVED');
    expect((await mine('ann')).map(({ from, state }) => [from, state]).toSorted()).toEqual(
      [
        [grant?.from, 'ACTIVE'],
        [grant?.until, 'SCHEDULED'],
      ].toSorted(),
    );
    expect(await world.attempt(grants.extendGrant, 'n1Head', { params, body: more })).toBe('ok');
    expect(await world.attempt(grants.extendGrant, 'dan', { params, body: more })).toBe('not_found');
  });
});

describe('the digest of a superior', () => {
  test('names what ends soon for his own people, and nobody else’s', async () => {
    for (const [who, head] of [
      ['ann', 'n1Head'],
      ['bob', 'n1Head'],
      ['cai', 'n2Head'],
    ] as const)
      await decide(head, await ask(who, 'SHORT'));
    const digest = await world.call(grants.expiryDigest, 'n1Head', { query: { ...page, withinDays: 14 } });
    expect(digest.items.map(({ person }) => person.name).toSorted()).toEqual(['ann', 'bob']);
    expect(digest.total).toBe(2);
    expect((await world.call(grants.expiryDigest, 'northHead', { query: { ...page, withinDays: 14 } })).total).toBe(0);
  });
});

describe('a delegation', () => {
  const entrust = (owner: PersonCode, delegate: PersonCode, days: number, systems: 'service'[] = []) =>
    world.call(delegations.createDelegation, owner, {
      body: {
        delegateId: personId(delegate),
        from: null,
        until: new Date(world.now().getTime() + days * DAY).toISOString(),
        systems,
        reason: '年休假',
      },
    });

  test('invariant 5: lets the delegate decide until its end and not at it, for its systems only', async () => {
    await entrust('n1Head', 'n2Head', 2);
    const [early, late, other] = [
      await ask('ann', 'SHORT'),
      await ask('ann', 'SHORT', 'keeper'),
      await ask('bob', 'SHORT'),
    ];
    const inbox = await world.call(requests.listInbox, 'n2Head', { query: { ...page, sort: 'dueAt', order: 'asc' } });
    expect(inbox.items[0]).toMatchObject({ as: 'SUPERIOR', onBehalfOf: { name: 'n1Head' } });
    world.turnClock(2 * DAY - 1);
    expect(await decide('n2Head', early)).toBe('APPROVED');
    world.turnClock(1);
    expect(await decide('n2Head', late)).toBe('decision_not_yours');
    await entrust('n1Head', 'n2Head', 2, ['service']);
    expect(await decide('n2Head', other)).toBe('decision_not_yours');
    const shown = await world.call(requests.getRequest, 'ann', { params: { requestId: early.id } });
    expect(shown.decisions).toMatchObject([{ actor: { name: 'n2Head' }, onBehalfOf: { name: 'n1Head' } }]);
  });

  test('invariant 5: goes one step deep, and ends at once', async () => {
    const { id } = await entrust('n1Head', 'n2Head', 5);
    await entrust('n2Head', 'southHead', 5);
    const request = await ask('ann', 'SHORT');
    expect(await decide('southHead', request)).toBe('decision_not_yours');
    expect(await world.attempt(delegations.endDelegation, 'dan', { params: { delegationId: id }, body: {} })).toBe(
      'not_found',
    );
    world.turnClock(60_000);
    await world.call(delegations.endDelegation, 'n2Head', { params: { delegationId: id }, body: {} });
    expect(await decide('n2Head', request)).toBe('decision_not_yours');
    // A decision that was sent before and had to wait comes too late all the same.
    world.turnClock(-30_000);
    expect(await decide('n2Head', request)).toBe('decision_not_yours');
    world.turnClock(30_000);
    expect(await world.attempt(delegations.endDelegation, 'n1Head', { params: { delegationId: id }, body: {} })).toBe(
      'delegation_over',
    );
  });

  test('invariant 5: never decides about somebody above the delegate', async () => {
    // Ann works under the head of n1; he asks, and his superior's delegate is one of his own people.
    await world.setStatus('boss', 'SUSPENDED');
    await entrust('northHead', 's1Head', 5);
    await world.move('s1Head', 'n1');
    const request = await ask('n1Head', 'SHORT');
    expect(await decide('s1Head', request)).toBe('decision_not_yours');
    expect(await decide('northHead', request)).toBe('APPROVED');
  });

  test('is refused to whom it does not belong, beyond 90 days, and from whom has nothing to decide', async () => {
    const refused = (owner: PersonCode, delegate: PersonCode, days: number) =>
      entrust(owner, delegate, days).then(
        () => 'ok',
        (error: unknown) => (error instanceof AppError ? error.code : 'fault'),
      );
    expect(await refused('northHead', 'ann', 5)).toBe('delegate_ineligible');
    expect(await refused('northHead', 'northHead', 5)).toBe('delegate_ineligible');
    expect(await refused('northHead', 'southHead', 91)).toBe('validation_failed');
    expect(await refused('ann', 'southHead', 5)).toBe('delegation_pointless');
    expect(await refused('northHead', 'southHead', 90)).toBe('ok');
    const { items } = await world.call(delegations.listDelegateChoices, 'northHead', { query: page });
    const names = items.map(({ name }) => name);
    expect(names).toContain('southHead');
    for (const name of ['northHead', 'ann', 'n1Head']) expect(names).not.toContain(name);
  });
});

describe('a change of the catalogue', () => {
  const done: string[] = [];
  const propose = (as: PersonCode, touchedTier: number, content: unknown = { owner: 'dan' }) =>
    inTransaction(
      world.database.sequelize,
      async ({ transaction }) => {
        const caller = { kind: 'person' as const, id: personId(as), name: as, clientId: 'test', sid: null };
        const access = await world.access.accessOfPerson(personId(as), world.now(), transaction);
        const context = { requestId: 'test', now: world.now(), transaction, caller: { ...caller, access } };
        return world.service.submitChange(context as unknown as Context, {
          kind: 'owner',
          content,
          reason: '更换系统负责人',
          touchedTier,
        });
      },
      { now: world.now() },
    );

  beforeEach(() => {
    done.length = 0;
    world.service.registerApplier<{ owner: PersonCode }>('owner', {
      validate: async (_context, { owner }) => {
        if (owner === 'partner') throw new AppError('change_not_applicable');
      },
      describe: async () => ({
        title: { zh: '更换负责人', en: 'New owner' },
        lines: [],
        metas: [],
        gained: 0,
        lost: 0,
      }),
      touchedMetas: async () => ['stores.store.edit'],
      apply: async ({ transaction }, { owner }, requestId) => {
        done.push(requestId);
        await SystemEntry.update(
          { ownerId: personId(owner) },
          { where: { code: 'stores' }, transaction: transaction! },
        );
      },
    });
  });

  test('waits for a permission owner who did not propose it, then is carried out once', async () => {
    const request = await propose('owner1', 1);
    expect(request).toMatchObject({
      kind: 'CHANGE',
      grantee: null,
      change: { kind: 'owner' },
      steps: [{ requiredCount: 1, because: 'CHANGE' }],
    });
    expect(await decide('owner1', request)).toBe('decision_not_yours');
    expect(await decide('boss', request)).toBe('decision_not_yours');
    expect(done).toEqual([]);
    expect(await decide('owner2', request)).toBe('APPROVED');
    expect(await decide('owner3', request)).toBe('request_not_open');
    expect(done).toEqual([request.id]);
  });

  test('of risk needs two of them, and what no longer fits is refused without a trace', async () => {
    const request = await propose('owner1', 2);
    expect(await decide('owner2', request)).toBe('PENDING');
    expect(await decide('owner3', request)).toBe('APPROVED');
    await expect(propose('owner1', 1, { owner: 'partner' })).rejects.toMatchObject({ code: 'change_not_applicable' });
  });
});

test('facts of grants are not written without a record of the change', async () => {
  await decide('n1Head', await ask('ann', 'SHORT'));
  await expect(AccessGrant.update({ endsAt: null }, { where: {} })).rejects.toThrow('record the change');
});
