import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyFacts, factsAtInstant, instantsOf, metaCodes, personIds, T0 } from '../../../test/access-facts.ts';
import { Dice, give, place, steps, type StepName } from '../../../test/access-steps.ts';
import { AccessWorld, FOUNDED } from '../../../test/access-world.ts';
import type { Question } from '../../../test/decide-child.ts';
import { defineModels } from '../../associations.ts';
import { sweepAll } from '../../sweeps.ts';
import { silent } from '../../../test/identity-world.ts';
import { noAccess, pictureOf } from './access.policy.ts';
import { stateOf } from './access-state.ts';
import { evaluated } from './evaluate.ts';
import type { Facts } from './facts.policy.ts';

const run = promisify(execFile);
let world: AccessWorld;
beforeAll(async () => {
  world = await AccessWorld.make();
});
afterAll(() => world.close());

const picture = (facts: Facts, id: string, at: Date): string => {
  const { ground, people } = stateOf(facts);
  const row = people.get(id);
  return pictureOf(row ? evaluated(ground, row, at).access : noAccess);
};
const pictures = (facts: Facts, at: Date): string[] => personIds.map((id) => picture(facts, id, at));
const onlyRules = (facts: Facts): Facts => ({ ...facts, grants: [], breakGlass: [] });

describe('time', () => {
  const millis = fc.integer({ min: -(10 ** 9), max: 10 ** 9 });

  it('invariant 10: a grant counts from its first millisecond to the one before its end or revocation (mistake 21)', async () => {
    const service = world.instance();
    const [id] = world.people;
    const meta = world.metas[0]!;
    await fc.assert(
      fc.asyncProperty(
        millis,
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.option(millis),
        async (start, length, revoked) => {
          const [from, to] = [T0 + start, T0 + start + length];
          const revokedAt = revoked === null ? null : T0 + revoked;
          const grant = await give(world, new Dice([0]), {
            grantee_id: id,
            role_id: null,
            meta_id: meta,
            scope_kind: 'ALL',
            scope_unit_ids: '[]',
            kind: 'SHORT',
            starts_at: new Date(from),
            ends_at: new Date(to),
            revoked_at: revokedAt === null ? null : new Date(revokedAt),
          });
          const edges = [from, to, ...(revokedAt === null ? [] : [revokedAt])];
          for (const t of edges.flatMap((edge) => [edge - 1, edge, edge + 1])) {
            const counts = from <= t && t < to && (revokedAt === null || t < revokedAt);
            expect([t, (await service.accessOfPerson(id!, new Date(t))).has(metaCodes[0])]).toEqual([t, counts]);
          }
          await world.commit([{ kind: 'person', ref: id! }], (writer) =>
            writer.run('DELETE FROM access_grant WHERE id = :grant', { grant }),
          );
          world.grants.pop();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('invariant 12: the zone of the process changes no decision (mistake 21)', async () => {
    const names = Object.keys(steps).filter((name) => name !== 'franchise') as StepName[];
    const [history] = fc.sample(
      fc.array(fc.tuple(fc.constantFrom(...names), fc.array(fc.nat(), { minLength: 12 }))),
      1,
    );
    for (const [name, numbers] of history!) await steps[name](world, new Dice(numbers));
    await place(world, new Dice([1]), { person_id: world.people[0], unit_id: world.unit('s1'), starts_at: FOUNDED });
    // The day on which clocks change in Los Angeles, too.
    // Whatever the history did, somebody holds a permission for that hour, and nobody holds it besides.
    await steps.setStatus(world, new Dice([0]));
    await steps.retireSystem(world, new Dice([0]));
    await steps.retireMeta(world, new Dice([0]));
    const edges = ['09:59:59.999', '10:00:00.000', '10:59:59.999', '11:00:00.000'].map((at) => `2026-03-08T${at}Z`);
    await give(world, new Dice([0]), {
      grantee_id: world.people[0],
      role_id: null,
      meta_id: world.metas[0],
      scope_kind: 'ALL',
      starts_at: new Date(edges[1]!),
      ends_at: new Date(edges[3]!),
    });
    const facts = await world.facts();
    const instants = [...edges.map((at) => new Date(at)), ...instantsOf(facts).slice(0, 60)];
    const question: Question = {
      address: { url: world.database.url, file: world.database.file },
      people: world.people,
      instants: instants.map((at) => at.toISOString()),
    };
    const program = fileURLToPath(new URL('../../../test/decide-child.ts', import.meta.url));
    const ask = async (TZ: string) => {
      const args = ['--no-warnings', program, JSON.stringify(question)];
      const { stdout } = await run(process.execPath, args, { env: { ...process.env, TZ }, maxBuffer: 2 ** 26 });
      return JSON.parse(stdout) as { offset: number; pictures: string[] };
    };
    const zones = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles'];
    const [utc, ...others] = await Promise.all(zones.map(ask));
    expect([utc!, ...others].map(({ offset }) => offset)).toEqual([0, -480, 480]);
    const held = edges.map((_at, index) => utc!.pictures[index * world.people.length]?.includes(`${metaCodes[0]}=`));
    expect(held).toEqual([false, true, true, false]);
    for (const other of others) expect(other.pictures).toEqual(utc!.pictures);
    // The same in this process, which a seeded fault reaches and its children escape.
    const own = process.env['TZ'];
    for (const [index, zone] of zones.entries()) {
      process.env['TZ'] = zone;
      expect(new Date(0).getTimezoneOffset()).toBe([utc!, ...others][index]!.offset);
      const service = world.instance();
      const found: string[] = [];
      for (const at of instants)
        for (const id of world.people) found.push(pictureOf(await service.accessOfPerson(id, at)));
      expect(found).toEqual(utc!.pictures);
    }
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  });

  it('invariant 13: what counts does not depend on any job having run', async () => {
    defineModels(world.database.sequelize);
    const facts = await world.facts();
    const service = world.instance();
    const instants = instantsOf(facts).slice(0, 40);
    const all = async () => {
      const found: string[] = [];
      for (const at of instants)
        for (const id of world.people) found.push(pictureOf(await service.accessOfPerson(id, at)));
      return found;
    };
    const before = await all();
    await sweepAll(new Date(T0 + 10 ** 12), silent);
    expect(await all()).toEqual(before);
    expect(await world.facts()).toEqual(facts);
  });

  it('invariant 13: nor on whether and when somebody asked before', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { ground, people } = stateOf(facts);
        const instants = instantsOf(facts);
        const ask = (at: Date) =>
          personIds.map((id) => pictureOf(evaluated(ground, people.get(id)!, at).access)).join('\n');
        const afresh = instants.map((at) => pictures(facts, at).join('\n'));
        expect(instants.map(ask)).toEqual(afresh);
        expect(instants.toReversed().map(ask).toReversed()).toEqual(afresh);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a move', () => {
  it('invariant 16: leaves nothing that only the old place gave (mistake 15)', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const rules = onlyRules(facts);
        const assignments = facts.assignments.filter(({ to }) => to === null || to > at);
        expect(pictures(rules, at)).toEqual(pictures({ ...rules, assignments }, at));
      }),
      { numRuns: 1500 },
    );
  });

  it('invariant 16: from the old unit to the new one takes the old roles along with it, to the millisecond', () => {
    const person = { id: 'p', kind: 'EMPLOYEE', status: 'ACTIVE', franchiseeId: null, sponsorUnitId: null } as const;
    const spot = { personId: 'p', position: 'agent', level: 3, primary: true };
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), (any, offset) => {
        const at = new Date(T0 + offset);
        const rule = { includeSubtree: false, position: null, levelMin: null, levelMax: null, personKind: null };
        const reach = { scopeKind: 'ALL', scopeUnitIds: [], from: FOUNDED, to: null } as const;
        const facts: Facts = {
          ...onlyRules(any),
          metas: any.metas.map((meta) => ({ ...meta, live: true })),
          people: [person],
          assignments: [
            { ...spot, unitId: 's1', from: FOUNDED, to: at },
            { ...spot, unitId: 's3', from: at, to: null },
          ],
          roles: [
            { id: 'a-view', systemCode: 'a', live: true, metaIds: ['m0'] },
            { id: 'b-view', systemCode: 'b', live: true, metaIds: ['m3'] },
          ],
          rules: [
            { id: '1', unitId: 's1', roleId: 'a-view', ...rule, ...reach },
            { id: '2', unitId: 's3', roleId: 'b-view', ...rule, ...reach },
          ],
        };
        expect(picture(facts, 'p', new Date(at.getTime() - 1))).toBe('a.x.view=all');
        expect(picture(facts, 'p', at)).toBe('b.x.view=all');
      }),
      { numRuns: 100 },
    );
  });

  it('invariant 17: to come changes nothing before its instant and needs nothing at its instant', async () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const rules = onlyRules(facts);
        const assignments = facts.assignments.filter(({ from }) => from <= at);
        expect(pictures(rules, at)).toEqual(pictures({ ...rules, assignments }, at));
      }),
      { numRuns: 1500 },
    );
    const service = world.instance();
    const [, id] = world.people;
    await steps.setStatus(world, new Dice([1, 0]));
    const at = new Date(T0 + 7 * 24 * 3600_000);
    const before = pictureOf(await service.accessOfPerson(id!, new Date(at.getTime() - 1)));
    await place(world, new Dice([1]), { person_id: id, unit_id: world.unit('desk'), starts_at: at, ends_at: null });
    expect(pictureOf(await service.accessOfPerson(id!, new Date(at.getTime() - 1)))).toBe(before);
    expect((await service.nextChange(id!, new Date(at.getTime() - 1)))?.getTime()).toBe(at.getTime());
    expect((await service.nextChange(id!, at))?.getTime()).not.toBe(at.getTime());
  });
});
