import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appointHead } from '@eoms/contracts/access/organisation.contract';
import {
  createExternalPerson,
  endExternalPerson,
  resumePerson,
  suspendPerson,
} from '@eoms/contracts/access/people.contract';
import { createRequest, type AccessRequest } from '@eoms/contracts/access/requests.contract';
import { applyRun, rejectRun } from '@eoms/contracts/access/sync.contract';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { changeStoreOwner, getStore } from '@eoms/contracts/stores/stores.contract';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { departmentId } from '../src/embedded/demo/company-people.ts';
import { demoEhrPerson } from '../src/embedded/ehr/company-feed.ts';
import { personEhrId, unitEhrId } from '../src/embedded/ehr/ehr-ids.ts';
import { demoId } from '../src/embedded/demo/plan.ts';
import { momentOf, recordChanges, sourcesAt } from '../src/portal/access/access.service.ts';
import { brokenDuties, readDutyRules } from '../src/portal/catalogue/sod.service.ts';
import { BaseRule, Meta, Role, RoleMeta, SodRule } from '../src/portal/catalogue/catalogue.model.ts';
import { AccessGrant, AccessRequest as RequestRow } from '../src/portal/grants/grants.model.ts';
import { OrgHead } from '../src/portal/people/people.model.ts';
import { page } from './feed-server.ts';
import { bodyOf, demoPerson, SyncDesk, teamOf } from './sync-desk.ts';

let desk: SyncDesk;
beforeAll(async () => {
  desk = await SyncDesk.open();
  desk.server.script(page(desk.company, 'd0', { complete: true }));
  await desk.sync('full');
  await duty('transfer-and-phones', TRANSFER, PHONES, false);
  await duty('edit-and-note', EDIT, NOTE, true);
});
afterAll(() => desk.close());

const TRANSFER = 'stores.store.change-owner';
const PHONES = 'service.ticket.view-phone';
const EDIT = 'stores.store.edit';
const NOTE = 'service.ticket.note';
const DAY = 24 * 3600_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY);
const STORE = demoId('store', 1);
const REGION = demoId('region', 1);
const hr = () => desk.app.client({ personId: demoPerson('tangna').id });

async function duty(code: string, left: MetaCode, right: MetaCode, scopeSensitive: boolean): Promise<void> {
  const names = { nameZh: code, nameEn: code, leftMetas: [left], rightMetas: [right] };
  await SodRule.create({
    id: newId(),
    code,
    ...names,
    mode: 'BLOCK',
    scopeSensitive,
    status: 'ACTIVE',
    version: 1,
    seq: 1,
  });
}

/** A grant that somebody got before the change which the test makes. */
async function granted(granteeId: string, meta: MetaCode, startsAt = inDays(-1)): Promise<string> {
  const found = await Meta.findOne({ where: { liveCode: meta }, rejectOnEmpty: true });
  const [id, requestId] = [newId(), newId()];
  await inTransaction(desk.app.database.sequelize, async ({ transaction, now }) => {
    const seq = await recordChanges(transaction, [{ kind: 'person', ref: granteeId }], now);
    const asked = {
      number: requestId.slice(-8),
      granteeId,
      requesterId: granteeId,
      origin: 'SELF',
      kind: 'SHORT',
    } as const;
    const plain = { reason: '测试', ticketRef: null, wantedFrom: null, wantedUntil: null, durationMinutes: 60 };
    const state = { change: null, contentHash: '', revision: 1, state: 'APPROVED', extendsGrantId: null } as const;
    const times = { createdAt: now, submittedAt: now, expiresAt: null, decidedAt: now };
    await RequestRow.create(
      { id: requestId, ...asked, ...plain, ...state, ...times, version: 1, seq },
      { transaction },
    );
    const what = {
      roleId: null,
      metaId: found.id,
      scopeKind: 'ORG_SET' as const,
      scopeUnitIds: [STORE],
      kind: 'SHORT' as const,
    };
    const open = { revokedAt: null, revokedBy: null, revokeReason: null, basisUnitId: null, createdAt: now };
    await AccessGrant.create(
      { id, requestId, itemNo: 0, granteeId, ...what, ...open, startsAt, endsAt: inDays(30), version: 1, seq },
      { transaction },
    );
  });
  return id;
}

