import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as catalogue from '@eoms/contracts/access/catalogue.contract';
import type { BaseRuleRow, MetaEntry, RoleDetail } from '@eoms/contracts/access/catalogue.record';
import type { CatalogueOp, ChangePreview } from '@eoms/contracts/access/catalogue-change.record';
import { getRequest, type AccessRequest } from '@eoms/contracts/access/requests.contract';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { adds, anyRule, bodyOf, CatalogueDesk } from '../../../test/catalogue-desk.ts';
import { newId } from '../../database/new-id.ts';
import { departmentId, storeUnitId } from '../../embedded/demo/company-people.ts';

let desk: CatalogueDesk;
beforeAll(async () => {
  desk = await CatalogueDesk.open();
});
afterAll(() => desk.app.close());

describe('lists of the catalogue', () => {
  test('have each row once, page by page', async () => {
    for (const endpoint of [catalogue.listMetas, catalogue.listRoles, catalogue.listRules]) {
      const [paged, whole] = [
        await desk.all<{ id: string }>(endpoint),
        await desk.all<{ id: string }>(endpoint, {}, 200),
      ];
      expect(paged).toEqual(whole);
      expect(new Set(paged.map(({ id }) => id)).size).toBe(whole.length);
      expect(whole.length).toBeGreaterThan(10);
    }
  });

  test('find permissions by words of code and names, by risk, kind and state', async () => {
    const found = async (query: Record<string, unknown>) =>
      (await desk.all<MetaEntry>(catalogue.listMetas, query, 50)).map(({ code }) => code);
    expect(await found({ q: 'stores OWNER' })).toEqual(['stores.store.change-owner']);
    expect(await found({ q: '变更归属' })).toEqual(['stores.store.change-owner']);
    expect(await found({ system: ['stores'], risk: [3] })).toEqual(['stores.store.change-owner']);
    expect(await found({ system: ['stores'], kind: ['PAGE'] })).toEqual(['stores.store.view']);
    expect(await found({ status: ['RETIRED'] })).toEqual([]);
    for (const q of ['%', '_', `'`, '\\', "' OR 1=1 --"]) expect(await found({ q })).toEqual([]);
  });

  test('a tree read twice costs nothing the second time', async () => {
    const first = await desk.owner(0).send(catalogue.listSystemMetas, { params: { system: 'stores' } });
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect(
      (await desk.owner(0).send(catalogue.listSystemMetas, { params: { system: 'stores' }, headers })).status,
    ).toBe(304);
  });

  test('a unit shows the rules that name it and those from above', async () => {
    const rules = await desk.all<BaseRuleRow>(catalogue.listRules, { unitId: departmentId('service') }, 100);
    const units = new Set(rules.map(({ unit }) => unit?.kind ?? 'none'));
    expect(units).toEqual(new Set(['CENTRE', 'COMPANY']));
    expect(rules.every(({ unit }) => unit?.kind !== 'CENTRE' || unit.id === departmentId('service'))).toBe(true);
  });

  test('holders are those the evaluator knows', async () => {
    const code: MetaCode = 'stores.store.edit';
    const { holders } = await desk.read<{ holders: { total: number; byRule: number } }>(catalogue.getMeta, {
      params: { code },
    });
    const known = await desk.app.services.identity.access.holdersOf(code, new Date());
    expect([holders.total, holders.byRule]).toEqual([known.length, known.length]);
    const { id } = await desk.role('stores-keeper');
    const detail = await desk.read<RoleDetail>(catalogue.getRole, { params: { roleId: id } });
    expect(detail.holders.total).toBe(known.length);
    expect(detail.baseRules).toHaveLength(detail.rules);
  });

  test('unknown things are not found', async () => {
    for (const [endpoint, params] of [
      [catalogue.getRole, { roleId: newId() }],
      [catalogue.getMeta, { code: 'stores.store.eat' }],
    ] as const)
      expect((await desk.owner(0).send(endpoint, { params })).status).toBe(404);
  });
});

