import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { inTransaction } from '../../database/transaction.ts';
import { AuditAnchor, AuditChain, AuditEvent, AuditSeal, defineAuditEvent } from './audit.model.ts';
import { recordAudit, type AuditEntry } from './audit.service.ts';
import { forgetEverything, testSealing, unguard } from '../../../test/audit-world.ts';
import { nextDay, valueHash } from './chain.ts';
import { sealLeftovers, sealNow, startSealing } from './seal.service.ts';
import { verifyChain } from './verify.service.ts';

let database: TestDatabase;
const day = testSealing();

beforeAll(async () => {
  database = await testDatabase();
  defineAuditEvent(database.sequelize);
});
afterAll(() => database.close());

interface Line {
  readonly audit: object;
}

const sealing = () => ({ ...day, sequelize: database.sequelize });

async function record(entry: Partial<AuditEntry> = {}, at = day.clock()): Promise<string> {
  const requestId = randomUUID();
  await inTransaction(
    database.sequelize,
    ({ transaction }) =>
      recordAudit(
        { transaction, now: at, requestId, caller: { kind: 'person', id: 'p1' } },
        { action: 'createStore', objectKind: 'store', objectId: 's1', ...entry },
      ),
    { now: at },
  );
  return requestId;
}

const eventOf = async (requestId: string): Promise<AuditEvent> =>
  (await AuditEvent.findOne({ where: { requestId } })) as AuditEvent;

const verify = () => verifyChain(database.sequelize, day.clock());

describe('recordAudit', () => {
  beforeAll(async () => {
    await unguard(database.sequelize);
    await forgetEverything(database.sequelize);
  });

  test('mistake 35: a payload of 1 MB is recorded whole, and its seal vouches for all of it', async () => {
    const text = '权限'.repeat(180_000);
    const requestId = await record({ detail: { text }, reason: '长'.repeat(500) });
    const event = await eventOf(requestId);
    expect((event.detail as { text: string }).text).toBe(text);
    expect(event.reason).toHaveLength(500);
    await sealNow(sealing());
    expect((await verify()).sound).toBe(true);
    await database.sequelize.query('UPDATE audit_event SET detail = :detail WHERE id = :id', {
      replacements: { id: event.id, detail: JSON.stringify({ text: `${text.slice(0, -1)}线` }) },
    });
    expect((await verify()).fault).toMatchObject({ kind: 'altered', eventId: event.id });
  });

  test('keeps what was before and after, with digests that do not depend on the order of keys', async () => {
    const before = { status: 'open', hours: { from: '1', until: '2' } };
    const event = await eventOf(await record({ before, after: { status: 'closed' }, detail: { why: 1 } }));
    expect(event.detail).toEqual({ why: 1, before, after: { status: 'closed' } });
    expect(event.beforeHash).toBe(valueHash({ hours: { until: '2', from: '1' }, status: 'open' }));
    expect(event.afterHash).not.toBe(event.beforeHash);
  });

  test('of a secret only digests are kept; what was not there has none', async () => {
    const event = await eventOf(await record({ before: null, after: { phone: '13800000000' }, secret: true }));
    expect(event.detail).toBeNull();
    expect(JSON.stringify(event)).not.toContain('1380000');
    expect([event.beforeHash, event.afterHash?.length]).toEqual([null, 64]);
  });

  test('names for whom a delegate acted, and never writes outside a transaction', async () => {
    expect((await eventOf(await record({ onBehalfOf: 'p2' }))).onBehalfOf).toBe('p2');
    const context = {
      transaction: undefined,
      now: new Date(),
      requestId: 'r',
      caller: { kind: 'system', id: 's' } as const,
    };
    await expect(recordAudit(context, { action: 'a', objectKind: 'b', objectId: 'c' })).rejects.toThrow('transaction');
  });
});

