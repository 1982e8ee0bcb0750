import type { Logger } from 'pino';
import { sweepArtefacts } from './embedded/identity-provider/adapter.ts';
import { sweepStoredAnswers } from './http/idempotency.ts';
import { sweepClientErrors } from './portal/client-errors/client-errors.service.ts';
import { sweepSyncLines } from './portal/ehr/schedule.ts';
import { sweepSessions } from './portal/sessions/sessions.service.ts';

/** Work that time brings about by name; each answers how much it did. */
export type Sweeps = Readonly<Record<string, (now: Date) => Promise<number>>>;

/** Each may run on every instance at once, and none decides anything. */
const sweeps: Sweeps = {
  storedAnswers: sweepStoredAnswers,
  sessions: sweepSessions,
  signInArtefacts: sweepArtefacts,
  clientErrors: sweepClientErrors,
  syncLines: sweepSyncLines,
};

const EVERY_MS = 10 * 60_000;

/** Runs every sweep once, those of services as well; a failing one is told to the log and tried again the next time. */
export async function sweepAll(now: Date, log: Logger, further: Sweeps = {}): Promise<void> {
  for (const [name, sweep] of Object.entries({ ...sweeps, ...further })) {
    try {
      const removed = await sweep(now);
      if (removed > 0) log.info({ sweep: name, removed }, 'swept');
    } catch (error) {
      log.warn({ sweep: name, kind: error instanceof Error ? error.name : typeof error }, 'a sweep failed');
    }
  }
}

/** Runs the sweeps every ten minutes until stopped; the returned function waits for the one under way. */
export function startSweeps(clock: () => Date, log: Logger, further: Sweeps = {}): () => Promise<void> {
  let underWay: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    underWay = underWay.then(() => sweepAll(clock(), log, further));
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return underWay;
  };
}