describe('proposing', () => {
  test('what was previewed is what happens once another owner approved, at the next request', async () => {
    const role = await desk.role('stores-viewer');
    const ops = [adds(role, 'stores.store.edit')];
    const preview = await desk.read<ChangePreview>(catalogue.previewChange, { body: { ops } });
    const before = await desk.app.services.identity.access.holdersOf('stores.store.edit', new Date());
    const request = bodyOf<AccessRequest>(await desk.propose(ops), 201);
    expect(request).toMatchObject({
      kind: 'CHANGE',
      state: 'PENDING',
      change: { gained: preview.people.gaining, lost: 0 },
    });
    expect(await desk.app.services.identity.access.holdersOf('stores.store.edit', new Date())).toEqual(before);
    expect(await desk.approve(request, 0)).toMatchObject({ ok: false });
    expect(await desk.approve(request, 1)).toMatchObject({ ok: true, state: 'APPROVED' });
    const after = await desk.app.services.identity.access.holdersOf('stores.store.edit', new Date());
    expect(after.length - before.length).toBe(preview.people.gaining);
    const changes = await desk.all<{ id: string }>(catalogue.listChanges);
    expect(changes.map(({ id }) => id)).toContain(request.id);
  });

  test('a change of permissions of risk 2 takes two owners', async () => {
    const role = await desk.role('stores-viewer');
    const request = bodyOf<AccessRequest>(await desk.propose([adds(role, 'stores.store.create')]), 201);
    expect(await desk.approve(request, 1)).toMatchObject({ ok: true, state: 'PENDING' });
    expect(await desk.approve(request, 2)).toMatchObject({ ok: true, state: 'APPROVED' });
  });

  test('of two changes of the same role the second to be approved is refused and stays open', async () => {
    const role = await desk.role('service-viewer');
    const first = bodyOf<AccessRequest>(await desk.propose([adds(role, 'service.ticket.note')]), 201);
    const second = bodyOf<AccessRequest>(await desk.propose([adds(role, 'service.ticket.reply')]), 201);
    expect(await desk.approve(first, 1)).toMatchObject({ state: 'APPROVED' });
    expect(await desk.approve(second, 1)).toMatchObject({ ok: false, problem: { code: 'change_not_applicable' } });
    expect(await desk.read(getRequest, { params: { requestId: second.id } })).toMatchObject({ state: 'PENDING' });
    expect((await desk.role('service-viewer')).metas).toBe(role.metas + 1);
  });

  test('a rule for a day to come changes nobody before it', async () => {
    const role = await desk.role('stores-founder');
    const op = anyRule(role.id, departmentId('hr'));
    const from = new Date(Date.now() + 24 * 3600_000).toISOString();
    const ops = [{ ...op, rule: { ...op.rule, from } }];
    const preview = await desk.read<ChangePreview>(catalogue.previewChange, { body: { ops } });
    expect(preview.at).toBe(from);
    expect(preview.people.gaining).toBeGreaterThan(0);
    const request = bodyOf<AccessRequest>(await desk.propose(ops), 201);
    await desk.approve(request, 1);
    await desk.approve(request, 2);
    const { access } = desk.app.services.identity;
    const [now, then] = [
      await access.holdersOf('stores.store.create', new Date()),
      await access.holdersOf('stores.store.create', new Date(from)),
    ];
    expect(then.length - now.length).toBe(
      preview.byMeta.find(({ meta }) => meta.code === 'stores.store.create')?.gained,
    );
    const [rule] = await desk.all<BaseRuleRow>(catalogue.listRules, { state: ['SCHEDULED'] });
    expect(rule).toMatchObject({ id: op.id, state: 'SCHEDULED', changeId: request.id });
    // Ended before it began, it never was.
    const end = bodyOf<AccessRequest>(await desk.propose([{ op: 'rule.end', ruleId: op.id, at: null }]), 201);
    await desk.approve(end, 1);
    await desk.approve(end, 2);
    expect(await desk.all(catalogue.listRules, { state: ['SCHEDULED'] })).toEqual([]);
  });

  test('tells which stores keep nobody who can do something', async () => {
    const { id } = await desk.role('service-requester');
    const { baseRules } = await desk.read<RoleDetail>(catalogue.getRole, { params: { roleId: id } });
    const ops = baseRules
      .filter(({ scope }) => scope.kind === 'OWN_STORE')
      .map((rule): CatalogueOp => ({ op: 'rule.end', ruleId: rule.id, at: null }));
    const { abandoned, people } = await desk.read<ChangePreview>(catalogue.previewChange, { body: { ops } });
    expect(people.losing).toBeGreaterThan(0);
    expect(abandoned.sample).toContainEqual(
      expect.objectContaining({
        unit: expect.objectContaining({ id: storeUnitId('SH001') }) as unknown,
        meta: expect.objectContaining({ code: 'service.ticket.create' }) as unknown,
      }),
    );
  });
});
