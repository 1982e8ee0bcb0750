import type { Logger } from 'pino';
import { Op, QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { isDuplicate } from '../../database/failures.ts';
import { inTransaction, updateWhere } from '../../database/transaction.ts';
import { AuditAnchor, AuditChain, AuditEvent, AuditSeal } from './audit.model.ts';
import { dayOf, GENESIS, nextDay, sealHash, type SealedFacts } from './chain.ts';
import { instantText } from '../../database/instant-text.ts';

/** What a sealer works with. */
export interface Sealing {
  readonly sequelize: Sequelize;
  readonly clock: () => Date;
  /** Gets the hash of each finished day: a copy outside the database. */
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** Events of one transaction of the sealer. */
const BATCH = 200;

/**
 * How far before the last seal a sealer looks for events whose transaction took long. The sweep looks everywhere, whenever
 * there are more events than seals.
 */
const LOOK_BACK_MS = 5 * 60_000;

const CHAIN_ID = 1;

const FIRST = new Date('1970-01-01T00:00:00.000Z');
const LAST = new Date('9999-01-01T00:00:00.000Z');

interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly anchoredDay: string | null;
  /** Day and instant of the last seal. */
  readonly lastDay: string | null;
  readonly lastAt: Date | null;
}

async function readHead(transaction: Transaction): Promise<Head> {
  const chain = await AuditChain.findByPk(CHAIN_ID, { transaction });
  if (!chain) {
    await AuditChain.create({ id: CHAIN_ID, seq: 0, hash: GENESIS, anchoredDay: null }, { transaction });
    return { seq: 0, hash: GENESIS, anchoredDay: null, lastDay: null, lastAt: null };
  }
  const { seq, hash, anchoredDay } = chain;
  const last = await AuditSeal.findByPk(seq, { transaction });
  return { seq, hash, anchoredDay, lastDay: last?.day ?? null, lastAt: last?.sealedAt ?? null };
}

/** Ids of events without a seal, in the order in which they will be sealed. */
export async function unsealedIds(
  sequelize: Sequelize,
  transaction: Transaction | null,
  bounds: { readonly from?: Date | null; readonly before?: Date; readonly limit: number },
): Promise<string[]> {
  const { from = null, before, limit } = bounds;
  const rows = await sequelize.query<{ id: string }>(
    `SELECT e.id FROM audit_event e
     WHERE e.at >= :from AND e.at < :before AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event_id = e.id)
     ORDER BY e.at, e.id LIMIT :limit`,
    {
      type: QueryTypes.SELECT,
      transaction,
      replacements: {
        from: instantText(sequelize, from ?? FIRST),
        before: instantText(sequelize, before ?? LAST),
        limit,
      },
    },
  );
  return rows.map(({ id }) => id);
}

/** What a seal vouches for, from the rows themselves. */
export const factsOf = (event: AuditEvent, seal: Pick<AuditSeal, 'seq' | 'day' | 'sealedAt'>): SealedFacts => ({
  seq: seal.seq,
  day: seal.day,
  sealedAt: seal.sealedAt,
  id: event.id,
  at: event.at,
  actorKind: event.actorKind,
  actorId: event.actorId,
  onBehalfOf: event.onBehalfOf,
  action: event.action,
  objectKind: event.objectKind,
  objectId: event.objectId,
  requestId: event.requestId,
  reason: event.reason,
  beforeHash: event.beforeHash,
  afterHash: event.afterHash,
  // The text as it is stored, not what it parses to.
  detail: event.getDataValue('detail') as string | null,
});

interface NewSeal {
  readonly seq: number;
  readonly eventId: string;
  readonly day: string;
  readonly hash: string;
  readonly prevHash: string;
  readonly sealedAt: Date;
}

function link(head: Head, events: readonly AuditEvent[], day: string, sealedAt: Date): NewSeal[] {
  const seals: NewSeal[] = [];
  let prevHash = head.hash;
  events.forEach((event, index) => {
    const seq = head.seq + index + 1;
    const hash = sealHash(prevHash, factsOf(event, { seq, day, sealedAt }));
    seals.push({ seq, eventId: event.id, day, hash, prevHash, sealedAt });
    prevHash = hash;
  });
  return seals;
}

/** The day that has ended and whose last hash is not yet anchored. */
const endedDay = (head: Head, day: string): string | null =>
  head.lastDay !== null && head.lastDay < day && head.lastDay !== head.anchoredDay ? head.lastDay : null;

interface Step {
  /** Events sealed; null when another sealer was first. */
  readonly sealed: number | null;
  readonly anchor: { readonly day: string; readonly lastSeq: number; readonly hash: string } | null;
}

const NOTHING: Step = { sealed: 0, anchor: null };

async function sealBatch(
  { sequelize }: Sealing,
  transaction: Transaction,
  now: Date,
  everywhere: boolean,
): Promise<Step> {
  const head = await readHead(transaction);
  const from = everywhere || head.lastAt === null ? null : new Date(head.lastAt.getTime() - LOOK_BACK_MS);
  const ids = await unsealedIds(sequelize, transaction, { from, limit: BATCH });
  const anchorDay = endedDay(head, dayOf(now));
  if (ids.length === 0 && anchorDay === null) return NOTHING;
  const found = await AuditEvent.findAll({ where: { id: ids }, transaction });
  const byId = new Map(found.map((event) => [event.id, event]));
  const events = ids.flatMap((id) => byId.get(id) ?? []);
  const anchoredDay = anchorDay ?? head.anchoredDay;
  const seals = link(head, events, nextDay(now, head.lastDay, anchoredDay), now);
  // The step that only one sealer can take: everything below follows from the head it was computed on.
  const won = await updateWhere(
    AuditChain,
    { seq: head.seq + seals.length, hash: seals.at(-1)?.hash ?? head.hash, anchoredDay },
    { id: CHAIN_ID, seq: head.seq, hash: head.hash, anchoredDay: head.anchoredDay },
    { transaction },
  );
  if (won === 0) return { sealed: null, anchor: null };
  const anchor = anchorDay === null ? null : { day: anchorDay, lastSeq: head.seq, hash: head.hash };
  if (anchor) await AuditAnchor.create({ ...anchor, anchoredAt: now }, { transaction });
  await AuditSeal.bulkCreate(seals, { transaction });
  return { sealed: seals.length, anchor };
}

async function sealOnce(sealing: Sealing, everywhere: boolean): Promise<Step> {
  const { sequelize, clock } = sealing;
  try {
    return await inTransaction(sequelize, ({ transaction, now }) => sealBatch(sealing, transaction, now, everywhere), {
      now: clock(),
    });
  } catch (error) {
    // Two sealers began the chain at the same moment.
    if (isDuplicate(error, 'audit_chain', ['id'], 'primary')) return { sealed: null, anchor: null };
    throw error;
  }
}

/** Seals every event that is there; safe on every instance at once. Answers how many this call sealed. */
export async function sealNow(sealing: Sealing, options: { readonly everywhere?: boolean } = {}): Promise<number> {
  let total = 0;
  for (;;) {
    const { sealed, anchor } = await sealOnce(sealing, options.everywhere === true);
    if (anchor) sealing.log.info({ audit: anchor }, 'audit log: the last hash of a finished day');
    total += sealed ?? 0;
    if (sealed !== null && sealed < BATCH) return total;
  }
}

/** Seals what was left behind, however old: an instance may have died between the commit and the seal. */
export async function sealLeftovers(sealing: Sealing): Promise<number> {
  const [events, chain] = await Promise.all([AuditEvent.count(), AuditChain.findByPk(CHAIN_ID)]);
  return sealNow(sealing, { everywhere: events > (chain?.seq ?? 0) });
}

/**
 * Answers a function that says in the process log how far the chain is, when that changed since it was said last: a copy outside the
 * database, so that whoever owns that cannot cut off the newest events unnoticed.
 */
export function headTeller({ log }: Pick<Sealing, 'log'>): () => Promise<void> {
  let told = { lastSeq: 0, hash: GENESIS };
  return async () => {
    const head = await chainHead();
    const now = { lastSeq: head?.seq ?? 0, hash: head?.hash ?? GENESIS };
    if (now.lastSeq === told.lastSeq && now.hash === told.hash) return;
    if (now.lastSeq <= told.lastSeq) log.warn({ audit: now, before: told }, 'audit log: the chain ends before its end');
    else log.info({ audit: now }, 'audit log: the last hash so far');
    told = now;
  };
}

let wake: (() => void) | undefined;

/** Tells this process's sealer that an event has been committed. */
export const wakeSealer = (): void => wake?.();

const GATHER_MS = 100;
const LEFTOVERS_MS = 60_000;
const TELL_MS = 5 * 60_000;

/**
 * Seals events a moment after their commit, many at once, and every minute what was left behind; every five minutes, and at the
 * end, it tells the last hash. The returned function ends it and waits for what is under way.
 */
export function startSealing(sealing: Sealing): () => Promise<void> {
  let ended = false;
  let gathering: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  const tell = headTeller(sealing);
  const run = (work: () => Promise<unknown>): void => {
    underWay = underWay.then(work).then(
      () => undefined,
      (error: unknown) =>
        sealing.log.warn(
          { kind: error instanceof Error ? error.name : typeof error },
          'audit events wait for their seal',
        ),
    );
  };
  const seal = (): void => {
    gathering = undefined;
    if (!ended) run(() => sealNow(sealing));
  };
  wake = () => {
    gathering ??= setTimeout(seal, GATHER_MS).unref();
  };
  const leftovers = (): void => run(() => sealLeftovers(sealing));
  const timer = setInterval(leftovers, LEFTOVERS_MS).unref();
  const telling = setInterval(() => run(tell), TELL_MS).unref();
  leftovers();
  return async () => {
    wake = undefined;
    clearInterval(timer);
    clearInterval(telling);
    clearTimeout(gathering);
    // What was committed last is sealed before the process ends, as far as it can be.
    seal();
    ended = true;
    run(tell);
    await underWay;
  };
}

/** Seals after one, in order. */
export const sealsAfter = (seq: number, limit: number): Promise<AuditSeal[]> =>
  AuditSeal.findAll({ where: { seq: { [Op.gt]: seq } }, order: [['seq', 'ASC']], limit });

/** The end of the chain as the database has it now. */
export const chainHead = (): Promise<AuditChain | null> => AuditChain.findByPk(CHAIN_ID);
