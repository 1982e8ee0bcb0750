import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Lifecycle } from './health.ts';

/** How an instance leaves; all in milliseconds. */
export interface DrainTimes {
  /** How long requests are still welcome after `/readyz` turned 503; longer than the keep-alive timeout loses none. */
  readonly graceMs: number;
  /** How long requests under way may take to finish after that. */
  readonly finishMs: number;
}

const IDLE_CHECK_MS = 50;

/** Takes an instance out of service without losing a request: not ready, grace, no new connections, finish what is under way. */
export async function drain(server: Server, lifecycle: Lifecycle, times: DrainTimes, log: Logger): Promise<void> {
  lifecycle.draining = true;
  log.info({ graceMs: times.graceMs }, 'draining');
  await wait(times.graceMs);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const deadline = new AbortController();
  const cut = wait(times.finishMs, undefined, { signal: deadline.signal }).then(
    () => server.closeAllConnections(),
    () => undefined,
  );
  // A request that came before the drain was answered with keep-alive: its connection would linger after its last answer.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  await closed;
  clearInterval(idle);
  deadline.abort();
  await cut;
  log.info('drained');
}
