import fc from 'fast-check';
import * as delegations from '@eoms/contracts/access/delegations.contract';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import { newId } from '../src/database/new-id.ts';
import { Meta } from '../src/portal/catalogue/catalogue.model.ts';
import { OrgHead } from '../src/portal/people/people.model.ts';
import { askable, codeOf, DAY, personId, roleId, unitId, type PersonCode, type RoleCode } from './grants-company.ts';
import { actorFor, Dice, somebody } from './grants-actors.ts';
import { aboveAll, readRaw, type Raw, type RawRequest } from './grants-raw.ts';
import type { GrantsWorld } from './grants-world.ts';

const HOUR = 3600_000;
const kinds = [
  ...Array<'decide'>(30).fill('decide'),
  ...Array<'ask'>(8).fill('ask'),
  ...Array<'askFor'>(3).fill('askFor'),
  ...Array<'give'>(5).fill('give'),
  ...Array<'delegate'>(4).fill('delegate'),
  ...Array<'clock'>(6).fill('clock'),
  ...Array<'edit'>(4).fill('edit'),
  ...Array<'move'>(2).fill('move'),
  ...Array<'head'>(2).fill('head'),
  'withdraw',
  'endDelegation',
  'extend',
  'extend',
  'revoke',
  'giveBack',
  'confirm',
  'confirm',
  'leave',
  'leave',
  'comeBack',
  'comeBack',
  'suspend',
  'risk',
] as const;

/** One step of a history: what to do, and numbers from which it chooses by what is there. */
export type Step = readonly [kind: (typeof kinds)[number], numbers: readonly number[]];

const numbers = fc.array(fc.nat(9999), { minLength: 12, maxLength: 12 });
const step = fc.tuple(fc.constantFrom(...kinds), numbers);
/** A company in which nobody asked for anything yet has little to go wrong. */
const beginnings = ['ask', 'give', 'delegate', 'delegate', 'delegate', 'ask', 'ask', 'askFor'] as const;
const beginning = fc.tuple(...beginnings.map((kind) => fc.tuple(fc.constant(kind), numbers)));

const endings = ['give', 'leave', 'comeBack'] as const;
const ending = fc.tuple(...endings.map((kind) => fc.tuple(fc.constant(kind), numbers)));

/** Histories of commands; what each number means depends on the rows that are there when it is run. */
export const histories = (length: number): fc.Arbitrary<Step[]> =>
  fc
    .tuple(beginning, fc.array(step, { minLength: length, maxLength: length }), ending)
    .map(([first, rest, last]) => [...first, ...rest, ...last]);

const scopes = (dice: Dice): { kind: 'OWN_STORE' | 'SELF' | 'ALL' | 'ORG_SET'; unitIds: string[] } => {
  const kind = dice.of(['OWN_STORE', 'OWN_STORE', 'ORG_SET', 'ORG_SET', 'SELF', 'ALL'] as const) ?? 'SELF';
  const unit = dice.of(['n1', 'n2', 's1', 'north', 'company'] as const) ?? 'n1';
  return { kind, unitIds: kind === 'ORG_SET' ? [unitId(unit)] : [] };
};

function wish(world: GrantsWorld, dice: Dice) {
  const role = dice.of(Object.keys(askable) as RoleCode[]) ?? 'viewer';
  const long = dice.often(30);
  // Some ask for more than the permission allows: those are refused.
  const minutes = [60, 600, 3000, 60_000][dice.next() % 4] ?? 60;
  const wantedFrom = dice.often(20) ? new Date(world.now().getTime() + DAY).toISOString() : null;
  return {
    kind: long ? ('LONG' as const) : ('SHORT' as const),
    items: [{ roleId: roleId(role), metaCode: null, scope: scopes(dice) }],
    reason: '工作需要',
    ticketRef: null,
    wantedFrom,
    wantedUntil: null,
    durationMinutes: long ? null : minutes,
  };
}

const workers = ['ann', 'bob', 'cai', 'dan', 'eve', 'n1Head', 's1Head', 'deskHead'] as const;

const pending = (raw: Raw): RawRequest[] => raw.requests.filter(({ state }) => state === 'PENDING');

async function decide(world: GrantsWorld, raw: Raw, dice: Dice): Promise<string> {
  const open = pending(raw);
  const request = dice.of(open.length > 0 && dice.often(95) ? open.slice(-4) : raw.requests);
  if (!request) return 'decide nothing';
  const actor = actorFor(raw, request, dice, world.now().getTime());
  const verdict = dice.often(88) ? ('APPROVE' as const) : ('DENY' as const);
  const revision = dice.often(95) ? request.revision : Math.max(1, request.revision - 1);
  const decision = { requestId: request.id, revision, contentHash: request.content_hash, verdict, comment: '按规定' };
  const body = { decisions: [decision] };
  const said = `decide ${request.number} by ${actor}`;
  const outcome = await world.attempt(requests.decideRequests, actor, { body });
  return `${said}: ${outcome}`;
}

