import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  exportAudit,
  getAuditEvent,
  listAuditEvents,
  verifyAudit,
  type AuditEvent as AuditEventShown,
  type AuditEventRow,
  type AuditVerification,
} from '@eoms/contracts/access/audit.contract';
import { createStore, updateStore, type Store } from '@eoms/contracts/stores/stores.contract';
import { openBusinessDay, refused, type BusinessDay } from '../../../test/business-day.ts';
import type { Answered, Sending, TestClient } from '../../../test/test-app.ts';
import { newId } from '../../database/new-id.ts';
import { inTransaction } from '../../database/transaction.ts';
import { demoId } from '../../embedded/demo/plan.ts';
import { Role } from '../catalogue/catalogue.model.ts';
import { ServiceClient } from '../clients/clients.model.ts';
import { recordChange } from '../access/access.service.ts';
import { AuditEvent } from './audit.model.ts';
import { recordAudit } from './audit.service.ts';
import { csvCell } from './csv.policy.ts';

let day: BusinessDay;
let auditor: TestClient;
let local: TestClient;
let store: Store;
const ownStore = demoId('store', 1);

/** An auditor of one store only: a service client, because no demo person is one. */
async function localAuditor(): Promise<TestClient> {
  const { sequelize } = day.app.database;
  const id = newId();
  await inTransaction(sequelize, async ({ transaction, now }) => {
    await recordChange(transaction, 'client', id, now);
    await ServiceClient.create(
      {
        id,
        clientId: 'local-auditor',
        name: '华东审计助手',
        status: 'ACTIVE',
        metas: ['access.audit.view'],
        scopeKind: 'STORES',
        storeIds: [ownStore],
        jwks: null,
        createdAt: now,
      },
      { transaction },
    );
  });
  return day.app.client({ serviceId: 'local-auditor' });
}

beforeAll(async () => {
  day = await openBusinessDay();
  auditor = day.app.client({ personId: await day.app.holder('access.audit.view') });
  store = await day.newStore();
  for (const hosts of [11, 12, 13]) {
    const { version } = (await AuditEvent.count({ where: { objectId: store.id } })) === 1 ? store : await reread();
    await day.keeper.send(updateStore, { params: { storeId: store.id }, ifMatch: version, body: { hosts } });
  }
  local = await localAuditor();
});
afterAll(() => day.close());

async function reread(): Promise<Store> {
  const response = await day.keeper.fetch(`/api/stores/stores/${store.id}`);
  return (await response.json()) as Store;
}

type Query = NonNullable<Sending['query']>;
const page = async (query: Query = {}, client = auditor): Promise<{ items: AuditEventRow[]; next: string | null }> =>
  (await client.send(listAuditEvents, { query })).body as { items: AuditEventRow[]; next: string | null };

async function everything(query: Query, client = auditor): Promise<AuditEventRow[]> {
  const rows: AuditEventRow[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { items, next } = await page({ ...query, ...(cursor ? { cursor } : {}) }, client);
    rows.push(...items);
    cursor = next;
  }
  return rows;
}

const detail = (eventId: string, client = auditor): Promise<Answered> =>
  client.send(getAuditEvent, { params: { eventId } });

