import { performance } from 'node:perf_hooks';
import { createAccessService } from '../src/portal/access/access.service.ts';
import { atMost, heapMegabytes, single, waitsOf, figure, type Figure, type Size } from './bench.ts';
import type { CompanyDatabase } from './database.ts';
import { idOf } from './facts.ts';

/** Loads everything from the database, as a starting instance does, and keeps it. */
export async function measureStart({ sequelize }: CompanyDatabase, size: Size): Promise<Figure[]> {
  const before = heapMegabytes();
  const service = createAccessService({ sequelize, loadFranchises: async () => [] });
  const began = performance.now();
  await service.accessAt(idOf(9, 0), 1, new Date());
  const took = performance.now() - began;
  const heap = heapMegabytes() - before;
  const now = new Date();
  for (let n = 0; n < size.people; n += 1) await service.accessAt(idOf(9, n), 1, now);
  const all = heapMegabytes() - before;
  const requests = await waitsOf(500, async (n) => service.accessAt(idOf(9, n), await service.epoch(), now));
  return [
    single(`start: ${size.people} people from MariaDB`, 'eoms', took, 'ms', atMost(5000)),
    single('memory after the start', 'eoms', heap, 'MB', atMost(300)),
    single('memory with everybody answered', 'eoms', all, 'MB', atMost(300)),
    figure('permissions of a request, with the read of the epoch', 'eoms', requests, 'ms'),
  ];
}
