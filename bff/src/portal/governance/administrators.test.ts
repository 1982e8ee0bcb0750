import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import { pino } from 'pino';
import { inTransaction } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import { Op } from 'sequelize';
import { BaseRule, Role } from '../catalogue/catalogue.model.ts';
import { Assignment, Person } from '../people/people.model.ts';
import { ADMINISTER, createAdministratorsService } from './administrators.service.ts';
import { createReviewsService } from './reviews.service.ts';
import { DAY, personId, type PersonCode } from '../../../test/grants-company.ts';
import { openGrantsWorld, type GrantsWorld } from '../../../test/grants-world.ts';

let world: GrantsWorld;
beforeEach(async () => {
  world = await openGrantsWorld();
});
afterEach(() => world.close());

const owners = ['owner1', 'owner2', 'owner3', 'owner4'] as const;

/** A command of another feature: its writes, then the question whether administrators remain. */
async function guarded(work: Parameters<GrantsWorld['change']>[1]): Promise<string> {
  const { assertAdministratorsRemain } = createAdministratorsService(world);
  try {
    const rules = (await BaseRule.findAll()).map(({ id }) => ({ kind: 'rule' as const, ref: id }));
    const people = owners.map((who) => ({ kind: 'person' as const, ref: personId(who) }));
    await world.change([...people, ...rules], async (transaction, seq) => {
      await work(transaction, seq);
      await assertAdministratorsRemain({ transaction, now: world.now() });
    });
    return 'ok';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const status = (who: PersonCode, to: Person['status']) =>
  guarded(async (transaction) => {
    await Person.update({ status: to }, { where: { id: personId(who) }, transaction });
  });
const endPlace = (who: PersonCode, at: Date) =>
  guarded(async (transaction) => {
    const where = { personId: personId(who), endsAt: { [Op.or]: [null, { [Op.gt]: at }] } };
    await Assignment.update({ endsAt: at }, { where: { ...where, startsAt: { [Op.lt]: at } }, transaction });
  });

/** How many administer at an instant. */
const administrators = async (at: Date): Promise<number> => (await world.access.holdersOf(ADMINISTER, at)).length;

/** The permission to administer, by an ordinary request of a person who never had it. */
async function becomeOwner(who: PersonCode, days: number): Promise<string> {
  const until = new Date(world.now().getTime() + days * DAY).toISOString();
  const body = {
    granteeId: null,
    kind: 'LONG' as const,
    items: [{ roleId: null, metaCode: ADMINISTER, scope: { kind: 'SELF' as const, unitIds: [] } }],
    reason: '接任权限负责人',
    ticketRef: null,
    wantedFrom: null,
    wantedUntil: until,
    durationMinutes: null,
    submit: true,
  };
  const request = await world.call(requests.createRequest, who, { body });
  const { id: requestId, revision, contentHash } = request;
  const decisions = [{ requestId, revision, contentHash, verdict: 'APPROVE' as const, comment: null }];
  for (const actor of ['itHead', 'owner1', 'owner2'] as const) {
    if (actor === 'itHead') await world.call(requests.decideRequests, 'boss', { body: { decisions } });
    else await world.call(requests.decideRequests, actor, { body: { decisions } });
  }
  const [grant] = (await world.call(grants.listMyGrants, who, { query: { limit: 50 } })).items;
  return grant?.id ?? '';
}

const step = fc.oneof(
  fc.record({ do: fc.constant('suspend' as const), who: fc.constantFrom(...owners) }),
  fc.record({ do: fc.constant('leave' as const), who: fc.constantFrom(...owners) }),
  fc.record({ do: fc.constant('resume' as const), who: fc.constantFrom(...owners) }),
  fc.record({ do: fc.constant('place' as const), who: fc.constantFrom(...owners), days: fc.constantFrom(0, 3, 9) }),
  fc.record({ do: fc.constant('rule' as const), days: fc.constantFrom(1, 30) }),
  fc.record({ do: fc.constant('clock' as const), days: fc.constantFrom(1, 4) }),
);

describe('permission owners', () => {
  it('invariant 35: at least two remain at every instant, whatever is removed, suspended or ended', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
        await world.close();
        world = await openGrantsWorld();
        for (const one of steps) {
          let outcome = 'ok';
          if (one.do === 'suspend') outcome = await status(one.who, 'SUSPENDED');
          if (one.do === 'leave') outcome = await status(one.who, 'LEFT');
          if (one.do === 'resume') outcome = await status(one.who, 'ACTIVE');
          if (one.do === 'place') outcome = await endPlace(one.who, new Date(world.now().getTime() + one.days * DAY));
          if (one.do === 'rule')
            outcome = await guarded(async (transaction) => {
              const endsAt = new Date(world.now().getTime() + one.days * DAY);
              await BaseRule.update({ endsAt }, { where: { levelMin: 5 }, transaction });
            });
          if (one.do === 'clock') world.turnClock(one.days * DAY);
          world.turnClock(60_000);
          if (outcome !== 'ok') refused += 1;
          for (let day = 0; day < 40; day += 5)
            expect(await administrators(new Date(world.now().getTime() + day * DAY))).toBeGreaterThanOrEqual(2);
        }
      }),
      { numRuns: 10, seed: 20_191_115 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  test('mistake 33: the last one is not suspended, not even where another would be left for a while only', async () => {
    expect(await status('owner4', 'SUSPENDED')).toBe('ok');
    expect(await endPlace('owner3', new Date(world.now().getTime() + 5 * DAY))).toBe('ok');
    expect(await status('owner2', 'LEFT')).toBe('last_administrators');
    expect(await status('owner3', 'LEFT')).toBe('ok');
    expect(await status('owner1', 'SUSPENDED')).toBe('last_administrators');
  });

  test('mistake 33: who administers but may decide nothing is none: the right to decide is not taken from them', async () => {
    const endDeciding = (at: Date): Promise<string> =>
      guarded(async (transaction) => {
        const role = await Role.findOne({ where: { code: 'access-self' }, transaction });
        await BaseRule.update({ endsAt: at }, { where: { roleId: role?.id ?? '' }, transaction });
      });
    expect(await endDeciding(new Date(world.now().getTime() + 1))).toBe('last_administrators');
    expect(await endDeciding(new Date(world.now().getTime() + 20 * DAY))).toBe('last_administrators');
  });

  test('mistake 33: a review whose silence takes back does not end the last of them at its due date', async () => {
    const reviews = createReviewsService({
      access: world.access,
      revoke: world.service.revokeForReview,
      reasons: world.service.reasonsOf,
      assertAdministratorsRemain: createAdministratorsService(world).assertAdministratorsRemain,
    });
    await becomeOwner('deskHead', 60);
    const dueAt = new Date(world.now().getTime() + 7 * DAY).toISOString();
    const selection = { systems: [], kinds: [], minRiskTier: 0, unitId: null };
    const start = async (onNoAnswer: 'KEEP' | 'REVOKE'): Promise<string> => {
      const all = { kind: 'all' as const };
      const access = { has: () => true, scope: () => all, metas: () => new Set<never>() };
      const caller = { kind: 'person' as const, id: personId('owner1'), name: '', clientId: 'test', sid: null, access };
      const rest = {
        requestId: 'test',
        locale: 'zh' as const,
        afterCommit: () => undefined,
        log: pino({ level: 'silent' }),
      };
      try {
        await inTransaction(world.database.sequelize, ({ transaction }) =>
          reviews.startReview(
            { ...rest, caller, now: world.now(), transaction },
            { body: { name: '复核', dueAt, onNoAnswer, selection } },
          ),
        );
        return 'ok';
      } catch (error) {
        if (error instanceof AppError) return error.code;
        throw error;
      }
    };
    for (const who of ['owner4', 'owner3'] as const) expect(await status(who, 'LEFT')).toBe('ok');
    await world.leave('owner2');
    expect(await start('REVOKE')).toBe('last_administrators');
    expect(await start('KEEP')).toBe('ok');
    await world.setStatus('owner2', 'ACTIVE');
    expect(await start('REVOKE')).toBe('ok');
  });

  test('mistake 33: a grant that keeps one in place is not revoked; one that will expire keeps nobody', async () => {
    const grantId = await becomeOwner('deskHead', 60);
    expect(grantId).not.toBe('');
    const revoke = () => world.attempt(grants.revokeGrant, 'boss', { params: { grantId }, body: { reason: '换人' } });
    expect(await status('owner4', 'LEFT')).toBe('ok');
    expect(await status('owner3', 'LEFT')).toBe('ok');
    expect(await status('owner2', 'LEFT')).toBe('last_administrators');
    await world.leave('owner2');
    expect(await revoke()).toBe('last_administrators');
    expect(await world.attempt(grants.returnGrant, 'deskHead', { params: { grantId }, body: {} })).toBe(
      'last_administrators',
    );
    await world.setStatus('owner2', 'ACTIVE');
    expect(await revoke()).toBe('ok');
  });
});