describe('listAuditEvents', () => {
  test('newest first, in words, with the names of today', async () => {
    const items = await everything({ objectKind: 'store', objectId: store.id });
    expect(items.map(({ action }) => action)).toEqual(['updateStore', 'updateStore', 'updateStore', 'createStore']);
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    const [newest] = items;
    expect(newest).toMatchObject({
      actionTitle: { zh: '编辑门店资料', en: 'Edit a store' },
      objectName: { zh: store.name, en: store.name },
      onBehalfOf: null,
    });
    expect(newest?.actor.name).toMatch(/\p{Script=Han}/u);
  });

  test('pages follow one another without gap or repetition', async () => {
    const whole = await everything({});
    expect(await everything({ limit: 2 })).toEqual(whole);
    const { next } = await page({ limit: 2 });
    refused(
      await auditor.send(listAuditEvents, { query: { cursor: next, action: 'createStore' } }),
      400,
      'invalid_cursor',
    );
  });

  test('every filter narrows to exactly the events it names', async () => {
    const whole = await everything({});
    const sample = whole.find(({ action }) => action === 'createStore') as AuditEventRow;
    const middle = (whole[1] as AuditEventRow).at;
    const shown = (await detail(sample.id)).body as AuditEventShown;
    const cases: [Query, (row: AuditEventRow) => boolean][] = [
      [{ actorId: sample.actor.id }, ({ actor }) => actor.id === sample.actor.id],
      [{ actorKind: 'system' }, ({ actor }) => actor.kind === 'system'],
      [{ action: ['createStore', 'nothing'] }, ({ action }) => action === 'createStore'],
      [{ objectKind: 'store' }, ({ objectKind }) => objectKind === 'store'],
      [{ objectId: store.id }, ({ objectId }) => objectId === store.id],
      [{ from: middle }, ({ at }) => at >= middle],
      [{ until: middle }, ({ at }) => at < middle],
      [{ requestId: shown.requestId }, ({ id }) => id === sample.id],
      [{ onBehalfOf: 'nobody' }, () => false],
    ];
    for (const [query, fits] of cases) expect(await everything(query)).toEqual(whole.filter(fits));
  });

  test('mistake 41: who audits one store sees what concerns it and its people, and nothing else', async () => {
    const { sequelize } = day.app.database;
    const concerning = { actorKind: 'system', actorId: 'sweep:test', requestId: 'r' } as const;
    const place = { objectKind: 'store', objectId: ownStore };
    const elsewhere = { objectKind: 'store', objectId: demoId('store', 9) };
    for (const object of [place, elsewhere])
      await AuditEvent.create({
        id: newId(),
        at: new Date(),
        action: 'updateStore',
        detail: {},
        ...concerning,
        ...object,
      });
    const people = await sequelize.query<{ person_id: string }>(
      'SELECT person_id FROM assignment WHERE unit_id = :ownStore AND ends_at IS NULL',
      { replacements: { ownStore }, type: 'SELECT' as never },
    );
    const own = new Set((people as unknown as { person_id: string }[]).map((row) => row.person_id));
    const whole = await everything({});
    const expected = whole.filter(
      ({ actor, objectId }) => objectId === ownStore || own.has(actor.id) || own.has(objectId),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(whole.length);
    const seen = await everything({}, local);
    expect(seen.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  });

  test('invariant 25: an event is in the list exactly when its detail may be read, and in the export', async () => {
    const listed = new Set((await everything({}, local)).map(({ id }) => id));
    const events = await AuditEvent.findAll({ attributes: ['id'] });
    for (const { id } of events) expect((await detail(id, local)).status).toBe(listed.has(id) ? 200 : 404);
    const { body } = await local.send(exportAudit, { body: { cursor: null } });
    const { csv, rows } = body as { csv: string; rows: number };
    expect(rows).toBe(listed.size);
    for (const { id } of events) expect(csv.includes(id)).toBe(listed.has(id));
  });
});

describe('getAuditEvent', () => {
  test('shows what was recorded and where it stands in the chain', async () => {
    await auditor.send(verifyAudit);
    const [row] = await everything({ objectId: store.id, action: 'updateStore' });
    const event = (await detail(row?.id ?? '')).body as AuditEventShown;
    expect(event).toMatchObject({ ...row, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(event.detail).not.toBeNull();
    expect(event.seal?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(event.seal?.seq).toBeGreaterThan(0);
  });

  test('names what the detail speaks of by id or code, in both languages, and leaves out what nobody knows', async () => {
    const role = (await Role.findOne()) as Role;
    const unknown = newId();
    const said = { roles: [role.id, unknown], where: { store: ownStore }, code: 'stores.store.edit' };
    const { id } = await inTransaction(day.app.database.sequelize, async ({ transaction, now }) => {
      const context = { requestId: 'test', now, transaction, caller: { kind: 'system' as const, id: 'sweep:test' } };
      await recordAudit(context, { action: 'applyChange', objectKind: 'role', objectId: unknown, detail: said });
      return (await AuditEvent.findOne({ where: { objectId: unknown }, transaction })) as AuditEvent;
    });
    const { references } = (await detail(id)).body as AuditEventShown;
    const found = references.map(({ kind, id: named, code }) => [kind, named, code]);
    expect(found).toContainEqual(['role', role.id, role.code]);
    expect(found).toContainEqual(['unit', ownStore, null]);
    expect(found).toContainEqual(['meta', 'stores.store.edit', 'stores.store.edit']);
    expect(references.find(({ kind }) => kind === 'role')?.name).toEqual({ zh: role.nameZh, en: role.nameEn });
    expect(found.map(([, named]) => named)).not.toContain(unknown);
  });

  test('404 for an event that is not there', async () => {
    refused(await detail(demoId('store', 1)), 404, 'not_found');
  });
});

describe('exportAudit', () => {
  test('has a line for each event of the filter, and is an event itself', async () => {
    const { body } = await auditor.send(exportAudit, { body: { objectId: store.id, cursor: null } });
    const { csv, rows, next } = body as { csv: string; rows: number; next: string | null };
    const lines = csv.trimEnd().split('\r\n');
    expect([rows, next, lines.length]).toEqual([4, null, 5]);
    expect(lines[0]).toMatch(/^time \(UTC\),actor kind,/);
    expect(lines[1]).toContain('编辑门店资料');
    const [row] = await everything({ action: 'exportAudit' });
    const event = (await detail(row?.id ?? '')).body as AuditEventShown;
    expect(event.detail).toMatchObject({ filters: { objectId: store.id }, rows: 4 });
  });

  test.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+86', `'+86`],
    ['@cmd', `'@cmd`],
    ['a,b', '"a,b"'],
    ['两行\n文字', '"两行\n文字"'],
    [null, ''],
    ['平常', '平常'],
  ])('%j is harmless in a spreadsheet', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

describe('verifyAudit', () => {
  test('finds the whole day sound, though many events came at once', async () => {
    const body = { ...(createStore.examples.body as object), regionId: demoId('region', 1) };
    const registrar = day.app.client({ personId: await day.app.holder('stores.store.create') });
    await Promise.all(
      [501, 502, 503, 504].map((n) => registrar.send(createStore, { body: { ...body, code: `YY${n}` } })),
    );
    const [first, second] = await Promise.all([auditor.send(verifyAudit), auditor.send(verifyAudit)]);
    const verification = first.body as AuditVerification;
    expect(verification).toMatchObject({ sound: true, fault: null });
    expect(verification.events).toBe(await AuditEvent.count());
    expect((second.body as AuditVerification).sound).toBe(true);
  });
});
