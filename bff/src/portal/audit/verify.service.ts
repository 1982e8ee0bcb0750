import { setImmediate as breathe } from 'node:timers/promises';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { AuditFaultKind, AuditVerification } from '@eoms/contracts/access/audit.contract';
import { dialectOf } from '../../database/connect.ts';
import { AuditAnchor, AuditEvent, AuditSeal } from './audit.model.ts';
import { GENESIS, sealHash } from './chain.ts';
import { chainHead, factsOf, sealsAfter, unsealedIds } from './seal.service.ts';

/** Copy of a hash kept outside the database, such as in the process log: a day's last one, or that of one seal. */
export type OutsideAnchor = { readonly hash: string } & ({ readonly day: string } | { readonly seq: number });

type Fault = NonNullable<AuditVerification['fault']>;

const PAGE = 500;
const MAY_WAIT_MS = 60_000;

const fault = (kind: AuditFaultKind, at: Partial<Omit<Fault, 'kind'>> = {}): Fault => ({
  kind,
  seq: at.seq ?? null,
  eventId: at.eventId ?? null,
  day: at.day ?? null,
});

interface Walk {
  seq: number;
  hash: string;
  /** Last seal of each day, in order. */
  readonly days: Map<string, { readonly seq: number; readonly hash: string }>;
}

function sealFault(walk: Walk, seal: AuditSeal, event: AuditEvent | undefined): Fault | null {
  const { seq, eventId, day } = seal;
  if (seq !== walk.seq + 1) return fault('missing', { seq: walk.seq + 1 });
  if (!event) return fault('missing', { seq, eventId, day });
  const right = sealHash(seal.prevHash, factsOf(event, seal)) === seal.hash;
  // Right in itself, but not after its predecessor: somebody gave that one a new hash.
  if (right && seal.prevHash !== walk.hash) return fault('altered', { seq: Math.max(1, walk.seq) });
  if (seal.prevHash !== walk.hash) return fault('reordered', { seq, eventId, day });
  return right ? null : fault('altered', { seq, eventId, day });
}

/** Walks on until there is no seal left. */
async function walkSeals(walk: Walk): Promise<Fault | null> {
  for (;;) {
    const seals = await sealsAfter(walk.seq, PAGE);
    if (seals.length === 0) return null;
    const events = await AuditEvent.findAll({ where: { id: seals.map(({ eventId }) => eventId) } });
    const byId = new Map(events.map((event) => [event.id, event]));
    for (const seal of seals) {
      const found = sealFault(walk, seal, byId.get(seal.eventId));
      if (found) return found;
      walk.seq = seal.seq;
      walk.hash = seal.hash;
      walk.days.set(seal.day, { seq: seal.seq, hash: seal.hash });
    }
    // Hashing a long log must not hold up the requests of others.
    await breathe();
  }
}

/** The chain's own end must be the last seal; it is read after the walk, so what came meanwhile is walked too. */
async function endFault(walk: Walk): Promise<Fault | null> {
  for (;;) {
    const head = await chainHead();
    const seq = head?.seq ?? 0;
    if (seq === walk.seq) return (head?.hash ?? GENESIS) === walk.hash ? null : fault('altered', { seq });
    if (seq < walk.seq) return fault('altered', { seq: seq + 1 });
    const before = walk.seq;
    const found = await walkSeals(walk);
    if (found) return found;
    if (walk.seq === before) return fault('missing', { seq: before + 1 });
  }
}

async function anchorFault(walk: Walk, outside: readonly OutsideAnchor[]): Promise<Fault | null> {
  const last = [...walk.days.keys()].at(-1);
  const anchors = new Map((await AuditAnchor.findAll()).map((anchor) => [anchor.day, anchor]));
  for (const [day, { seq, hash }] of walk.days) {
    const anchor = anchors.get(day);
    const fits = anchor ? anchor.hash === hash && anchor.lastSeq === seq : day === last;
    if (!fits) return fault('anchor', { day, seq });
  }
  const unknown = [...anchors.keys()].find((day) => !walk.days.has(day));
  if (unknown !== undefined) return fault('anchor', { day: unknown });
  for (const one of outside) {
    const found = 'day' in one ? walk.days.get(one.day) : await AuditSeal.findByPk(one.seq);
    if (found?.hash !== one.hash) return fault('anchor', 'day' in one ? { day: one.day } : { seq: one.seq });
  }
  return null;
}

async function unsealedFault(sequelize: Sequelize, now: Date): Promise<Fault | null> {
  const before = new Date(now.getTime() - MAY_WAIT_MS);
  const [eventId] = await unsealedIds(sequelize, null, { before, limit: 1 });
  return eventId === undefined ? null : fault('unsealed', { eventId });
}

const TRIGGERS = {
  sqlite: `SELECT COUNT(*) AS n FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (:tables)`,
  mysql: `SELECT COUNT(*) AS n FROM information_schema.TRIGGERS
          WHERE TRIGGER_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE IN (:tables)`,
} as const;

/** True when the database itself refuses to change or delete what is recorded. */
async function isGuarded(sequelize: Sequelize): Promise<boolean> {
  const tables = ['audit_event', 'audit_seal', 'audit_anchor'];
  const [row] = await sequelize.query<{ n: number }>(TRIGGERS[dialectOf(sequelize)], {
    type: QueryTypes.SELECT,
    replacements: { tables },
  });
  return Number(row?.n ?? 0) >= 2 * tables.length;
}

/** Walks the whole chain from the first event: altered, missing, re-ordered, unsealed for more than a minute, other than anchored. */
export async function verifyChain(
  sequelize: Sequelize,
  now: Date,
  outside: readonly OutsideAnchor[] = [],
): Promise<AuditVerification> {
  const walk: Walk = { seq: 0, hash: GENESIS, days: new Map() };
  const found =
    (await walkSeals(walk)) ??
    (await endFault(walk)) ??
    (await anchorFault(walk, outside)) ??
    (await unsealedFault(sequelize, now));
  return {
    sound: found === null,
    events: walk.seq,
    days: walk.days.size,
    lastSeq: walk.seq,
    lastHash: walk.hash,
    fault: found,
    guarded: await isGuarded(sequelize),
    verifiedAt: now.toISOString(),
  };
}
