import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as requests from '@eoms/contracts/access/requests.contract';
import { AuditOracle } from '../../../test/grants-audit.ts';
import { codeOf, everybody, personId } from '../../../test/grants-company.ts';
import { histories, take, type Step } from '../../../test/grants-history.ts';
import { Oracle } from '../../../test/grants-oracle.ts';
import { isActive, ms, readRaw } from '../../../test/grants-raw.ts';
import { openGrantsWorld, type GrantsWorld } from '../../../test/grants-world.ts';

const RUNS = 10;
const LENGTH = 32;
const HOUR = 3600_000;

const wrong = new Map<string, string[]>();
const spoken = new Map<string, number>();
const claim = (about: string, holds: boolean, what: string): void => {
  spoken.set(about, (spoken.get(about) ?? 0) + 1);
  if (!holds) wrong.set(about, [...(wrong.get(about) ?? []), what]);
};

/** What everybody holds through grants at some instants. */
async function heldByGrants(world: GrantsWorld): Promise<string> {
  const held: string[] = [];
  for (const code of everybody)
    for (const hours of [0, 1, 30, 400]) {
      const at = new Date(world.now().getTime() + hours * HOUR);
      const sources = await world.access.sourcesOf(personId(code), at);
      held.push(
        ...sources.filter(({ via }) => via === 'grant').map((one) => `${code} ${hours} ${one.refId} ${one.metaCode}`),
      );
    }
  return held.sort().join('\n');
}

/** A grant works from its start and not before, until its end and not at it. */
async function checkBoundaries(world: GrantsWorld): Promise<void> {
  const raw = await readRaw(world);
  for (const grant of raw.grants.filter(({ kind }) => kind === 'SHORT').slice(-4)) {
    if (!isActive(raw, grant.grantee_id)) continue;
    const from = ms(grant.starts_at);
    const to = Math.min(ms(grant.ends_at ?? ''), grant.revoked_at === null ? Infinity : ms(grant.revoked_at));
    for (const t of [from - 1, from, to - 1, to]) {
      const sources = await world.access.sourcesOf(grant.grantee_id, new Date(t));
      const works = sources.some(({ refId }) => refId === grant.id);
      claim('invariant 10', works === (from <= t && t < to), `${grant.id} at ${new Date(t).toISOString()}`);
    }
  }
}

/** What is over is over, whether or not anything wrote it down. */
async function checkWithoutJobs(world: GrantsWorld): Promise<void> {
  world.turnClock(15 * 24 * HOUR);
  const before = await heldByGrants(world);
  const stale = (await readRaw(world)).requests.filter(({ state }) => state === 'PENDING');
  for (const { id, revision, content_hash: contentHash } of stale) {
    const body = { decisions: [{ requestId: id, revision, contentHash, verdict: 'APPROVE' as const, comment: null }] };
    const { items } = await world.call(requests.decideRequests, 'boss', { body });
    claim('mistake 23', items[0]?.ok === false, `${id} was decided after its end`);
  }
  claim('invariant 13', (await heldByGrants(world)) === before, 'writing down what expired changed what people hold');
  const states = (await readRaw(world)).requests.filter(({ id }) => stale.some((one) => one.id === id));
  claim(
    'mistake 23',
    states.every(({ state }) => state === 'EXPIRED'),
    'an expired request is not kept as such',
  );
}

/** Whoever a request names can decide it. */
async function checkDeciders(world: GrantsWorld): Promise<void> {
  const raw = await readRaw(world);
  for (const { id, state, grantee_id, requester_id, expires_at } of raw.requests) {
    const open = state === 'PENDING' && ms(expires_at ?? '') > world.now().getTime();
    if (!open || !isActive(raw, requester_id) || !isActive(raw, grantee_id ?? '')) continue;
    if (codeOf(requester_id) === 'partner') continue;
    const shown = await world.call(requests.getRequest, codeOf(requester_id), { params: { requestId: id } });
    const decider = shown.steps.find((step) => step.state === 'CURRENT')?.deciders[0];
    claim('mistake 26', decider !== undefined, `${shown.number} waits for nobody`);
    if (!decider) continue;
    const { revision, contentHash } = shown;
    const body = { decisions: [{ requestId: id, revision, contentHash, verdict: 'DENY' as const, comment: '不需要' }] };
    const { items } = await world.call(requests.decideRequests, codeOf(decider.id), { body });
    claim('mistake 26', items[0]?.state === 'DENIED', `${shown.number}: ${decider.name} cannot decide it`);
  }
}

/** Runs a history in a fresh company, with the oracles looking after every command. */
async function live(history: readonly Step[]): Promise<void> {
  const world = await openGrantsWorld();
  try {
    const oracle = new Oracle((invariant, holds, what) => claim(`invariant ${invariant}`, holds, what));
    const log = new AuditOracle();
    for (const step of history) {
      const said = await take(world, step);
      oracle.after(await readRaw(world), said, world.now());
      const faults = await log.look(world, said);
      claim('invariant 36', faults.length === 0, faults.join('; '));
    }
    await checkBoundaries(world);
    await checkDeciders(world);
    await checkWithoutJobs(world);
    claim('fault', true, '');
  } catch (error) {
    claim('fault', false, error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await world.close();
  }
}

describe('random histories of a small company', () => {
  beforeAll(async () => {
    for (const history of fc.sample(histories(LENGTH), { numRuns: RUNS })) await live(history);
  }, 240_000);

  const expectHeld = (about: string): void => {
    expect(wrong.get(about) ?? []).toEqual([]);
    expect(spoken.get(about) ?? 0).toBeGreaterThan(0);
  };

  it('invariant 1: every grant has an approval of somebody with authority', () => expectHeld('invariant 1'));
  it('invariant 2: nobody approves his own request, but for a superior’s small direct grant', () =>
    expectHeld('invariant 2'));
  it('invariant 3: what is granted is what was signed', () => expectHeld('invariant 3'));
  it('invariant 4: an edit voids all decisions', () => expectHeld('invariant 4'));
  it('invariant 5: a delegate decides inside his delegation only', () => expectHeld('invariant 5'));
  it('invariant 6: what was denied is not granted', () => expectHeld('invariant 6'));
  it('invariant 7: risk needs its owners', () => expectHeld('invariant 7'));
  it('invariant 8: nothing reaches beyond the superior without an owner', () => expectHeld('invariant 8'));
  it('invariant 10: a grant works in its window and not a millisecond besides', () => expectHeld('invariant 10'));
  it('invariant 11: no window is longer than the permission allows', () => expectHeld('invariant 11'));
  it('invariant 13: no job decides what people hold', () => expectHeld('invariant 13'));
  it('invariant 14: no window is ever lengthened', () => expectHeld('invariant 14'));
  it('invariant 18: nothing waits for a leaver, nor through him', () => expectHeld('invariant 18'));
  it('invariant 19: who comes back brings no old grant', () => expectHeld('invariant 19'));
  it('invariant 36: each change has one event, and the log alone reproduces the tables', () =>
    expectHeld('invariant 36'));

  it('no command fails for a reason of ours', () => expectHeld('fault'));
  it('mistake 23: nothing is prolonged by a job that is late', () => expectHeld('mistake 23'));
  it('mistake 26: each pending request has somebody who can decide it', () => expectHeld('mistake 26'));
});
