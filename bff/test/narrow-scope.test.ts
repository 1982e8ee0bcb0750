import { QueryTypes } from 'sequelize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allEndpoints } from '@eoms/contracts/catalogue';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { takeBreakGlass } from '@eoms/contracts/access/governance.contract';
import { giveGrant } from '@eoms/contracts/access/grants.contract';
import { exampleRequest } from '@eoms/contracts/fake';
import { newId } from '../src/database/new-id.ts';
import { storeUnitId } from '../src/embedded/demo/company-people.ts';
import { BaseRule, Meta, Role, RoleMeta } from '../src/portal/catalogue/catalogue.model.ts';
import type { Answered } from './test-app.ts';
import { openPeopleWorld, personId, type PeopleWorld } from './people-world.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
  const roleId = (await Role.findOne({ where: { code: 'service-requester' } }))?.id;
  const ask = { reason: '临时协助', ticketRef: null, wantedFrom: null, wantedUntil: null, durationMinutes: 600 };
  const items = [{ roleId, metaCode: null, scope: { kind: 'OWN_SUBTREE', unitIds: [] } }];
  const body = { granteeId: personId('wangmin'), kind: 'SHORT', items, ...ask };
  expect((await world.as('sunli').send(giveGrant, { body })).status).toBe(201);
  const keeper = (await Role.findOne({ where: { code: 'stores-keeper' } }))?.id;
  const emergency = { roleId: keeper, metaCode: null, scope: { kind: 'ALL', unitIds: [] }, minutes: 60 };
  const taken = await world.as('luoyang').send(takeBreakGlass, { body: { ...emergency, reason: '收银系统故障' } });
  expect(taken.status).toBe(201);
});
afterAll(() => world.close());

/** Gives every permission there is to the people from outside, with one reach. */
async function giveEverything(scopeKind: string, scopeUnitIds: readonly string[] = []): Promise<void> {
  const metas = await Meta.findAll({ where: { status: 'ACTIVE' } });
  const conditions = { unitId: null, includeSubtree: true, position: null, levelMin: null, levelMax: null };
  for (const systemCode of new Set(metas.map((meta) => meta.systemCode))) {
    const [roleId, ruleId] = [newId(), newId()];
    const changes = [
      { kind: 'role', ref: roleId },
      { kind: 'rule', ref: ruleId },
    ] as const;
    await world.change(changes, async (transaction, seq) => {
      const role = { systemCode, code: `r-${roleId.slice(-12)}`, nameZh: '全部', nameEn: 'Everything' };
      await Role.create({ id: roleId, ...role, status: 'ACTIVE', version: 1 }, { transaction });
      const own = metas.filter((meta) => meta.systemCode === systemCode);
      await RoleMeta.bulkCreate(
        own.map(({ id }) => ({ roleId, metaId: id })),
        { transaction },
      );
      const reach = { scopeKind, scopeUnitIds: [...scopeUnitIds], startsAt: new Date(0), endsAt: null, seq };
      await BaseRule.create({ id: ruleId, roleId, personKind: 'EXTERNAL', ...conditions, ...reach }, { transaction });
    });
  }
}

/** Everything that is answered as a list, a search, a count or a file, without an id of one record. */
const wholesale = allEndpoints.filter(
  ({ id, method, params, stream }) => !params && !stream && (method === 'get' || /search|export/i.test(id)),
);

/** Answers that name records to whoever holds the permission, wherever it reaches; each with the reason. */
const forEverybody: Readonly<Record<string, string>> = {
  getOrganisation: 'the tree of units and who leads them is no secret inside the company',
  findUnits: 'as getOrganisation',
  listSystems: 'who answers for a system is whom everybody asks',
  listUnitChoices: 'rules are about any unit; the catalogue is one for the company',
  listOwnerChoices: 'as listUnitChoices',
  listDelegateChoices: 'whom one may ask to stand in is found by name',
  verifyAudit: 'the log is one chain, of which its length is told',
  listAssignees: 'whoever answers tickets of all stores may be given any',
};

async function read(endpoint: Endpoint): Promise<Answered> {
  const client = world.app.client({ personId: world.app.outsider });
  const { query, body } = exampleRequest(endpoint);
  if (endpoint.id === 'exportAudit') return client.send(endpoint, { body: { cursor: null } });
  // Without filters a list shows all it has; some questions cannot be asked without.
  const plain = await client.send(endpoint, body === undefined ? {} : { body });
  return plain.status < 400 ? plain : client.send(endpoint, { query, ...(body === undefined ? {} : { body }) });
}

/** Ids of all records that lie somewhere, by table. */
async function records(): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  const tables = ['store', 'ticket', 'person', 'service_client', 'audit_event', 'access_request', 'access_grant'];
  for (const table of [...tables, 'break_glass', 'alarm']) {
    const type = QueryTypes.SELECT as const;
    const rows = await world.app.database.sequelize.query<{ id: string }>(`SELECT id FROM ${table}`, { type });
    for (const { id } of rows) known.set(id, table);
  }
  known.delete(world.app.outsider);
  return known;
}

const shown = (answer: Answered, known: ReadonlyMap<string, string>): string[] => {
  const text = JSON.stringify(answer.body ?? null);
  return [...new Set([...known].flatMap(([id, table]) => (text.includes(id) ? [table] : [])))].toSorted();
};

/** Numbers that count records, wherever they stand in an answer. */
function counts(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'number' && /^(?:total|totalResults|rows|events|count|people|openTickets)$/.test(name)
      ? [inner]
      : counts(inner),
  );
}

test('mistake 9: who holds every permission and reaches nothing finds, counts and exports nothing', async () => {
  await giveEverything('MANAGED');
  for (const endpoint of wholesale.filter(({ id }) => !(id in forEverybody))) {
    const answer = await read(endpoint);
    expect([endpoint.id, shown(answer, await records())]).toEqual([endpoint.id, []]);
    if (answer.status === 200)
      expect([endpoint.id, counts(answer.body).filter((n) => n > 0)]).toEqual([endpoint.id, []]);
  }
});

test('mistake 9: who reaches one store finds nothing of another, in whatever list, search, count or file', async () => {
  const own = storeUnitId('SH001');
  await giveEverything('ORG_SET', [own]);
  const { sequelize } = world.app.database;
  const foreign = await sequelize.query<{ id: string }>(
    'SELECT id FROM store WHERE id <> :own UNION SELECT id FROM ticket WHERE store_id <> :own',
    { type: QueryTypes.SELECT, replacements: { own } },
  );
  expect(foreign.length).toBeGreaterThan(50);
  const others = new Map(foreign.map(({ id }) => [id, 'of another store']));
  const seen = new Set<string>();
  for (const endpoint of wholesale.filter(({ id }) => !(id in forEverybody))) {
    const answer = await read(endpoint);
    expect([endpoint.id, shown(answer, others)]).toEqual([endpoint.id, []]);
    if (JSON.stringify(answer.body ?? null).includes(own)) seen.add(endpoint.id);
  }
  expect([...seen]).toEqual(expect.arrayContaining(['listStores', 'listTickets', 'listPeople']));
});

test('mistake 9: the same questions find something where everything is reached', async () => {
  await giveEverything('ALL');
  const found = new Set<string>();
  for (const endpoint of wholesale) for (const table of shown(await read(endpoint), await records())) found.add(table);
  expect([...found].toSorted()).toEqual([...new Set((await records()).values())].toSorted());
});
