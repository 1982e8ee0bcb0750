import { allEndpoints } from '@eoms/contracts/catalogue';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { setupWorker } from 'msw/browser';
import { createFakeBff, type FakeBff } from './fake-handlers.ts';

export { noNetwork, problem } from './fake-handlers.ts';
export type { FakeAnswer, FakeBff, FakeCall, FakeProblem } from './fake-handlers.ts';

/** Starts a fake BFF in the browser for a remote that runs alone; its worker is served at `/mockServiceWorker.js`. */
export async function startFakeBff(endpoints: readonly Endpoint[] = allEndpoints): Promise<FakeBff> {
  const bff = createFakeBff(endpoints);
  await setupWorker(...bff.handlers).start({ quiet: true, onUnhandledFrame: 'bypass' });
  return bff;
}
