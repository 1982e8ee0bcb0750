import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditFaultKind } from '@eoms/contracts/access/audit.contract';
import { forgetEverything, testSealing, unguard } from '../../../test/audit-world.ts';
import { testDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { newId } from '../../database/new-id.ts';
import { inTransaction } from '../../database/transaction.ts';
import { AuditEvent, AuditSeal, defineAuditEvent } from './audit.model.ts';
import { recordAudit } from './audit.service.ts';
import { headTeller, sealNow } from './seal.service.ts';
import { verifyChain } from './verify.service.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  defineAuditEvent(database.sequelize);
  await unguard(database.sequelize);
});
afterAll(() => database.close());

const HOUR = 3600_000;

/** One thing that happens: somebody acts, the sealer comes by, hours pass. */
type Happening = { readonly act: number } | 'seal' | { readonly hours: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { arbitrary: fc.record({ act: fc.nat({ max: 9 }) }), weight: 5 },
  { arbitrary: fc.constant('seal' as const), weight: 2 },
  { arbitrary: fc.record({ hours: fc.integer({ min: 1, max: 30 }) }), weight: 1 },
);

async function act(n: number, now: Date): Promise<void> {
  const context = { requestId: newId(), now, caller: { kind: 'person', id: `p${n % 3}` } as const };
  await inTransaction(
    database.sequelize,
    ({ transaction }) =>
      recordAudit(
        { ...context, transaction },
        {
          action: 'changeStoreStatus',
          objectKind: 'store',
          objectId: `s${n}`,
          reason: n % 2 === 0 ? `原因 ${n}` : null,
          before: { n },
          after: { n: n + 1 },
          ...(n % 4 === 0 ? { onBehalfOf: 'p9' } : {}),
        },
      ),
    { now },
  );
}

/** Writes a history of at least two events into empty tables and seals it. */
async function happen(history: readonly Happening[]): Promise<{ now: Date }> {
  await forgetEverything(database.sequelize);
  const day = testSealing();
  const sealing = { ...day, sequelize: database.sequelize };
  for (const each of [{ act: 0 }, ...history, { act: 1 }]) {
    if (each === 'seal') await sealNow(sealing);
    else if (typeof each === 'object' && 'hours' in each) day.move(each.hours * HOUR);
    else await act(each.act, day.clock());
  }
  await sealNow(sealing);
  return { now: day.clock() };
}

const run = (sql: string, replacements: Record<string, unknown> = {}) =>
  database.sequelize.query(sql, { replacements });

const EVENT_COLUMNS = [
  'id',
  'at',
  'actor_kind',
  'actor_id',
  'on_behalf_of',
  'action',
  'object_kind',
  'object_id',
  'request_id',
  'reason',
  'before_hash',
  'after_hash',
  'detail',
] as const;
const SEAL_COLUMNS = ['seq', 'event_id', 'day', 'hash', 'prev_hash', 'sealed_at'] as const;

/** Another value than any the history writes, fit for its column. */
const OTHER: Readonly<Record<string, unknown>> = {
  at: '2026-03-11 08:00:00.001',
  sealed_at: '2026-03-11 08:00:00.001',
  actor_kind: 'service',
  detail: '{"before":{"n":77}}',
  seq: 4711,
  day: '2031-01-01',
};
const other = (column: string): unknown => OTHER[column] ?? 'x';

/** What somebody who owns the database may do; `which` chooses among the rows there are. */
type Tampering =
  | { readonly do: 'alter-event'; readonly column: (typeof EVENT_COLUMNS)[number]; readonly which: number }
  | { readonly do: 'alter-seal'; readonly column: (typeof SEAL_COLUMNS)[number]; readonly which: number }
  | {
      readonly do: 'delete-event' | 'delete-seal' | 'delete-both' | 'swap-events' | 'swap-seals';
      readonly which: number;
    }
  | { readonly do: 'insert-event' }
  | { readonly do: 'insert-seal' }
  | { readonly do: 'cut-head' };

