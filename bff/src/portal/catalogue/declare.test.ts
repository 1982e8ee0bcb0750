import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dice, give } from '../../../test/access-steps.ts';
import { AccessWorld } from '../../../test/access-world.ts';
import { T0 } from '../../../test/access-facts.ts';
import { inTransaction } from '../../database/transaction.ts';
import type { AccessService } from '../access/access.service.ts';
import { Meta } from './catalogue.model.ts';
import { declareMetas } from './declare.service.ts';

let world: AccessWorld;
let access: AccessService;
beforeAll(async () => {
  world = await AccessWorld.make();
  access = world.instance();
});
afterAll(() => world.close());

const codes = ['stores.item.view', 'stores.item.edit', 'service.item.view', 'service.item.edit'] as const;
const title = { zh: '项', en: 'Item', risk: 1 } as const;
const now = new Date(T0);
const always = { starts_at: new Date(T0 - 1), ends_at: null, kind: 'LONG', basis_unit_id: null, role_id: null };

const declare = (declared: readonly string[]): Promise<number> =>
  inTransaction(world.database.sequelize, ({ transaction }) =>
    declareMetas(transaction, now, {
      declaredBy: 'remote:test',
      metas: Object.fromEntries(declared.map((code) => [code, title])),
    }),
  );

describe('declared permissions', () => {
  it('invariant 31: keep their numbers for ever, and what was given of a retired one never comes back (mistake 30)', async () => {
    const [person] = world.people;
    const numbers = new Map((await Meta.findAll()).map(({ id, bitNo }) => [id, bitNo]));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.subarray([...codes]), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        async (rounds, n) => {
          for (const declared of rounds) {
            await declare(declared);
            const all = await Meta.findAll();
            for (const { id, bitNo } of all) expect(numbers.get(id) ?? bitNo).toBe(bitNo);
            for (const { id, bitNo } of all) numbers.set(id, bitNo);
            expect(new Set(numbers.values()).size).toBe(numbers.size);
            const living = all.filter((meta) => meta.declaredBy === 'remote:test' && meta.liveCode !== null);
            expect(living.map(({ code }) => code as string).toSorted()).toEqual([...declared].toSorted());
            const holds = new Set((await access.accessOfPerson(person!, now)).metas());
            for (const code of codes)
              expect([code, holds.has(code) && !declared.includes(code)]).toEqual([code, false]);
            const meta = living[n % (living.length || 1)];
            if (!meta) continue;
            // Given while it lives; retired and declared again in a later round, the code is another permission.
            await give(world, new Dice([0]), { ...always, grantee_id: person, meta_id: meta.id });
            expect((await access.accessOfPerson(person!, now)).has(meta.code)).toBe(true);
            await declare(declared.filter((code) => code !== meta.code));
            await declare(declared);
            expect((await access.accessOfPerson(person!, now)).has(meta.code)).toBe(false);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
