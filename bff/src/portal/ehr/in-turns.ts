import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds of one turn: requests that wait meanwhile do not notice it. */
const TURN_MS = 10;
const LOOK_EVERY = 64;

/** Does the same to many things without holding up whatever else the process has to do; `false` ends it. */
export async function eachInTurn<T>(all: Iterable<T>, work: (one: T) => false | void): Promise<void> {
  let since = performance.now();
  let done = 0;
  for (const one of all) {
    if (work(one) === false) return;
    done += 1;
    if (done % LOOK_EVERY > 0 || performance.now() - since < TURN_MS) continue;
    await turn();
    since = performance.now();
  }
}
