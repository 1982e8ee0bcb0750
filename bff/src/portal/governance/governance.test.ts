import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '@eoms/contracts/access/governance.contract';
import { giveGrant, listGrants, type Grant } from '@eoms/contracts/access/grants.contract';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { newId } from '../../database/new-id.ts';
import { CatalogueDesk } from '../../../test/catalogue-desk.ts';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';
import { BaseRule, Meta, Role, SodRule } from '../catalogue/catalogue.model.ts';
import { AccessGrant } from '../grants/grants.model.ts';
import { Assignment } from '../people/people.model.ts';
import { Alarm, BreakGlass, ReviewItem } from './governance.model.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const OWNER = 'luoyang';
const AUDITOR = 'e1062';
const keeper = async (): Promise<string> => (await Role.findOne({ where: { code: 'stores-keeper' } }))?.id ?? '';
const take = async (account: string, change: object = {}) =>
  world.as(account).send(contract.takeBreakGlass, {
    body: {
      roleId: await keeper(),
      metaCode: null,
      scope: { kind: 'ALL', unitIds: [] },
      minutes: 60,
      reason: '收银系统故障，门店无法营业',
      ...change,
    },
  });
const holds = async (account: string, meta: MetaCode, at = new Date()): Promise<boolean> =>
  (await world.app.services.identity.access.accessOfPerson(personId(account), at)).has(meta);

/** Somebody of the audit department, who reviews emergencies. */
const auditor = async (): Promise<string> => {
  const { access } = world.app.services.identity;
  const [first] = await access.holdersOf('access.review.run', new Date());
  return first ?? AUDITOR;
};

/** A person gives back every emergency permission, and somebody else looks at them, so that the next one starts afresh. */
async function settle(account: string): Promise<void> {
  const reviewer = world.app.client({ personId: await auditor() });
  const body = { verdict: 'JUSTIFIED', note: '情况属实' };
  for (const { id, endedAt } of await BreakGlass.findAll({
    where: { personId: personId(account), reviewedAt: null },
  })) {
    const params = { breakGlassId: id };
    if (endedAt === null) await world.as(account).send(contract.endBreakGlass, { params, body: {} });
    expect(await reviewer.send(contract.reviewBreakGlass, { params, body })).toMatchObject({ status: 200 });
  }
}