async function entry(world: GrantsWorld, raw: Raw, dice: Dice, kind: Step[0]): Promise<string> {
  const fields = wish(world, dice);
  const grantee = kind !== 'ask' && dice.often(15) ? 'partner' : (dice.of(workers) ?? 'ann');
  if (kind === 'ask') {
    const body = { granteeId: null, ...fields, submit: dice.often(92) };
    return `ask by ${grantee}: ${await world.attempt(requests.createRequest, grantee, { body })}`;
  }
  const above = aboveAll(raw, personId(grantee), world.now().getTime());
  const giver = dice.often(90) ? codeOf(dice.of(above) ?? personId('boss')) : somebody(dice);
  const granteeId = personId(grantee);
  const outcome =
    kind === 'give'
      ? await world.attempt(grants.giveGrant, giver, { body: { granteeId, ...fields } })
      : await world.attempt(requests.createRequest, giver, { body: { granteeId, ...fields, submit: true } });
  return `${kind} ${grantee} by ${giver}: ${outcome}`;
}

async function change(world: GrantsWorld, raw: Raw, dice: Dice, kind: Step[0]): Promise<string> {
  const request = dice.of(raw.requests.filter(({ state }) => state === 'PENDING' || state === 'DRAFT').slice(-5));
  if (!request) return `${kind} nothing`;
  const actor = dice.often(90) ? codeOf(request.requester_id) : somebody(dice);
  const params = { requestId: request.id };
  const ifMatch = request.version;
  if (kind === 'withdraw') {
    const outcome = await world.attempt(requests.withdrawRequest, actor, { params, body: {}, ifMatch });
    return `withdraw ${request.number}: ${outcome}`;
  }
  const { items, kind: _kind, durationMinutes } = wish(world, dice);
  const body = dice.often(50)
    ? { items }
    : { durationMinutes: request.kind === 'SHORT' ? (durationMinutes ?? 90) : null };
  const outcome = await world.attempt(requests.editRequest, actor, {
    params,
    body: { ...body, submit: true },
    ifMatch,
  });
  return outcome === 'ok' ? `edit ${request.number}` : `no edit of ${request.number}: ${outcome}`;
}

async function delegate(world: GrantsWorld, dice: Dice): Promise<string> {
  const owner = dice.of(['northHead', 'southHead', 'n1Head', 's1Head', 'deskHead'] as const) ?? 'boss';
  const to = dice.often(60) ? (dice.of(['boss', 'n2Head', 'itHead', 'eve'] as const) ?? 'boss') : somebody(dice);
  const from = dice.often(30) ? new Date(world.now().getTime() + HOUR) : world.now();
  const until = new Date(from.getTime() + ([5 * HOUR, 5 * HOUR, 2 * DAY, 80 * DAY][dice.next() % 4] ?? DAY));
  const systems = dice.often(25) ? (['stores'] as const) : [];
  const body = {
    delegateId: personId(to),
    from: from.toISOString(),
    until: until.toISOString(),
    systems: [...systems],
    reason: '休假',
  };
  return `delegate ${owner} to ${to}: ${await world.attempt(delegations.createDelegation, owner, { body })}`;
}

async function onGrant(world: GrantsWorld, raw: Raw, dice: Dice, kind: Step[0]): Promise<string> {
  const grant = dice.of(raw.grants.slice(-8));
  if (!grant) return `${kind} nothing`;
  const params = { grantId: grant.id };
  const above = aboveAll(raw, grant.grantee_id, world.now().getTime());
  const actor = codeOf((dice.often(80) ? dice.of(above) : undefined) ?? personId(somebody(dice)));
  const until = new Date(world.now().getTime() + 20 * DAY).toISOString();
  const more =
    grant.kind === 'SHORT'
      ? { wantedUntil: null, durationMinutes: 120 }
      : { wantedUntil: until, durationMinutes: null };
  const outcomes = {
    extend: () =>
      world.attempt(grants.extendGrant, actor, { params, body: { ...more, reason: '未完成', ticketRef: null } }),
    revoke: () => world.attempt(grants.revokeGrant, actor, { params, body: { reason: '不再需要' } }),
    giveBack: () => world.attempt(grants.returnGrant, codeOf(grant.grantee_id), { params, body: {} }),
    confirm: () => world.attempt(grants.confirmGrant, actor, { params, body: {} }),
  };
  return `${kind} by ${actor}: ${await outcomes[kind as keyof typeof outcomes]()}`;
}

