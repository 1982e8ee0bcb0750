import fc from 'fast-check';
import { ConnectionError } from 'sequelize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T0 } from '../../../test/access-facts.ts';
import { Dice, give, steps, type StepName } from '../../../test/access-steps.ts';
import { AccessWorld } from '../../../test/access-world.ts';
import { inTransaction } from '../../database/transaction.ts';
import { pictureOf, referenceAccess } from './access.policy.ts';
import { recordChanges, type AccessService } from './access.service.ts';

let world: AccessWorld;
beforeAll(async () => {
  world = await AccessWorld.make();
});
afterAll(() => world.close());

const now = new Date(T0);
const ALWAYS = { starts_at: new Date(T0 - 1), ends_at: null, kind: 'LONG', basis_unit_id: null, scope_kind: 'ALL' };
const names = Object.keys(steps) as StepName[];
const numbers = fc.array(fc.nat({ max: 5039 }), { minLength: 12, maxLength: 12 });

/** A line to the database that can be cut; counts the statements that match. */
function line(): { cut: boolean; statements: string[]; sequelize: AccessWorld['database']['sequelize'] } {
  const { sequelize } = world.database;
  const query = sequelize.query.bind(sequelize) as (...args: unknown[]) => Promise<unknown>;
  const state = { cut: false, statements: [] as string[], sequelize: Object.create(sequelize) as typeof sequelize };
  state.sequelize.query = ((...args: unknown[]) => {
    state.statements.push(String(args[0]));
    return state.cut ? Promise.reject(new ConnectionError(new Error('cut'))) : query(...args);
  }) as typeof sequelize.query;
  return state;
}

