import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as catalogue from '@eoms/contracts/access/catalogue.contract';
import type { MetaEntry, RoleRow } from '@eoms/contracts/access/catalogue.record';
import type { CatalogueOp, ChangePreview } from '@eoms/contracts/access/catalogue-change.record';
import { adds, anyRule, CatalogueDesk, pointers } from '../../../test/catalogue-desk.ts';
import { newId } from '../../database/new-id.ts';
import { departmentId } from '../../embedded/demo/company-people.ts';

let desk: CatalogueDesk;
beforeAll(async () => {
  desk = await CatalogueDesk.open();
});
afterAll(() => desk.app.close());

describe('refused', () => {
  test('values, each at its place', async () => {
    const { id, version } = await desk.role('stores-viewer');
    const rule = anyRule(newId(), newId());
    const wrong = {
      ...rule.rule,
      position: 'nobody',
      levelMin: 7,
      levelMax: 3,
      until: '2020-01-01T00:00:00.000Z',
      from: '2020-01-01T00:00:00.000Z',
    };
    const ops: CatalogueOp[] = [
      adds({ id, version } as RoleRow, 'stores.store.view', 'service.ticket.view', 'stores.store.eat'),
      { ...rule, rule: wrong },
      {
        op: 'role.create',
        id: newId(),
        system: 'stores',
        code: 'stores-viewer',
        name: { zh: '甲', en: 'A' },
        metas: [],
      },
      {
        op: 'sod.add',
        id: newId(),
        code: 'both',
        name: { zh: '甲', en: 'A' },
        left: ['stores.store.view'],
        right: ['stores.store.view'],
        mode: 'REPORT',
        scopeSensitive: false,
      },
      { op: 'system.owner', system: 'legal', ownerId: newId(), replaces: null },
      { op: 'role.retire', roleId: id, version },
    ];
    const answer = await desk.owner(0).send(catalogue.previewChange, { body: { ops } });
    expect(answer.status).toBe(422);
    expect(pointers(answer)).toEqual(
      [
        '#/body/ops/0/addMetas/0 meta_present',
        '#/body/ops/0/addMetas/1 meta_other_system',
        '#/body/ops/0/addMetas/2 meta_unknown',
        '#/body/ops/1/rule/unitId unit_unknown',
        '#/body/ops/1/rule/position position_unknown',
        '#/body/ops/1/rule/levelMax level_order',
        '#/body/ops/1/rule/roleId role_unknown',
        '#/body/ops/1/rule/from past',
        '#/body/ops/1/rule/until period_order',
        '#/body/ops/2/code code_taken',
        '#/body/ops/3/right both_sides',
        '#/body/ops/4/ownerId person_unknown',
        '#/body/ops/5 touched_twice',
      ].toSorted(),
    );
  });

  test('a reach that a permission of the role does not allow, from either side', async () => {
    const meta = (await desk.all<MetaEntry>(catalogue.listMetas, { q: 'stores.store.change-owner' }))[0]!;
    const role = await desk.role('stores-owner-keeper');
    const tune: CatalogueOp = { op: 'meta.tune', code: meta.code, version: meta.version, scopeKinds: ['ALL'] };
    const rule = anyRule(role.id, departmentId('finance'));
    const managed = { ...rule, rule: { ...rule.rule, scope: { kind: 'MANAGED' as const, unitIds: [] } } };
    const both = await desk.owner(0).send(catalogue.previewChange, { body: { ops: [tune, managed] } });
    expect(pointers(both)).toEqual(['#/body/ops/1/rule/scope scope_refused']);
    const narrow: CatalogueOp = { ...tune, scopeKinds: ['MANAGED'] };
    expect(pointers(await desk.owner(0).send(catalogue.previewChange, { body: { ops: [narrow] } }))).toEqual([
      '#/body/ops/0 scope_refused',
    ]);
    expect((await desk.owner(0).send(catalogue.previewChange, { body: { ops: [tune] } })).status).toBe(200);
  });

  test('what would let people hold both sides of a rule that forbids it; what only warns is shown', async () => {
    const auditor = await desk.role('access-auditor');
    const ops = [anyRule(auditor.id, departmentId('it-ops'))];
    const { conflicts } = await desk.read<ChangePreview>(catalogue.previewChange, { body: { ops } });
    expect(conflicts).toContainEqual(expect.objectContaining({ code: 'emergency-and-review', mode: 'BLOCK' }));
    const answer = await desk.propose(ops);
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'duties_conflict', blockers: [{ kind: 'emergency-and-review' }] },
    });
    const keeper = await desk.role('stores-owner-keeper');
    const warned = [anyRule(keeper.id, departmentId('store-ops'))];
    const soft = await desk.read<ChangePreview>(catalogue.previewChange, { body: { ops: warned } });
    expect(soft.conflicts).toContainEqual(expect.objectContaining({ code: 'found-and-transfer', mode: 'EXTRA_STAGE' }));
    expect((await desk.propose(warned)).status).toBe(201);
  });

  test('a new rule of separation that people break already', async () => {
    const op: CatalogueOp = {
      op: 'sod.add',
      id: newId(),
      code: 'view-and-edit',
      name: { zh: '查看与编辑分离', en: 'Seeing and editing apart' },
      left: ['stores.store.view'],
      right: ['stores.store.edit'],
      mode: 'BLOCK',
      scopeSensitive: true,
    };
    expect((await desk.propose([op])).body).toMatchObject({ code: 'duties_conflict' });
    expect((await desk.propose([{ ...op, mode: 'REPORT' }])).status).toBe(201);
  });

  test('what would leave fewer than two permission owners', async () => {
    const { id, version } = await desk.role('access-owner');
    const op: CatalogueOp = {
      op: 'role.change',
      roleId: id,
      version,
      addMetas: [],
      removeMetas: ['access.catalogue.approve'],
    };
    expect((await desk.propose([op])).body).toMatchObject({ code: 'last_administrators' });
  });

  test('whoever only looks at the catalogue proposes nothing, and outsiders do not see it', async () => {
    const ids = await desk.app.services.identity.access.holdersOf('access.catalogue.view', new Date());
    const { access } = desk.app.services.identity;
    const may = await Promise.all(
      ids.map(async (id) => (await access.accessOfPerson(id, new Date())).has('access.catalogue.propose')),
    );
    const auditor = desk.app.client({ personId: ids[may.indexOf(false)]! });
    const role = await desk.role('stores-viewer');
    const body = { ops: [adds(role, 'stores.store.change-status')] };
    expect((await auditor.send(catalogue.previewChange, { body })).status).toBe(200);
    expect((await auditor.send(catalogue.proposeChange, { body: { ...body, reason: '试试' } })).status).toBe(403);
    const { people } = await access.facts();
    const other = people.find(({ id, status }) => status === 'ACTIVE' && !ids.includes(id))!;
    const outsider = desk.app.client({ personId: other.id });
    expect((await outsider.send(catalogue.listRoles)).status).toBe(403);
  });
});