describe('sealing', () => {
  beforeEach(() => forgetEverything(database.sequelize));

  test('many sealers and many writers at once: one chain without gaps, each event once', async () => {
    const write = (n: number) => record({ objectId: `s${n}` });
    const rounds = Array.from({ length: 6 }, (_each, round) => round);
    await Promise.all(
      rounds.flatMap((round) => [
        ...Array.from({ length: 5 }, (_each, n) => write(round * 5 + n)),
        sealNow(sealing()),
        sealNow(sealing()),
      ]),
    );
    const counts = await Promise.all(rounds.map(() => sealNow(sealing())));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(30);
    const seals = await AuditSeal.findAll({ order: [['seq', 'ASC']] });
    expect(seals.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_each, index) => index + 1));
    expect(new Set(seals.map(({ eventId }) => eventId)).size).toBe(30);
    expect(await verify()).toMatchObject({ sound: true, events: 30, days: 1, lastSeq: 30 });
  });

  test('more events than one batch are all sealed in the order of their instants', async () => {
    const at = (n: number) => new Date(day.clock().getTime() - n);
    for (let n = 0; n < 205; n += 1) await record({ objectId: `s${n}` }, at(n));
    expect(await sealNow(sealing())).toBe(205);
    const seals = await AuditSeal.findAll({ order: [['seq', 'ASC']] });
    const events = new Map((await AuditEvent.findAll()).map((event) => [event.id, event.at.getTime()]));
    const instants = seals.map(({ eventId }) => events.get(eventId) ?? 0);
    expect(instants).toEqual(instants.toSorted((left, right) => left - right));
  });

  test('a finished day is anchored once, in the database and in the log, whoever comes first', async () => {
    await record();
    await sealNow(sealing());
    const last = (await AuditSeal.findOne({ order: [['seq', 'DESC']] })) as AuditSeal;
    day.move(24 * 3600_000);
    await Promise.all([sealNow(sealing()), sealNow(sealing()), sealNow(sealing())]);
    expect(await AuditAnchor.count()).toBe(1);
    const anchor = { day: last.day, lastSeq: last.seq, hash: last.hash };
    expect(await AuditAnchor.findByPk(last.day, { raw: true })).toMatchObject(anchor);
    expect(day.logged()).toContainEqual({ audit: anchor });
    await record();
    await sealNow(sealing());
    expect(await verify()).toMatchObject({ sound: true, days: 2 });
  });

  test('an instance whose clock is behind adds nothing to a day that was anchored', async () => {
    expect(nextDay(new Date('2026-03-11T23:59:59.999Z'), '2026-03-11', '2026-03-11')).toBe('2026-03-12');
    expect(nextDay(new Date('2026-03-11T00:00:00.000Z'), '2026-03-12', null)).toBe('2026-03-12');
    await record();
    await sealNow(sealing());
    day.move(24 * 3600_000);
    await sealNow(sealing());
    day.move(-3600_000 * 24);
    await record();
    await sealNow(sealing());
    day.move(24 * 3600_000);
    expect(await verify()).toMatchObject({ sound: true, days: 2 });
  });

  test('what an instance left behind long ago is found by the sweep, though the chain went on', async () => {
    await record({ objectId: 'lost' }, new Date(day.clock().getTime() - 3 * 3600_000));
    await sealNow(sealing());
    await record({ objectId: 'late' }, new Date(day.clock().getTime() - 2 * 3600_000));
    await record();
    expect(await sealNow(sealing())).toBe(1);
    expect((await verify()).fault?.kind).toBe('unsealed');
    expect(await sealLeftovers(sealing())).toBe(1);
    expect((await verify()).sound).toBe(true);
  });

  test('a running sealer seals what is committed and, at its end, what is left, and tells how far it is', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const told = (): unknown[] => day.logged().filter((line) => !Object.hasOwn((line as Line).audit, 'day'));
    const stop = startSealing(sealing());
    const ids = [await record(), await record()];
    await sealNow(sealing());
    vi.advanceTimersByTime(5 * 60_000);
    await vi.waitFor(() => expect(told()).toHaveLength(1));
    const third = await record();
    await stop();
    vi.useRealTimers();
    ids.push(third);
    expect(await AuditSeal.count()).toBe(ids.length);
    const hashOf = async (seq: number) => (await AuditSeal.findByPk(seq))?.hash;
    expect(told()).toEqual([
      { audit: { lastSeq: 2, hash: await hashOf(2) } },
      { audit: { lastSeq: 3, hash: await hashOf(3) } },
    ]);
    expect((await AuditChain.findByPk(1))?.seq).toBe(3);
    await record();
    expect(await AuditSeal.count()).toBe(3);
  });
});
