import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import type { ChangeNow } from '@eoms/contracts/access/requests.record';
import { AppError } from '../../errors.ts';
import { inTransaction } from '../../database/transaction.ts';
import type { Context } from '../../http/context.ts';
import { personId, roleId, unitId, type PersonCode, type RoleCode } from '../../../test/grants-company.ts';
import { openGrantsWorld, type GrantsWorld } from '../../../test/grants-world.ts';

let world: GrantsWorld;
beforeEach(async () => {
  world = await openGrantsWorld();
});
afterEach(() => world.close());

describe('the preview of a direct grant', () => {
  const fields = (kind: 'SHORT' | 'LONG', role: RoleCode, unitIds: string[]) => ({
    kind,
    items: [
      {
        roleId: roleId(role),
        metaCode: null,
        scope: unitIds.length > 0 ? { kind: 'ORG_SET' as const, unitIds } : { kind: 'OWN_STORE' as const, unitIds },
      },
    ],
    reason: '代班',
    ticketRef: null,
    wantedFrom: null,
    wantedUntil: null,
    durationMinutes: kind === 'SHORT' ? 480 : null,
  });

  test.each([
    ['n1Head', 'ann', 'SHORT', 'keeper', [], true],
    ['northHead', 'ann', 'SHORT', 'viewer', [], true],
    ['boss', 'n1Head', 'SHORT', 'viewer', [unitId('s1')], true],
    ['n1Head', 'ann', 'LONG', 'keeper', [], false],
    ['n1Head', 'ann', 'SHORT', 'closer', [], false],
    ['n1Head', 'ann', 'SHORT', 'viewer', [unitId('n2')], false],
  ] as const)('of %s for %s, %s %s, says what granting then does', async (giver, to, kind, role, units, direct) => {
    const body = { granteeId: personId(to), ...fields(kind, role, [...units]) };
    const preview = await world.call(requests.previewRequest, giver, { body });
    expect(preview.direct).toBe(direct);
    const given = await world.call(grants.giveGrant, giver, { body });
    expect(given.state).toBe(direct ? 'APPROVED' : 'PENDING');
  });

  test('is never his own word where the policy wants a second person, nor for himself', async () => {
    const own = await world.call(requests.previewRequest, 'n1Head', {
      body: { granteeId: null, ...fields('SHORT', 'viewer', []) },
    });
    expect(own.direct).toBe(false);
    // Nobody but the one above: he decides it himself, so that nobody else is there stands in nobody's way.
    await world.leave('northHead');
    await world.leave('boss');
    const body = { granteeId: personId('ann'), ...fields('SHORT', 'viewer', []) };
    expect(await world.call(requests.previewRequest, 'n1Head', { body })).toMatchObject({ direct: true, faults: [] });
  });
});

test('people work by the clock of their store, others by that of the head office; only superiors ask for others', async () => {
  const clock = (as: PersonCode, about?: PersonCode) =>
    world.call(requests.getWorkClock, as, { query: about ? { personId: personId(about) } : {} });
  expect(await clock('dan')).toEqual({ zone: 'Europe/London', inShifts: true });
  expect(await clock('southHead', 'dan')).toEqual({ zone: 'Europe/London', inShifts: true });
  expect(await clock('eve')).toEqual({ zone: 'Asia/Shanghai', inShifts: false });
  expect(await world.attempt(requests.getWorkClock, 'ann', { query: { personId: personId('dan') } })).toBe(
    'not_superior',
  );
});

test('a change that waits says what it would do today, and what keeps it from being carried out', async () => {
  let gained = 3;
  let obstacle: AppError | null = null;
  world.service.registerApplier('test', {
    validate: async () => {
      if (obstacle) throw obstacle;
    },
    describe: async () => ({ title: { zh: '调整', en: 'Change' }, lines: [], metas: [], gained, lost: 0 }),
    touchedMetas: async () => [],
    apply: async () => undefined,
  });
  const request = await inTransaction(
    world.database.sequelize,
    async ({ transaction }) => {
      const caller = { kind: 'person' as const, id: personId('owner1'), name: 'owner1', clientId: 'test', sid: null };
      const access = await world.access.accessOfPerson(personId('owner1'), world.now(), transaction);
      const context = { requestId: 'test', now: world.now(), transaction, caller: { ...caller, access } };
      const proposed = { kind: 'test', content: {}, reason: '调整', touchedTier: 1 };
      return world.service.submitChange(context as unknown as Context, proposed);
    },
    { now: world.now() },
  );
  const now = async (): Promise<ChangeNow | null> => {
    const { change, changeNow } = await world.call(requests.getRequest, 'owner2', {
      params: { requestId: request.id },
    });
    expect(change?.gained).toBe(3);
    return changeNow;
  };
  expect(await now()).toEqual({ gained: 3, lost: 0, hindrance: null });
  gained = 7;
  obstacle = new AppError('change_not_applicable');
  expect(await now()).toMatchObject({ gained: 7, hindrance: { zh: expect.any(String) } });
  const { id, revision, contentHash } = request;
  const row = { requestId: id, revision, contentHash, verdict: 'DENY' as const, comment: '先不改' };
  await world.call(requests.decideRequests, 'owner2', { body: { decisions: [row] } });
  expect(await now()).toBeNull();
});
