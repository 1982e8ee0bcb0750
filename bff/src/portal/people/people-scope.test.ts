import fc from 'fast-check';
import { Op } from 'sequelize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as organisation from '@eoms/contracts/access/organisation.contract';
import * as contract from '@eoms/contracts/access/people.contract';
import type { PersonRow } from '@eoms/contracts/access/people.record';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { newId } from '../../database/new-id.ts';
import { demoPeople } from '../../embedded/demo/company-people.ts';
import { demoIdNumber, demoPhone } from '../../embedded/demo/personal-data.ts';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';
import { Assignment, OrgEdge, OrgHead, OrgUnit, Person } from './people.model.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
  for (const meta of ['access.person.manage', 'access.person.view-phone', 'access.organisation.edit'] as const)
    await world.give(meta, 'regional-manager', 'MANAGED');
});
afterAll(() => world.close());

const managers = ['huangwei', 'xujing', 'guolin', 'majun', 'liqiang', 'sunli'];
const HOUR = 3600_000;
// Whoever looks keeps his own place: his permission follows from it.
const others = demoPeople.filter(({ account }) => ![...managers, 'tangna', 'zhouting'].includes(account));

/** What somebody who heads units reaches, walked from the raw rows: his units, everything below, who works or is sponsored there. */
async function reached(account: string): Promise<{ units: Set<string>; people: Set<string> }> {
  const now = new Date();
  const holds = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date | null }) =>
    startsAt <= now && (endsAt === null || now < endsAt);
  const heads = (await OrgHead.findAll({ where: { personId: personId(account) } })).filter(holds);
  const edges = (await OrgEdge.findAll()).filter(holds);
  const units = new Set(heads.filter(({ kind }) => kind !== 'DEPUTY').map(({ unitId }) => unitId));
  for (let grown = -1; grown !== units.size;) {
    grown = units.size;
    for (const { childId, parentId } of edges) if (units.has(parentId)) units.add(childId);
  }
  const places = (await Assignment.findAll()).filter(holds).filter(({ unitId }) => units.has(unitId));
  const sponsored = (await Person.findAll()).filter(({ sponsorUnitId }) => units.has(sponsorUnitId ?? ''));
  return { units, people: new Set([...places.map((place) => place.personId), ...sponsored.map(({ id }) => id)]) };
}

async function listed(account: string, query: Record<string, unknown> = {}): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await world
      .as(account)
      .send(contract.listPeople, { query: { limit: 150, ...query, ...(cursor ? { cursor } : {}) } });
    expect(answer.status).toBe(200);
    const { items, next } = answer.body as { items: PersonRow[]; next: string | null };
    seen.push(...items.map(({ id }) => id));
    cursor = next;
  }
  return seen;
}

/** Something that happens in the organisation; times are hours from now, mostly close to it. */
const event = fc.record({
  what: fc.constantFrom('second place', 'move', 'sponsor', 'unit moves', 'acting', 'leaves'),
  person: fc.nat({ max: others.length - 1 }),
  unit: fc.nat({ max: 40 }),
  from: fc.constantFrom(-200, -1, 0, 1),
  lasts: fc.constantFrom(null, 1, 150),
});

