import {
  getSyncRun,
  listDeadLetters,
  listStagedChanges,
  startSync,
  type applyRun,
  type DeadLetter,
  type rejectRun,
  type StagedChange,
  type SyncRun,
} from '@eoms/contracts/access/sync.contract';
import type { EhrRecordInput } from '@eoms/contracts/access/sync.record';
import { demoCompanyId, demoPeople, type DemoPerson } from '../src/embedded/demo/company-people.ts';
import { daysFrom, demoCompanyFeed, type DayOf } from '../src/embedded/ehr/company-feed.ts';
import { personEhrId } from '../src/embedded/ehr/ehr-ids.ts';
import { SyncSource } from '../src/portal/ehr/ehr.model.ts';
import { httpFeed } from '../src/portal/ehr/feed-client.ts';
import { OrgUnit } from '../src/portal/people/people.model.ts';
import { FeedServer } from './feed-server.ts';
import { startTestApp, type Answered, type TestApp, type TestClient } from './test-app.ts';

/** A demo person by his account. */
export const demoPerson = (account: string): DemoPerson => {
  const person = demoPeople.find((one) => one.account === account);
  if (!person) throw new RangeError(`no person ${account}`);
  return person;
};

/** Demo people at work. */
export const atWork = (is: (place: DemoPerson['assignments'][number]) => boolean): DemoPerson[] =>
  demoPeople.filter(({ status, assignments: [place] }) => status === 'ACTIVE' && place !== undefined && is(place));

/** Demo people who work in the unit of somebody. */
export const teamOf = (account: string): DemoPerson[] => {
  const unitId = demoPerson(account).assignments[0]?.unitId;
  return atWork((place) => place.unitId === unitId);
};

/** Records by which people leave. */
export const leaving = (people: readonly DemoPerson[], version: number) =>
  people.map(({ employeeNo }) => ({
    entity: 'person',
    externalId: personEhrId(employeeNo ?? ''),
    version,
    deleted: true,
  }));

/** Body of an answer. */
export const bodyOf = <T>({ body }: Answered): T => body as T;

/** The application with the demo company, an HR system that answers as told, and two keepers of HR data. */
export class SyncDesk {
  readonly server: FeedServer;
  readonly app: TestApp;
  readonly dayOf: DayOf;
  /** The demo company as its HR system tells it. */
  readonly company: EhrRecordInput[];
  readonly starter: TestClient;
  readonly other: TestClient;

  private constructor(server: FeedServer, app: TestApp, dayOf: DayOf) {
    this.server = server;
    this.app = app;
    this.dayOf = dayOf;
    this.company = demoCompanyFeed(dayOf);
    const [first, second] = teamOf('tangna').map(({ id }) => app.client({ personId: id }));
    if (!first || !second) throw new RangeError('two HR keepers are needed');
    [this.starter, this.other] = [first, second];
  }

  static async open(): Promise<SyncDesk> {
    const server = await FeedServer.start();
    const app = await startTestApp({ feed: httpFeed({ url: server.url, token: 'feed-token-1', pauseMs: 1 }) });
    const founded = (await OrgUnit.findByPk(demoCompanyId, { rejectOnEmpty: true })).createdAt;
    return new SyncDesk(server, app, daysFrom(founded));
  }

  get ehr() {
    return this.app.services.centre.ehr;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.server.close();
  }

  /** Starts a run and waits for its end. */
  async sync(mode: 'full' | 'delta'): Promise<{ readonly started: Answered; readonly run: SyncRun }> {
    const started = await this.starter.send(startSync, { body: { mode } });
    await this.ehr.settled();
    return { started, run: await this.run(bodyOf<SyncRun>(started).id) };
  }

  async run(runId: string): Promise<SyncRun> {
    return bodyOf(await this.starter.send(getSyncRun, { params: { runId } }));
  }

  async lines(runId: string, query = {}): Promise<StagedChange[]> {
    const answer = await this.starter.send(listStagedChanges, { params: { runId }, query });
    return bodyOf<{ items: StagedChange[] }>(answer).items;
  }

  async letters(query = {}): Promise<DeadLetter[]> {
    return bodyOf<{ items: DeadLetter[] }>(await this.starter.send(listDeadLetters, { query })).items;
  }

  /** Decides a run, by the second person unless said otherwise. */
  decide(endpoint: typeof applyRun | typeof rejectRun, run: SyncRun, client = this.other): Promise<Answered> {
    return client.send(endpoint, { params: { runId: run.id }, body: { reason: '已核对' }, ifMatch: run.version });
  }

  async cursor(): Promise<string | null> {
    return (await SyncSource.findByPk('ehr'))?.cursor ?? null;
  }
}
