import * as sync from '@eoms/contracts/access/sync.contract';
import { personEhrId } from '../src/embedded/ehr/ehr-ids.ts';
import type { FeedClient } from '../src/portal/ehr/feed-client.ts';
import { DeadLetter } from '../src/portal/ehr/ehr.model.ts';
import { atWork, bodyOf, teamOf } from './sync-desk.ts';
import type { Prepare } from './grants-scenarios.ts';
import type { Sending, TestApp, TestClient } from './test-app.ts';

/** An HR system that has nothing new. */
export const quietFeed: FeedClient = {
  read: () => Promise.resolve({ records: [], next: 'start', complete: false }),
};

const header = '人员编号,工号,姓名,状态,组织编号,岗位编码,岗位名称,职级,任职开始';
const leaving = (position: string): string[] =>
  atWork((place) => place.position === position).map(({ employeeNo, name }) => {
    const number = employeeNo ?? '';
    return `${personEhrId(number)},${number},${name},LEFT,,,,,`;
  });
const broken = (number: number): string => `P-X${number},X${number},无名,NOWHERE,,,,,`;

/** The HR synchronisation: a valid request of each of its endpoints. */
export function syncScenarios(appOf: () => TestApp): Record<string, Prepare> {
  let row = 0;
  // Whoever decides a run is not the one who brought it.
  const keeper = (): TestClient => appOf().client({ personId: teamOf('tangna').at(-1)?.id ?? '' });
  const brought = async (rows: readonly string[]): Promise<sync.SyncRun> =>
    bodyOf(
      await keeper().send(sync.importCsv, {
        body: { units: null, people: [header, ...rows].join('\n'), complete: false },
      }),
    );
  const decided = async (rows: readonly string[]): Promise<Sending> => {
    const { id, version } = await brought(rows);
    return { params: { runId: id }, ifMatch: version, body: { reason: '已核对' } };
  };
  const letter = async (): Promise<string> => {
    row += 1;
    await brought([broken(row)]);
    return (await DeadLetter.findOne({ where: { externalId: `P-X${row}`, resolvedAt: null } }))?.id ?? '';
  };
  const anyRun = async (): Promise<Sending> => ({ params: { runId: (await brought([broken((row += 1))])).id } });
  return {
    getSyncSource: async () => ({}),
    listSyncRuns: async () => ({ query: { limit: 2 } }),
    getSyncRun: anyRun,
    listStagedChanges: anyRun,
    startSync: async () => ({ body: { mode: 'delta' } }),
    importCsv: async () => ({ body: { units: null, people: `${header}\n${broken((row += 1))}\n`, complete: false } }),
    applyRun: () => decided(leaving('cashier')),
    rejectRun: () => decided(leaving('store-staff')),
    listDeadLetters: async () => ({ query: { open: 'true', limit: 2 } }),
    retryDeadLetters: async () => ({ body: { ids: [await letter()] } }),
    dismissDeadLetter: async () => ({ params: { letterId: await letter() }, body: { reason: '测试数据' } }),
  };
}