async function happens(one: typeof event extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const units = await OrgUnit.findAll({ order: ['id'] });
  const unitId = units[one.unit % units.length]?.id ?? '';
  const person = others[one.person]?.id ?? '';
  const startsAt = new Date(Date.now() + one.from * HOUR - 1000);
  const endsAt = one.lasts === null ? null : new Date(+startsAt + one.lasts * HOUR);
  const changes = [
    { kind: 'person' as const, ref: person },
    { kind: 'org' as const, ref: unitId },
  ];
  await world.change(changes, async (transaction, seq) => {
    const place = { id: newId(), personId: person, unitId, position: 'specialist', level: 3, startsAt, endsAt, seq };
    switch (one.what) {
      case 'second place':
        await Assignment.create({ ...place, isPrimary: false }, { transaction });
        break;
      case 'move':
        await Assignment.update(
          { endsAt: startsAt },
          { where: { personId: person, endsAt: null, startsAt: { [Op.lt]: startsAt } }, transaction },
        );
        await Assignment.create({ ...place, endsAt: null }, { transaction });
        break;
      case 'sponsor':
        await Person.update({ sponsorUnitId: unitId }, { where: { id: person, kind: 'FRANCHISEE' }, transaction });
        break;
      case 'unit moves': {
        const regions = units.filter(({ kind }) => kind === 'REGION');
        const parentId = regions[one.person % regions.length]?.id ?? '';
        if (units.find(({ id }) => id === unitId)?.kind === 'STORE')
          await OrgEdge.update({ parentId }, { where: { childId: unitId, endsAt: null }, transaction });
        break;
      }
      case 'acting':
        await OrgHead.create(
          {
            id: newId(),
            unitId,
            personId: personId(managers[one.person % managers.length] ?? ''),
            kind: 'ACTING',
            startsAt,
            endsAt,
            seq,
            source: 'EOMS',
          },
          { transaction },
        );
        break;
      case 'leaves':
        await Assignment.update(
          { endsAt: new Date() },
          { where: { personId: person, endsAt: null, startsAt: { [Op.lt]: new Date() } }, transaction },
        );
        break;
    }
  });
}

test('invariant 25: a person is in the list exactly when his page opens, and mistake 41: exactly when he is below the manager', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...managers),
      async (events, account) => {
        for (const one of events) await happens(one);
        const { units, people } = await reached(account);
        expect((await listed(account)).toSorted()).toEqual([...people].toSorted());
        const [unitId = ''] = units;
        const inUnit = new Set(await listed('tangna', { unitId }));
        expect((await listed(account, { unitId })).toSorted()).toEqual(
          [...inUnit].filter((id) => people.has(id)).toSorted(),
        );
        const strangers = demoPeople.map(({ id }) => id).filter((id) => !people.has(id));
        const touched = events.map(({ person }) => others[person]?.id ?? '');
        for (const id of [...touched, ...[...people].slice(0, 3), ...strangers.slice(0, 3)]) {
          const { status } = await world.as(account).send(contract.getPerson, { params: { personId: id } });
          expect({ id, status }).toEqual({ id, status: people.has(id) ? 200 : 404 });
        }
      },
    ),
    { numRuns: 12 },
  );
});

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'path' in value && 'method' in value;
const endpoints = (): Endpoint[] =>
  [contract, organisation].flatMap((module) => Object.values(module as Record<string, unknown>).filter(isEndpoint));

/** Every endpoint of people and organisation that takes an id, with a body that would pass. */
const withId: readonly [Endpoint, unknown, number][] = [
  [contract.getPerson, undefined, 404],
  [contract.revealPersonField, { field: 'phone', reason: '核对入职资料' }, 404],
  [contract.suspendPerson, { reason: '越权停用' }, 404],
  [contract.resumePerson, { reason: '越权恢复' }, 404],
  [contract.endExternalPerson, { reason: '越权结束' }, 404],
  [
    organisation.appointHead,
    { personId: personId('zhouting'), kind: 'DEPUTY', from: null, until: null, reason: '越权任命' },
    403,
  ],
  [organisation.endHead, { at: null, reason: '越权结束' }, 403],
];