/** A base rule from before the change which the test makes. */
async function ruled(
  meta: MetaCode,
  who: Partial<Pick<BaseRule, 'position' | 'personKind'>>,
  scopeKind: BaseRule['scopeKind'],
): Promise<void> {
  const [id, roleId] = [newId(), newId()];
  const changes = [
    { kind: 'rule' as const, ref: id },
    { kind: 'role' as const, ref: roleId },
  ];
  await inTransaction(desk.app.database.sequelize, async ({ transaction, now }) => {
    const seq = await recordChanges(transaction, changes, now);
    const found = await Meta.findOne({ where: { liveCode: meta }, transaction, rejectOnEmpty: true });
    const named = { code: `t-${roleId.slice(-8)}`, nameZh: '测试', nameEn: 'Test', status: 'ACTIVE' as const };
    await Role.create({ id: roleId, systemCode: found.systemCode, ...named, version: 1 }, { transaction });
    await RoleMeta.create({ roleId, metaId: found.id }, { transaction });
    const anywhere = { unitId: null, includeSubtree: true, levelMin: null, levelMax: null, position: null };
    const rule = { ...anywhere, personKind: null, ...who, roleId, scopeKind, scopeUnitIds: [] };
    await BaseRule.create({ id, ...rule, startsAt: new Date(0), endsAt: null, seq }, { transaction });
  });
}

const revokedAt = async (grantId: string): Promise<number | null> =>
  (await AccessGrant.findByPk(grantId))?.revokedAt?.getTime() ?? null;

/** Somebody outside the EHR. */
async function external(): Promise<string> {
  const account = `outsider-${newId().slice(-6)}`;
  const body = { name: '驻场工程师', account, subject: null, sponsorUnitId: departmentId('it-ops'), phone: null };
  const answer = await hr().send(createExternalPerson, { body: { ...body, idNumber: null, reason: '系统实施' } });
  return bodyOf<{ id: string }>(answer).id;
}

/** Everybody who breaks a forbidding rule now or within a month, by a plain look at all he holds. */
async function breakers(): Promise<string[]> {
  const facts = await desk.app.services.identity.access.facts();
  const rules = (await readDutyRules({ transaction: undefined })).filter(({ mode }) => mode === 'BLOCK');
  return [0.001, 1, 2.5, 10, 29].flatMap((days) => {
    const moment = momentOf(facts, inDays(days));
    return facts.people.filter(({ id }) => brokenDuties(rules, sourcesAt(moment, id)).length > 0).map(({ id }) => id);
  });
}