describe('break-glass', () => {
  it('gives the permission at once, raises an alarm with it, and is over when given back', async () => {
    expect(await holds(OWNER, 'stores.store.edit')).toBe(false);
    const taken = await take(OWNER);
    expect(taken).toMatchObject({ status: 201, body: { state: 'ACTIVE', mayEnd: true, mayReview: false } });
    const { id } = taken.body as { id: string };
    expect(await holds(OWNER, 'stores.store.edit')).toBe(true);
    expect(await Alarm.count({ where: { objectKind: 'break-glass', objectId: id } })).toBe(1);
    const given = await world.as(OWNER).send(contract.endBreakGlass, { params: { breakGlassId: id }, body: {} });
    expect(given).toMatchObject({ status: 200, body: { state: 'ENDED' } });
    expect(await holds(OWNER, 'stores.store.edit')).toBe(false);
    const again = await world.as(OWNER).send(contract.endBreakGlass, { params: { breakGlassId: id }, body: {} });
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  it('never gives permissions of the permission centre, nor what does not exist, nor for long', async () => {
    expect(await take(OWNER, { roleId: null, metaCode: 'access.catalogue.approve' })).toMatchObject({
      body: { code: 'break_glass_forbidden' },
    });
    expect(await take(OWNER, { roleId: newId() })).toMatchObject({ status: 404 });
    expect(await take(OWNER, { minutes: 241 })).toMatchObject({ status: 422 });
    expect(await take('wangmin')).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
  });

  it('invariant 37: lasts no longer than the settings allow', async () => {
    const desk = await CatalogueDesk.over(world.app);
    await desk.settle({ breakGlassMinutes: 45 });
    expect(await take(OWNER, { minutes: 46 })).toMatchObject({
      status: 422,
      body: {
        errors: [{ pointer: '#/body/minutes', code: 'number_too_large', messages: { zh: '紧急权限最长 45 分钟' } }],
      },
    });
    await settle(OWNER);
    expect(await take(OWNER, { minutes: 45 })).toMatchObject({ status: 201 });
    await desk.settle({ breakGlassMinutes: 240 });
  });

  it('invariant 37: taken again and again it lasts no longer than the settings allow, until somebody has reviewed it', async () => {
    await settle(OWNER);
    expect(await take(OWNER, { minutes: 200 })).toMatchObject({ status: 201 });
    const spent = { status: 409, body: { code: 'break_glass_spent' } };
    expect(await take(OWNER, { minutes: 41 })).toMatchObject(spent);
    // One permission of the role is the same emergency again.
    const part = { roleId: null, metaCode: 'stores.store.edit' };
    expect(await take(OWNER, { ...part, minutes: 41 })).toMatchObject(spent);
    expect(await take(OWNER, { ...part, minutes: 40 })).toMatchObject({ status: 201 });
    expect(await take(OWNER, { minutes: 5 })).toMatchObject(spent);
    // Another one is an emergency of its own.
    const other = { roleId: null, metaCode: 'service.ticket.reply' };
    expect(await take(OWNER, { ...other, minutes: 240 })).toMatchObject({ status: 201 });
    await settle(OWNER);
    const atOnce = await Promise.all([1, 2, 3].map(() => take(OWNER, { minutes: 200 })));
    expect(atOnce.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    await settle(OWNER);
  });

  it('invariant 34: is refused where it would meet, before it ends, what somebody will hold by then', async () => {
    const rule = { id: newId(), code: 'edit-reply', nameZh: '职责分离', nameEn: 'Separation' };
    const sides = { leftMetas: ['stores.store.edit'], rightMetas: ['service.ticket.reply'] } as never as {
      leftMetas: MetaCode[];
      rightMetas: MetaCode[];
    };
    const mode = { mode: 'BLOCK' as const, scopeSensitive: false, status: 'ACTIVE' as const, version: 1 };
    const { position } = (await Assignment.findOne({ where: { personId: personId(OWNER) } })) ?? { position: '' };
    const before = new Set((await BaseRule.findAll({ attributes: ['id'] })).map(({ id }) => id));
    await world.give('service.ticket.reply', position, 'ALL');
    const mine = (await BaseRule.findAll()).filter(({ id }) => !before.has(id)).map(({ id }) => id);
    const changes = mine.map((ref) => ({ kind: 'rule' as const, ref }));
    await world.change([...changes, { kind: 'policy', ref: rule.id }], async (transaction, seq) => {
      const startsAt = new Date(Date.now() + 30 * 60_000);
      await BaseRule.update({ startsAt }, { where: { id: mine }, transaction });
      await SodRule.create({ ...rule, ...sides, ...mode, seq }, { transaction });
    });
    expect(await take(OWNER, { minutes: 60 })).toMatchObject({ body: { code: 'sod_conflict' } });
    expect(await take(OWNER, { minutes: 20 })).toMatchObject({ status: 201 });
    await world.change([...changes, { kind: 'policy', ref: rule.id }], async (transaction) => {
      await BaseRule.destroy({ where: { id: mine }, transaction });
      await SodRule.destroy({ where: { id: rule.id }, transaction });
    });
    await settle(OWNER);
  });

  it('mistake 34: stays open until somebody else reviews it, and bars its user after a day', async () => {
    const { body } = await take(OWNER);
    const { id } = body as { id: string };
    const reviewer = world.app.client({ personId: await auditor() });
    const judgement = { params: { breakGlassId: id }, body: { verdict: 'JUSTIFIED', note: '情况属实' } };
    const waiting = async (): Promise<string[]> => {
      const answer = await reviewer.send(contract.listBreakGlassReviews, { query: { limit: 200 } });
      return (answer.body as { items: { id: string }[] }).items.map((one) => one.id);
    };
    expect(await waiting()).toContain(id);
    await world.give('access.break-glass.review', 'specialist', 'ALL');
    expect(await world.as(OWNER).send(contract.reviewBreakGlass, judgement)).toMatchObject({
      body: { code: 'own_break_glass' },
    });
    await world.change([{ kind: 'person', ref: personId(OWNER) }], async (transaction) => {
      const [startsAt, endsAt] = [new Date(Date.now() - 25 * 3600_000), new Date(Date.now() - 24 * 3600_000)];
      await BreakGlass.update({ startsAt, endsAt }, { where: { id }, transaction });
    });
    expect(await take(OWNER)).toMatchObject({ body: { code: 'break_glass_unreviewed' } });
    expect(await reviewer.send(contract.reviewBreakGlass, judgement)).toMatchObject({
      status: 200,
      body: { verdict: 'JUSTIFIED', mayReview: false },
    });
    expect(await waiting()).not.toContain(id);
    expect(await reviewer.send(contract.reviewBreakGlass, judgement)).toMatchObject({ body: { code: 'conflict' } });
    expect(await take(OWNER)).toMatchObject({ status: 201 });
  });

  it('invariant 37: is effective at most four hours, with an alarm before the first use and an open review', async () => {
    const roleId = await keeper();
    const meta = (await Meta.findOne({ where: { liveCode: 'stores.store.change-status' } }))?.id ?? '';
    const checked = fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: 240 }), fc.boolean(), async (minutes, asRole) => {
        const target = asRole ? { roleId } : { roleId: null, metaCode: 'stores.store.change-status' };
        await settle(OWNER);
        const answer = await take(OWNER, { ...target, minutes });
        expect(answer.status).toBe(201);
        const { id } = answer.body as { id: string };
        const row = await BreakGlass.findByPk(id);
        const alarm = await Alarm.findOne({ where: { objectId: id } });
        expect(row?.reviewedAt).toBeNull();
        expect(row?.metaId).toBe(asRole ? null : meta);
        if (!row || !alarm) throw new Error('an emergency without its alarm');
        expect(alarm.raisedAt <= row.startsAt).toBe(true);
        const facts = await world.app.services.identity.access.facts();
        const given = facts.breakGlass.find((one) => one.id === id);
        expect((given?.to?.getTime() ?? Infinity) - row.startsAt.getTime()).toBe(minutes * 60_000);
        const fourHours = new Date(row.startsAt.getTime() + 240 * 60_000);
        expect(await holds(OWNER, 'stores.store.change-status', new Date(fourHours.getTime() + 240 * 60_000))).toBe(
          false,
        );
      }),
      { numRuns: 12 },
    );
    await expect(checked).resolves.toBeUndefined();
  });
});