const which = fc.nat({ max: 1000 });
const tampering: fc.Arbitrary<Tampering> = fc.oneof(
  fc.record({ do: fc.constant('alter-event' as const), column: fc.constantFrom(...EVENT_COLUMNS), which }),
  fc.record({ do: fc.constant('alter-seal' as const), column: fc.constantFrom(...SEAL_COLUMNS), which }),
  fc.record({
    do: fc.constantFrom(
      'delete-event' as const,
      'delete-seal' as const,
      'delete-both' as const,
      'swap-events' as const,
      'swap-seals' as const,
    ),
    which,
  }),
  fc.constantFrom<Tampering>({ do: 'insert-event' }, { do: 'insert-seal' }, { do: 'cut-head' }),
);

const seals = () => AuditSeal.findAll({ order: [['seq', 'ASC']] });

async function chosen(index: number): Promise<{ seal: AuditSeal; next: AuditSeal }> {
  const all = await seals();
  const at = index % all.length;
  return { seal: all[at] as AuditSeal, next: all[(at + 1) % all.length] as AuditSeal };
}

const setEvent = (id: string, column: string, value: unknown) =>
  run(`UPDATE audit_event SET \`${column}\` = :value WHERE id = :id`, { id, value });
const setSeal = (seq: number, column: string, value: unknown) =>
  run(`UPDATE audit_seal SET \`${column}\` = :value WHERE seq = :seq`, { seq, value });

/** Two events trade what they say; each keeps its id. */
async function swapEvents(left: string, right: string): Promise<void> {
  await setEvent(left, 'id', 'spare');
  await setEvent(right, 'id', left);
  await setEvent('spare', 'id', right);
}

async function swapSeals(left: number, right: number): Promise<void> {
  await setSeal(left, 'seq', -1);
  await setSeal(right, 'seq', left);
  await setSeal(-1, 'seq', right);
}

async function insertSeal(): Promise<void> {
  const last = (await seals()).at(-1) as AuditSeal;
  const id = newId();
  await AuditEvent.create({ ...(await AuditEvent.findOne({ raw: true })), id } as never, { validate: false });
  await AuditSeal.create({
    seq: last.seq + 1,
    eventId: id,
    day: last.day,
    hash: 'f'.repeat(64),
    prevHash: last.hash,
    sealedAt: last.sealedAt,
  });
}

async function tamper(fault: Tampering): Promise<void> {
  if (fault.do === 'insert-event') return void (await act(5, new Date('2026-03-11T07:00:00.000Z')));
  if (fault.do === 'insert-seal') return insertSeal();
  if (fault.do === 'cut-head') return void (await run('UPDATE audit_chain SET seq = seq - 1'));
  const { seal, next } = await chosen(fault.which);
  if (fault.do === 'alter-event') return void (await setEvent(seal.eventId, fault.column, other(fault.column)));
  if (fault.do === 'alter-seal') return void (await setSeal(seal.seq, fault.column, other(fault.column)));
  if (fault.do === 'swap-events') return swapEvents(seal.eventId, next.eventId);
  if (fault.do === 'swap-seals') return swapSeals(seal.seq, next.seq);
  if (fault.do !== 'delete-seal') await run('DELETE FROM audit_event WHERE id = :id', { id: seal.eventId });
  if (fault.do !== 'delete-event') await run('DELETE FROM audit_seal WHERE seq = :seq', { seq: seal.seq });
}

const verifyAt = ({ now }: { now: Date }) => verifyChain(database.sequelize, new Date(now.getTime() + HOUR));

