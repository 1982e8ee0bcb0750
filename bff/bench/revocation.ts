import { performance } from 'node:perf_hooks';
import { openDatabase } from '../src/database/connect.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { createAccessService, recordChange } from '../src/portal/access/access.service.ts';
import { figure, quantile, type Figure } from './bench.ts';
import type { CompanyDatabase } from './database.ts';

const INSTANCES = 3;
const ROUNDS = 60;

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
  const codes = new Map(facts.metas.map(({ id, code }) => [id, code]));
  const next: number[] = [];
  const polled: number[] = [];
  for (const grant of facts.grants.slice(0, ROUNDS)) {
    const code = codes.get(grant.metaId ?? '');
    if (!code) continue;
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
      if (access.scope(code).kind === 'all') throw new Error('a grant that was taken away still counts');
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
      '≤ 1000 ms',
    ),
    figure('first answer after a revocation, exact on every instance', 'eoms', sorted(next), 'ms', 'next request'),
  ];
}
