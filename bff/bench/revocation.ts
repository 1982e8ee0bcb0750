import { performance } from 'node:perf_hooks';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { openDatabase } from '../src/database/connect.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { createAccessService, recordChange, type Facts, type GrantFact } from '../src/portal/access/access.service.ts';
import { stateOf } from '../src/portal/access/access-state.ts';
import { evaluated } from '../src/portal/access/evaluate.ts';
import { atMost, figure, quantile, type Figure } from './bench.ts';
import type { CompanyDatabase } from './database.ts';

const INSTANCES = 3;
const ROUNDS = 60;

/** Grants of people who do not hold the permission otherwise, with its code. */
function telling(facts: Facts): (readonly [GrantFact, MetaCode])[] {
  const { ground, people } = stateOf({ ...facts, grants: [] });
  const codes = new Map(facts.metas.map(({ id, code }) => [id, code]));
  const now = new Date();
  const found = facts.grants.flatMap((grant) => {
    const [row, code] = [people.get(grant.personId), codes.get(grant.metaId ?? '')];
    const held = row && evaluated(ground, row, now);
    return held?.found && code && !held.access.has(code) ? [[grant, code] as const] : [];
  });
  return found.slice(0, ROUNDS);
}

/** Takes grants away one by one and measures when each of three instances, on connections of their own, stops allowing it. */
export async function measureRevocation({ sequelize, url, facts }: CompanyDatabase): Promise<Figure[]> {
  const instances = await Promise.all(
    Array.from({ length: INSTANCES }, async () => {
      const own = await openDatabase({ url, file: '', poolSize: 2 });
      const service = createAccessService({ sequelize: own, loadFranchises: async () => [] });
      await service.facts();
      return { own, service, stop: service.follow() };
    }),
  );
  const next: number[] = [];
  const polled: number[] = [];
  for (const [grant, code] of telling(facts)) {
    const [first] = instances;
    const before = await first?.service.accessAt(grant.personId, 1, new Date());
    if (!before?.has(code)) throw new Error('the grant that is to be taken away does not count');
    const heard = instances.map(({ service }) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      const stop = service.onChange((changes) => {
        if (!changes.some(({ ref }) => ref === grant.personId)) return;
        stop();
        resolve(performance.now());
      });
      return promise;
    });
    await inTransaction(sequelize, async ({ transaction, now }) => {
      await recordChange(transaction, 'person', grant.personId, now);
      await sequelize.query('DELETE FROM access_grant WHERE id = :id', { transaction, replacements: { id: grant.id } });
    });
    const committed = performance.now();
    polled.push(...(await Promise.all(heard)).map((at) => at - committed));
    for (const { service } of instances) {
      const asked = performance.now();
      const access = await service.accessAt(grant.personId, await service.epoch(), new Date());
      if (access.has(code)) throw new Error('a grant that was taken away still counts');
      next.push(performance.now() - asked);
    }
  }
  for (const { own, stop } of instances) {
    await stop();
    await own.close();
  }
  const sorted = (times: number[]): number[] => times.sort((a, b) => a - b);
  const worst = quantile(sorted(polled), 1);
  return [
    figure(
      `revocation heard by ${INSTANCES} instances without any request (at most ${worst.toFixed(0)} ms)`,
      'eoms',
      sorted(polled),
      'ms',
      atMost(1000),
    ),
    figure('first answer after a revocation, exact on every instance', 'eoms', sorted(next), 'ms', atMost(1000)),
  ];
}