describe('alarms', () => {
  it('wait until somebody responsible has seen them', async () => {
    const reviewer = world.app.client({ personId: await auditor() });
    await settle(OWNER);
    await take(OWNER);
    const list = await reviewer.send(contract.listAlarms, { query: { limit: 200 } });
    const [first] = (list.body as { items: { id: string }[] }).items;
    const seen = await reviewer.send(contract.seeAlarm, { params: { alarmId: first?.id ?? '' }, body: {} });
    expect(seen).toMatchObject({ status: 200, body: { seenBy: { id: await auditor() } } });
    const after = await reviewer.send(contract.listAlarms, { query: { limit: 200 } });
    expect((after.body as { items: { id: string }[] }).items.map(({ id }) => id)).not.toContain(first?.id);
  });
});

/** A superior gives his agent a role for some days; answers the id of the grant. */
async function given(minutes: number): Promise<string> {
  const role = await Role.findOne({ where: { code: 'service-requester' } });
  const body = {
    granteeId: personId('wangmin'),
    kind: 'SHORT',
    items: [{ roleId: role?.id ?? '', metaCode: null, scope: { kind: 'OWN_SUBTREE', unitIds: [] } }],
    reason: '临时协助提交工单',
    ticketRef: null,
    wantedFrom: null,
    wantedUntil: null,
    durationMinutes: minutes,
  };
  const answer = await world.as('sunli').send(giveGrant, { body });
  expect(answer).toMatchObject({ status: 201, body: { state: 'APPROVED' } });
  const grant = await AccessGrant.findOne({ where: { requestId: (answer.body as { id: string }).id } });
  return grant?.id ?? '';
}

const endOf = async (grantId: string): Promise<Date | null | undefined> =>
  (await world.app.services.identity.access.facts()).grants.find(({ id }) => id === grantId)?.to;

