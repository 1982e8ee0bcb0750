import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantsOf, metaCodes } from '../../../test/access-facts.ts';
import { Dice, steps, type StepName } from '../../../test/access-steps.ts';
import { AccessWorld } from '../../../test/access-world.ts';
import { pictureOf, referenceAccess } from './access.policy.ts';
import type { AccessService, Facts, Source } from './access.service.ts';

let world: AccessWorld;
let instances: AccessService[];

beforeAll(async () => {
  world = await AccessWorld.make();
  instances = [world.instance(), world.instance()];
});
afterAll(() => world.close());

const names = Object.keys(steps) as StepName[];
const numbers = fc.array(fc.nat({ max: 5039 }), { minLength: 12, maxLength: 12 });
const step = fc.record({ name: fc.constantFrom(...names), numbers, asked: fc.nat({ max: 7 }), when: fc.nat() });
const history = fc.array(step, { minLength: 1, maxLength: 8 });

const take = async ({ name, numbers: drawn }: { name: StepName; numbers: readonly number[] }): Promise<void> => {
  await steps[name](world, new Dice(drawn));
};
const at = (facts: Facts, n: number): Date => {
  const instants = instantsOf(facts);
  return instants[n % instants.length]!;
};

const expected = (facts: Facts, now: Date) => world.people.map((id) => pictureOf(referenceAccess(facts, id, now)));

const answered = async (service: AccessService, now: Date): Promise<string[]> => {
  const epoch = await service.epoch();
  return Promise.all(world.people.map(async (id) => pictureOf(await service.accessAt(id, epoch, now))));
};

describe('histories of changes', () => {
  it('invariant 24: after every command each instance answers as if computed from the raw facts (mistake 5)', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (taken) => {
        for (const each of taken) {
          await take(each);
          const facts = await world.facts();
          const now = at(facts, each.when);
          // Not every instance is asked after every step, so that some lie behind by more than one.
          for (const [index, service] of instances.entries())
            if ((each.asked & (index + 1)) > 0) expect(await answered(service, now)).toEqual(expected(facts, now));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('invariant 24: holders and raw facts of an instance are those of the database', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (taken) => {
        for (const each of taken) await take(each);
        const facts = await world.facts();
        const now = at(facts, taken[0]!.when);
        const service = instances[taken.length % 2]!;
        for (const meta of metaCodes)
          expect(await service.holdersOf(meta, now)).toEqual(
            world.people.filter((id) => referenceAccess(facts, id, now).has(meta)).toSorted(),
          );
        // Who holds it in which way, as the sources of each person say.
        const of = await Promise.all(world.people.map(async (id) => [id, await service.sourcesOf(id, now)] as const));
        const told = (concerns: (source: Source) => boolean) =>
          of.flatMap(([id, sources]) => {
            const ways = [...new Set(sources.filter(concerns).map(({ via }) => via))].toSorted();
            return ways.length > 0 ? [[id, ways]] : [];
          });
        const counted = async (held: { roleId: string } | { metaId: string }) =>
          [...(await service.waysHeld(held, now))].map(([id, ways]) => [id, [...ways].toSorted()]).toSorted();
        for (const { id } of facts.metas)
          expect(await counted({ metaId: id })).toEqual(told(({ metaId }) => metaId === id).toSorted());
        for (const { id } of facts.roles)
          expect(await counted({ roleId: id })).toEqual(told(({ roleId }) => roleId === id).toSorted());
        const plain = (list: readonly object[]) => list.map((each) => JSON.stringify(each)).toSorted();
        const own = await service.facts();
        for (const kind of Object.keys(facts) as (keyof Facts)[])
          expect([kind, ...plain(own[kind])]).toEqual([kind, ...plain(facts[kind])]);
      }),
      { numRuns: 25 },
    );
  });

  it('a command sees its own changes in its transaction, and nobody else does before the commit', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, fc.nat(), async (drawn, when) => {
        const [service] = instances;
        const dice = new Dice(drawn);
        const id = dice.of(world.people);
        const meta = dice.of(world.metas);
        const now = at(await world.facts(), when);
        const before = await answered(service!, now);
        await world
          .commit([{ kind: 'person', ref: id }], async (writer, seq, transaction) => {
            await writer.run("UPDATE person SET status = 'ACTIVE' WHERE id = :id", { id });
            const grant = {
              id: crypto.randomUUID(),
              request_id: world.requestId,
              item_no: 100_000 + seq,
              grantee_id: id,
            };
            const what = { meta_id: meta, scope_kind: 'ALL', scope_unit_ids: '[]', kind: 'LONG', version: 1, seq };
            await writer.insert('access_grant', { ...grant, ...what, starts_at: now, created_at: now });
            const facts = await world.facts(transaction);
            const own = await service!.accessOfPerson(id, now, transaction);
            expect(pictureOf(own)).toBe(pictureOf(referenceAccess(facts, id, now)));
            throw new Error('undone');
          })
          .catch((error: Error) => expect(error.message).toBe('undone'));
        expect(await answered(service!, now)).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});