describe('the chain', () => {
  test('invariant 36: altering, deleting, inserting or swapping any event or seal breaks it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 12 }), tampering, async (history, fault) => {
        const end = await happen(history);
        const sound = await verifyAt(end);
        expect(sound).toMatchObject({ sound: true, fault: null });
        expect(sound.events).toBe(await AuditEvent.count());
        await tamper(fault);
        expect((await verifyAt(end)).sound).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  const history: Happening[] = [{ act: 2 }, { act: 3 }, 'seal', { hours: 30 }, { act: 4 }, 'seal'];
  const second = 1;

  test.each<[AuditFaultKind, string, Tampering]>([
    ['altered', 'an event says something else', { do: 'alter-event', column: 'reason', which: second }],
    ['altered', 'two events traded what they say', { do: 'swap-events', which: second }],
    ['missing', 'an event is gone', { do: 'delete-event', which: second }],
    ['missing', 'a seal is gone', { do: 'delete-seal', which: second }],
    ['missing', 'event and seal are gone together', { do: 'delete-both', which: second }],
    ['missing', 'the last one is gone with its seal', { do: 'delete-both', which: 4 }],
    ['reordered', 'two seals traded places', { do: 'swap-seals', which: second }],
    ['unsealed', 'an event without a seal is older than a minute', { do: 'insert-event' }],
    ['altered', 'a seal follows the end of the chain', { do: 'insert-seal' }],
    ['altered', 'the end of the chain was set back', { do: 'cut-head' }],
  ])('%s: %s', async (kind, _what, fault) => {
    const end = await happen(history);
    await tamper(fault);
    expect((await verifyAt(end)).fault?.kind).toBe(kind);
  });

  test('anchor: a chain that was computed anew in itself differs from what was anchored, here or in the log', async () => {
    const end = await happen(history);
    const sealed = (await seals())[0] as AuditSeal;
    const outside = [{ day: sealed.day, hash: sealed.hash }];
    expect((await verifyChain(database.sequelize, end.now, outside)).fault).toMatchObject({ kind: 'anchor' });
    await run("UPDATE audit_anchor SET hash = 'f'");
    expect((await verifyAt(end)).fault).toMatchObject({ kind: 'anchor', day: sealed.day });
    await run('DELETE FROM audit_anchor');
    expect((await verifyAt(end)).fault).toMatchObject({ kind: 'anchor', day: sealed.day });
  });

  test('anchor: today’s newest events, cut off with the end set back, are missed by who kept the line of the log', async () => {
    const end = await happen(history);
    const lines = testSealing();
    const tell = headTeller(lines);
    await tell();
    const [{ audit }] = lines.logged() as [{ audit: { lastSeq: number; hash: string } }];
    const outside = [{ seq: audit.lastSeq, hash: audit.hash }];
    expect((await verifyChain(database.sequelize, end.now, outside)).sound).toBe(true);
    const all = await seals();
    const [before, last] = all.slice(-2) as [AuditSeal, AuditSeal];
    expect(last.seq).toBe(audit.lastSeq);
    await run('DELETE FROM audit_seal WHERE seq = :seq', { seq: last.seq });
    await run('DELETE FROM audit_event WHERE id = :id', { id: last.eventId });
    await run('UPDATE audit_chain SET seq = :seq, hash = :hash', { seq: before.seq, hash: before.hash });
    expect((await verifyAt(end)).fault).toBeNull();
    expect((await verifyChain(database.sequelize, end.now, outside)).fault).toMatchObject({
      kind: 'anchor',
      seq: last.seq,
    });
    await tell();
    expect(lines.logged()).toHaveLength(2);
    expect(lines.logged()[1]).toMatchObject({ audit: { lastSeq: before.seq }, before: audit });
    // What is written in its place has another hash.
    await act(5, end.now);
    await sealNow({ ...testSealing(end.now), sequelize: database.sequelize });
    expect((await verifyAt(end)).fault).toBeNull();
    expect((await verifyChain(database.sequelize, end.now, outside)).fault).toMatchObject({ kind: 'anchor' });
  });

  test('an event a moment old may still wait for its seal', async () => {
    const end = await happen([]);
    await act(7, end.now);
    const soon = new Date(end.now.getTime() + 59_000);
    expect((await verifyChain(database.sequelize, soon)).sound).toBe(true);
    expect((await verifyAt(end)).fault?.kind).toBe('unsealed');
  });
});