/** The end of a grant as those who manage its holder see it. */
const shownEnd = async (grantId: string): Promise<string | null | undefined> =>
  ((await world.as('sunli').send(listGrants)).body as { items: Grant[] }).items.find(({ id }) => id === grantId)?.until;

const everything = { systems: [], kinds: [], minRiskTier: 0, unitId: null };
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Starts a review as somebody of the audit department. */
async function start(change: object = {}) {
  const runner = world.app.client({ personId: await auditor() });
  const body = { name: '季度复核', dueAt: inDays(7), onNoAnswer: 'REVOKE', selection: everything, ...change };
  return runner.send(contract.startReview, { body });
}

const itemOf = async (campaignId: string, grantId: string): Promise<string> =>
  (await ReviewItem.findOne({ where: { campaignId, grantId } }))?.id ?? '';

const answerAs = async (account: string, itemId: string, verdict: 'KEEP' | 'REVOKE') => {
  const body = { decisions: [{ itemId, verdict, comment: null }] };
  const answer = await world.as(account).send(contract.decideReviewItems, { body });
  return (answer.body as { results: { ok: boolean; code: string | null }[] }).results[0];
};

describe('reviews', () => {
  it('refuse a due date that is past and a selection that matches nothing', async () => {
    const nowhere = { ...everything, unitId: newId() };
    expect(await start({ selection: nowhere })).toMatchObject({ body: { code: 'review_empty' } });
    expect(await start({ dueAt: inDays(-1) })).toMatchObject({ status: 422 });
    expect(await ReviewItem.count()).toBe(0);
  });

  it('are answered by a superior of the holder, once, and taking back ends the grant at once', async () => {
    const [kept, taken] = [await given(20_000), await given(20_000)];
    const campaign = (await start({ onNoAnswer: 'KEEP' })).body as { id: string; counts: { items: number } };
    expect(campaign.counts.items).toBe(2);
    const [keep, take] = [await itemOf(campaign.id, kept), await itemOf(campaign.id, taken)];
    await world.give('access.review.view', 'agent', 'ALL');
    expect(await answerAs('wangmin', keep, 'KEEP')).toMatchObject({ ok: false, code: 'not_found' });
    expect(await answerAs('huangwei', keep, 'KEEP')).toEqual({ itemId: keep, ok: false, code: 'not_found' });
    const list = await world.as('sunli').send(contract.listReviewItems, { query: { campaignId: campaign.id } });
    expect((list.body as { items: unknown[] }).items).toHaveLength(2);
    expect(await answerAs('sunli', keep, 'KEEP')).toMatchObject({ ok: true });
    expect(await answerAs('sunli', keep, 'REVOKE')).toEqual({ itemId: keep, ok: false, code: 'conflict' });
    expect(await answerAs('sunli', take, 'REVOKE')).toMatchObject({ ok: true });
    expect((await AccessGrant.findByPk(taken))?.revokedAt).not.toBeNull();
    expect((await AccessGrant.findByPk(kept))?.revokedAt).toBeNull();
  });

  it('end a grant at the due date when silence means taking back, unless somebody keeps it in time', async () => {
    const [silent, kept] = [await given(20_000), await given(20_000)];
    const before = await endOf(kept);
    const { id, dueAt } = (await start()).body as { id: string; dueAt: string };
    for (const grant of [silent, kept])
      expect([(await endOf(grant))?.toISOString(), await shownEnd(grant)]).toEqual([dueAt, dueAt]);
    expect(await answerAs('sunli', await itemOf(id, kept), 'KEEP')).toMatchObject({ ok: true });
    expect([await endOf(kept), await endOf(silent)]).toEqual([before, new Date(dueAt)]);
    expect([await shownEnd(kept), await shownEnd(silent)]).toEqual([before?.toISOString(), dueAt]);
    await world.change([{ kind: 'person', ref: personId('wangmin') }], async (transaction) => {
      await ReviewItem.update(
        { dueAt: new Date(Date.now() - 1000) },
        { where: { campaignId: id, verdict: null }, transaction },
      );
    });
    expect(await answerAs('sunli', await itemOf(id, silent), 'KEEP')).toMatchObject({ ok: false, code: 'conflict' });
  });
});