async function lead(world: GrantsWorld, dice: Dice): Promise<string> {
  const unit = dice.of(['north', 'n1', 'n2', 's1', 'south'] as const) ?? 'n1';
  const who = somebody(dice);
  const kind = dice.of(['HEAD', 'ACTING', 'DEPUTY'] as const) ?? 'HEAD';
  const ending = dice.often(40);
  await world.change([{ kind: 'org', ref: unitId(unit) }], async (transaction, seq) => {
    const where = { unitId: unitId(unit), endsAt: null };
    if (ending) await OrgHead.update({ endsAt: world.now(), seq }, { where, transaction });
    const fact = { startsAt: world.now(), endsAt: null, seq, source: 'EOMS' as const };
    if (!ending)
      await OrgHead.create(
        { id: newId(), unitId: unitId(unit), personId: personId(who), kind, ...fact },
        { transaction },
      );
  });
  return ending ? `${unit} has no head` : `${who} becomes ${kind} of ${unit}`;
}

async function risk(world: GrantsWorld, dice: Dice): Promise<string> {
  const code = dice.of(['stores.store.edit', 'stores.store.change-status', 'service.ticket.reply'] as const);
  const riskTier = dice.next() % 4;
  await world.change([{ kind: 'meta', ref: 'stores' }], async (transaction) => {
    await Meta.update({ riskTier, tuned: true }, { where: { code }, transaction });
  });
  return `risk of ${code} is ${riskTier}`;
}

const movable = ['ann', 'bob', 'cai', 'dan', 'n1Head', 'n2Head', 'northHead'] as const;

async function staff(world: GrantsWorld, raw: Raw, dice: Dice, kind: Step[0]): Promise<string> {
  const statusOf = (code: PersonCode) => raw.people.find(({ id }) => id === personId(code))?.status;
  const left = movable.filter((code) => statusOf(code) === 'LEFT');
  const gone = left.length > 0 ? left : movable.filter((code) => statusOf(code) !== 'ACTIVE');
  const concerned = movable.filter((code) =>
    [...pending(raw), ...raw.grants].some(({ grantee_id }) => grantee_id === personId(code)),
  );
  const likely = kind === 'comeBack' ? gone : kind === 'leave' ? concerned : [];
  const who = dice.of(likely.length > 0 ? likely : movable) ?? 'ann';
  const status = raw.people.find(({ id }) => id === personId(who))?.status;
  if (kind === 'leave' && status !== 'LEFT') await world.leave(who);
  if (kind === 'comeBack' && status !== 'ACTIVE') await world.setStatus(who, 'ACTIVE');
  if (kind === 'comeBack' && status === 'LEFT') return `rehire ${who}`;
  if (kind === 'suspend' && status === 'ACTIVE') await world.setStatus(who, 'SUSPENDED');
  if (kind === 'move') {
    const to = dice.of(['n1', 'n2', 's1', 'desk'] as const) ?? 'n1';
    await world.move(who, to, new Date(world.now().getTime() + (dice.often(40) ? 2 * DAY : 0)));
  }
  return `${kind} ${who}`;
}

async function endOne(world: GrantsWorld, raw: Raw, dice: Dice): Promise<string> {
  const paper = dice.of(raw.delegations);
  if (!paper) return 'endDelegation nothing';
  const actor = codeOf(dice.often(50) ? paper.owner_id : paper.delegate_id);
  const params = { delegationId: paper.id };
  return `endDelegation by ${actor}: ${await world.attempt(delegations.endDelegation, actor, { params, body: {} })}`;
}

/** Runs one step and says what became of it. */
export async function take(world: GrantsWorld, [kind, numbers]: Step): Promise<string> {
  const dice = new Dice(numbers);
  if (kind === 'clock') {
    world.turnClock([HOUR, 7 * HOUR, 7 * HOUR, 3 * DAY, 3 * DAY, 13 * DAY][dice.next() % 6] ?? HOUR);
    return 'time passes';
  }
  world.turnClock(60_000);
  const raw = await readRaw(world);
  switch (kind) {
    case 'decide':
      return decide(world, raw, dice);
    case 'ask':
    case 'askFor':
    case 'give':
      return entry(world, raw, dice, kind);
    case 'edit':
    case 'withdraw':
      return change(world, raw, dice, kind);
    case 'delegate':
      return delegate(world, dice);
    case 'endDelegation':
      return endOne(world, raw, dice);
    case 'extend':
    case 'revoke':
    case 'giveBack':
    case 'confirm':
      return onGrant(world, raw, dice, kind);
    case 'head':
      return lead(world, dice);
    case 'risk':
      return risk(world, dice);
    default:
      return staff(world, raw, dice, kind);
  }
}