test('mistake 1: an id from outside the scope is refused by every endpoint that takes one', async () => {
  const known = endpoints().filter(({ path }) => path.includes(':'));
  // The chart itself is open to every employee.
  expect(withId.map(([{ id }]) => id).toSorted()).toEqual(
    known
      .map(({ id }) => id)
      .filter((id) => id !== 'getUnit')
      .toSorted(),
  );
  const heads = await OrgHead.findAll();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...withId.map(([{ id }]) => id)),
      fc.constantFrom(...managers.slice(0, 4)),
      fc.nat(),
      async (called, account, pick) => {
        const [endpoint, body, status] = withId.find(([{ id }]) => id === called) ?? [
          contract.getPerson,
          undefined,
          404,
        ];
        const { units, people } = await reached(account);
        const strangers = (await Person.findAll({ order: ['id'] })).filter(({ id }) => !people.has(id));
        const unitIds = (await OrgUnit.findAll({ order: ['id'] })).map(({ id }) => id).filter((id) => !units.has(id));
        const foreign = heads.filter(({ unitId }) => !units.has(unitId));
        const params = Object.fromEntries(
          [
            ['personId', strangers[pick % strangers.length]?.id],
            ['unitId', unitIds[pick % unitIds.length]],
            ['headId', foreign[pick % foreign.length]?.id],
          ].filter(([name]) => endpoint.path.includes(`:${name}`)),
        ) as Record<string, string>;
        const answer = await world.as(account).send(endpoint, { params, body });
        expect({ id: endpoint.id, status: answer.status }).toEqual({ id: endpoint.id, status });
      },
    ),
    { numRuns: 40 },
  );
});

test('no answer of people and organisation shows an unmasked value, except the one that reveals it', async () => {
  const secrets = demoPeople.flatMap((_person, index) => [demoPhone(index), demoIdNumber(index)]);
  const unitId = (await OrgUnit.findOne({ where: { code: 'region-1' } }))?.id ?? '';
  const external = {
    name: '掩码检查',
    account: 'mask-check',
    subject: null,
    sponsorUnitId: unitId,
    phone: '10077776666',
    idNumber: '000000190001019999',
    reason: '检查掩码',
  };
  const send = (endpoint: Endpoint, sending: Parameters<ReturnType<PeopleWorld['as']>['send']>[1] = {}) =>
    world.as('tangna').send(endpoint, sending);
  const made = await send(contract.createExternalPerson, { body: external });
  const params = { personId: (made.body as { id: string }).id };
  const body = { reason: '检查掩码' };
  const until = new Date(Date.now() + 24 * HOUR).toISOString();
  const appointed = await send(organisation.appointHead, {
    params: { unitId: (await OrgUnit.findOne({ where: { code: 'legal' } }))?.id },
    body: { personId: personId('zhouting'), kind: 'DEPUTY', from: null, until, ...body },
  });
  const headId = (appointed.body as { heads: { id: string; mayEnd: boolean }[] }).heads.find(
    ({ mayEnd }) => mayEnd,
  )?.id;
  const answers = new Map<string, unknown>([
    ['createExternalPerson', made.body],
    ['appointHead', appointed.body],
    ['endHead', (await send(organisation.endHead, { params: { headId }, body: { at: null, ...body } })).body],
    ['getOrganisation', (await send(organisation.getOrganisation, { query: { parentId: unitId } })).body],
    ['getUnit', (await send(organisation.getUnit, { params: { unitId } })).body],
    ['findUnits', (await send(organisation.findUnits, { query: { q: '店' } })).body],
    ['listPeople', (await send(contract.listPeople, { query: { limit: 200 } })).body],
    ['suspendPerson', (await send(contract.suspendPerson, { params, body })).body],
    ['resumePerson', (await send(contract.resumePerson, { params, body })).body],
    ['endExternalPerson', (await send(contract.endExternalPerson, { params, body })).body],
  ]);
  const pages = demoPeople.slice(0, 30).map(({ id }) => send(contract.getPerson, { params: { personId: id } }));
  answers.set(
    'getPerson',
    (await Promise.all(pages)).map((page) => page.body),
  );
  expect([...answers.keys(), 'revealPersonField'].toSorted()).toEqual(
    endpoints()
      .map(({ id }) => id)
      .toSorted(),
  );
  for (const [id, answer] of answers) {
    const text = JSON.stringify(answer);
    expect(text.length, id).toBeGreaterThan(50);
    for (const secret of [...secrets, external.phone, external.idNumber])
      expect(text.includes(secret), `${id} shows ${secret}`).toBe(false);
    expect(text, id).not.toMatch(/sealed/i);
  }
});