describe('invariant 34: nobody holds both sides of a forbidding rule', () => {
  const reported = (account: string, version: number, change: object) => {
    const person = demoPerson(account);
    const data = { ...demoEhrPerson(person, desk.dayOf), ...change };
    return { entity: 'person', externalId: personEhrId(person.employeeNo ?? ''), version, data };
  };
  const places = (account: string) => demoEhrPerson(demoPerson(account), desk.dayOf).assignments ?? [];

  it('after a place in HR changed: the grant ends when the place begins', async () => {
    const grant = await granted(demoPerson('wangmin').id, TRANSFER);
    const [place] = places('wangmin');
    const turn = inDays(3);
    const raised = [
      { ...place, until: turn.toISOString() },
      { ...place, level: 4, from: turn.toISOString() },
    ];
    desk.server.script(page([reported('wangmin', 2, { assignments: raised })], 'd1'));
    expect((await desk.sync('delta')).run.state).toBe('APPLIED');
    expect(await revokedAt(grant)).toBe(turn.getTime());
    expect(await breakers()).toEqual([]);
  });

  it('after a unit moved in HR, which takes its people along', async () => {
    const grant = await granted(demoPerson('heping').id, TRANSFER);
    const finance = desk.company.find(({ externalId }) => externalId === unitEhrId('finance'));
    const data = { ...finance?.data, parentExternalId: unitEhrId('service'), effectiveFrom: desk.dayOf(0) };
    desk.server.script(page([{ ...finance, version: 2, data }], 'd2'));
    expect((await desk.sync('delta')).run.state).toBe('APPLIED');
    expect(await revokedAt(grant)).not.toBeNull();
    expect(await breakers()).toEqual([]);
  });

  it('by places in HR alone: the run waits, and nobody can apply it', async () => {
    const account = teamOf('tangna').at(-1)?.account ?? '';
    const [place] = places(account);
    const second = { ...place, unitExternalId: unitEhrId('it-ops'), level: 5, primary: false, from: desk.dayOf(0) };
    const both = [{ ...place, primary: true }, second];
    desk.server.script(page([reported(account, 2, { assignments: both })], 'd3'));
    const { run } = await desk.sync('delta');
    expect(run).toMatchObject({ state: 'STAGED', guards: [{ code: 'duties', count: 1 }] });
    expect(await desk.decide(applyRun, run)).toMatchObject({
      status: 422,
      body: { code: 'duties_conflict', blockers: [{ kind: 'people-and-permissions', count: 1 }] },
    });
    expect(await desk.decide(rejectRun, run)).toMatchObject({ status: 200 });
    expect(await breakers()).toEqual([]);
  });

  it('after somebody was appointed, at once or later', async () => {
    await ruled(NOTE, { position: 'specialist' }, 'MANAGED');
    const [first, second] = teamOf('tangna').filter(({ account }) => account !== 'tangna');
    const appoint = (personId: string, unitId: string, from: Date | null, until: Date) =>
      hr().send(appointHead, {
        params: { unitId },
        body: {
          personId,
          kind: 'ACTING',
          from: from?.toISOString() ?? null,
          until: until.toISOString(),
          reason: '代理',
        },
      });
    const [now, later] = [await granted(first!.id, EDIT), await granted(second!.id, EDIT)];
    expect((await appoint(first!.id, REGION, null, inDays(1))).status).toBe(201);
    expect(await revokedAt(now)).not.toBeNull();
    const from = inDays(2);
    expect((await appoint(second!.id, REGION, from, inDays(3))).status).toBe(201);
    expect(await revokedAt(later)).toBe(from.getTime());
    const heads = await OrgHead.count();
    // Her department edits all stores: no grant could end for it.
    const zhouting = demoPerson('zhouting').id;
    expect(await appoint(zhouting, REGION, inDays(5), inDays(6))).toMatchObject({
      status: 422,
      body: { code: 'duties_conflict', blockers: [{ kind: 'edit-and-note', count: 1 }] },
    });
    expect(await OrgHead.count()).toBe(heads);
    expect(await breakers()).toEqual([]);
  });

  it('after a store changes hands: the grant ends when its owner begins', async () => {
    await ruled(NOTE, { personKind: 'FRANCHISEE' }, 'OWN_FRANCHISE');
    const { id, franchiseeId } = demoPerson('shenguodong');
    const grant = await granted(id, EDIT);
    const keeper = desk.app.client({ personId: demoPerson('wujian').id });
    const { version } = bodyOf<{ version: number }>(await keeper.send(getStore, { params: { storeId: STORE } }));
    const from = inDays(4);
    const body = { ownerKind: 'wangyu', franchiseeId, effectiveFrom: from.toISOString(), reason: '转加盟' };
    const answer = await keeper.send(changeStoreOwner, { params: { storeId: STORE }, body, ifMatch: version });
    expect(answer).toMatchObject({ status: 200 });
    expect(await revokedAt(grant)).toBe(from.getTime());
    expect(await breakers()).toEqual([]);
  });

  it('after somebody who was suspended comes back', async () => {
    const id = await external();
    const grant = await granted(id, TRANSFER);
    const step = { params: { personId: id }, body: { reason: '合同续签' } };
    expect((await hr().send(suspendPerson, step)).status).toBe(200);
    await ruled(PHONES, { personKind: 'EXTERNAL' }, 'ALL');
    expect(await revokedAt(grant)).toBeNull();
    expect((await hr().send(resumePerson, step)).status).toBe(200);
    expect(await revokedAt(grant)).not.toBeNull();
    expect(await breakers()).toEqual([]);
  });
});

describe('people outside the EHR', () => {
  it('invariant 18: whoever is ended outside the EHR keeps no grant and no request', async () => {
    const id = await external();
    const grant = await granted(id, 'stores.store.view');
    const item = { roleId: null, metaCode: 'stores.store.view', scope: { kind: 'SELF', unitIds: [] } };
    const times = { ticketRef: null, wantedFrom: null, wantedUntil: null, durationMinutes: 60 };
    const wish = { granteeId: null, kind: 'SHORT', items: [item], reason: '现场排查', ...times, submit: true };
    const asked = await desk.app.client({ personId: id }).send(createRequest, { body: wish });
    expect(asked.body).toMatchObject({ state: 'PENDING' });
    const step = { params: { personId: id }, body: { reason: '合同结束' } };
    expect((await hr().send(endExternalPerson, step)).status).toBe(200);
    expect(await revokedAt(grant)).not.toBeNull();
    expect((await RequestRow.findByPk(bodyOf<AccessRequest>(asked).id))?.state).toBe('WITHDRAWN');
  });
});