/** Waits for something to come true; a test that waits in vain runs into its time limit. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(setImmediate);
}

const answered = (service: AccessService, epoch: number): Promise<string[]> =>
  Promise.all(world.people.map(async (id) => pictureOf(await service.accessAt(id, epoch, now))));
const expected = async (): Promise<string[]> => {
  const facts = await world.facts();
  return world.people.map((id) => pictureOf(referenceAccess(facts, id, now)));
};

describe('several instances', () => {
  it('invariant 32: an instance without contact never allows what was taken away', async () => {
    const wire = line();
    const service = world.instance({ sequelize: wire.sequelize });
    const [id] = world.people;
    const meta = (await world.facts()).metas.find(({ live }) => live)!;
    await world.commit([{ kind: 'person', ref: id! }], (writer) =>
      writer.run("UPDATE person SET status = 'ACTIVE' WHERE id = :id", { id }),
    );
    await give(world, new Dice([1]), { ...ALWAYS, grantee_id: id, role_id: null, meta_id: meta.id });
    expect((await service.accessOfPerson(id!, now)).has(meta.code)).toBe(true);
    await world.commit([{ kind: 'person', ref: id! }], (writer) =>
      writer.run("UPDATE person SET status = 'LEFT' WHERE id = :id", { id }),
    );
    const epoch = await service.epoch();
    wire.cut = true;
    for (const asked of [() => service.accessAt(id!, epoch, now), () => service.accessOfPerson(id!, now)])
      await expect(asked()).rejects.toMatchObject({ code: 'unavailable' });
    wire.cut = false;
    expect((await service.accessAt(id!, epoch, now)).metas().size).toBe(0);
  });

  const event = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...names), numbers }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), who: fc.nat({ max: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), who: fc.nat({ max: 2 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), who: fc.nat({ max: 2 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('mend' as const), who: fc.nat({ max: 2 }) }) },
  );

  it('invariant 32: answer alike after any interleaving of writes, questions, crashes and cut lines; one that cannot read the log refuses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 14 }), async (events) => {
        const open = () => {
          const wire = line();
          return { wire, service: world.instance({ sequelize: wire.sequelize }) };
        };
        const all = [open(), open(), open()];
        for (const each of events) {
          if ('numbers' in each) {
            await steps[each.do](world, new Dice(each.numbers));
            continue;
          }
          const one = all[each.who]!;
          if (each.do === 'crash') all[each.who] = open();
          else if (each.do === 'cut') one.wire.cut = true;
          else if (each.do === 'mend') one.wire.cut = false;
          else if (one.wire.cut)
            await expect(one.service.accessOfPerson(world.people[0]!, now)).rejects.toMatchObject({
              code: 'unavailable',
            });
          else expect(await answered(one.service, await one.service.epoch())).toEqual(await expected());
        }
        const epoch = await world.instance().epoch();
        for (const { wire, service } of all) {
          wire.cut = false;
          expect(await answered(service, epoch)).toEqual(await expected());
        }
      }),
      { numRuns: 30 },
    );
  });

  it('invariant 33: whoever names a version is answered from that version or a later one', async () => {
    const service = world.instance();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), numbers, async (name, drawn) => {
        await steps[name](world, new Dice(drawn));
        const seen = await world.instance().epoch();
        expect(await answered(service, seen)).toEqual(await expected());
      }),
      { numRuns: 40 },
    );
  });

  it('share one reading of the log between everybody who waits for it', async () => {
    const wire = line();
    const service = world.instance({ sequelize: wire.sequelize });
    await answered(service, 0);
    await give(world, new Dice([3]), ALWAYS);
    const epoch = await service.epoch();
    wire.statements.length = 0;
    await Promise.all(Array.from({ length: 100 }, () => answered(service, epoch)));
    // One finds the change, one finds nothing after it.
    expect(wire.statements.filter((sql) => sql.includes('authz_change'))).toHaveLength(2);
  });
});

describe('the log of changes', () => {
  it('mistake 28: is read in the order of the commits, whoever began first', async () => {
    const service = world.instance();
    await answered(service, 0);
    const heard: number[] = [];
    const stop = service.onChange((changes) => heard.push(...changes.map(({ v }) => v)));
    const first = (await service.epoch()) + 1;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 6 }), { minLength: 2, maxLength: 5 }), async (pauses) => {
        const writes = pauses.map((pause, index) =>
          world.commit([{ kind: 'person', ref: world.people[index % 5]! }], async (writer, v) => {
            for (let turn = 0; turn < pause; turn += 1) await new Promise(setImmediate);
            await writer.run('UPDATE person SET status_seq = :v WHERE id = :id', { v, id: world.people[index % 5] });
          }),
        );
        const polls = Array.from({ length: 4 }, () => service.accessOfPerson(world.people[0]!, now));
        await Promise.all([...writes, ...polls]);
        await service.accessOfPerson(world.people[0]!, now);
        expect(heard).toEqual(Array.from({ length: (await service.epoch()) - first + 1 }, (_none, n) => first + n));
      }),
      { numRuns: 10 },
    );
    stop();
  });

  it('mistake 29: is followed without any push and without any question', async () => {
    const service = world.instance();
    await answered(service, 0);
    const heard = Promise.withResolvers<string>();
    service.onChange(([change]) => heard.resolve(`${change?.kind} ${change?.ref}`));
    const stop = service.follow(5);
    await give(world, new Dice([3]), { ...ALWAYS, grantee_id: world.people[2] });
    expect(await heard.promise).toBe(`person ${world.people[2]}`);
    await stop();
  });

  it('that lost a line makes an instance read everything again', async () => {
    const service = world.instance();
    await answered(service, 0);
    const heard: string[] = [];
    service.onChange((changes) => heard.push(...changes.map(({ ref }) => ref)));
    await give(world, new Dice([2]), ALWAYS);
    const lost = await service.epoch();
    await give(world, new Dice([4]), ALWAYS);
    await world.database.sequelize.query('DELETE FROM authz_change WHERE v = :lost', { replacements: { lost } });
    expect(await answered(service, await service.epoch())).toEqual(await expected());
    expect(heard).toEqual(['*']);
  });

  it('of a database that was put back to an earlier state is taken for another one', async () => {
    const service = world.instance();
    await answered(service, 0);
    const later = await service.epoch();
    await world.database.sequelize.query("UPDATE person SET status = 'LEFT' WHERE id = :id", {
      replacements: { id: world.people[1] },
    });
    await world.database.sequelize.query('UPDATE authz_epoch SET v = v - 1');
    const stop = service.follow(1);
    await until(async () => (await service.accessOfPerson(world.people[1]!, now)).metas().size === 0);
    await stop();
    expect(await answered(service, 0)).toEqual(await expected());
    await world.database.sequelize.query('UPDATE authz_epoch SET v = :later', { replacements: { later } });
  });

  it('gets no value without a line', async () => {
    const service = world.instance();
    const before = await service.epoch();
    await inTransaction(world.database.sequelize, async ({ transaction }) => {
      expect(await recordChanges(transaction, [], now)).toBe(before);
    });
    expect(await service.epoch()).toBe(before);
  });
});

describe('clocks', () => {
  it.each([-300_000, -2_500, 2_500, 300_000])(
    'mistake 22: an instance that is off by %i ms does not decide',
    async (skew) => {
      let off = skew;
      const service = world.instance({ clock: () => new Date(Date.now() + off) });
      for (const asked of [() => service.accessAt(world.people[0]!, 0, now), () => service.facts()])
        await expect(asked()).rejects.toMatchObject({ code: 'unavailable' });
      off = 0;
      expect(await answered(service, 0)).toEqual(await expected());
    },
  );

  it.each([-1_500, 0, 1_500])('mistake 22: one that is off by %i ms does', async (skew) => {
    const service = world.instance({ clock: () => new Date(Date.now() + skew) });
    expect(await answered(service, 0)).toEqual(await expected());
  });

  it('mistake 22: one whose clock goes astray later stops deciding by itself', async () => {
    let off = 0;
    const service = world.instance({ clock: () => new Date(Date.now() + off) });
    const stop = service.follow(1);
    await answered(service, 0);
    off = 60_000;
    const codes = new Set<string>();
    await until(async () => {
      await service.accessAt(world.people[0]!, 0, now).catch(({ code }: { code: string }) => codes.add(code));
      return codes.size > 0;
    });
    expect([...codes]).toEqual(['unavailable']);
    await stop();
  });
});
