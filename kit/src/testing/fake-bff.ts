import { allEndpoints } from '@eoms/contracts/catalogue';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { createFakeBff, type FakeBff } from './fake-handlers.ts';

export { noNetwork, problem } from './fake-handlers.ts';
export type { FakeAnswer, FakeBff, FakeCall, FakeProblem } from './fake-handlers.ts';

/**
 * Puts a fake BFF under every test of the file: answers are the contracts' examples until `on` says otherwise.
 * A test fails that calls an address no contract has, or sends or answers what a contract does not allow.
 */
export function fakeBff(endpoints: readonly Endpoint[] = allEndpoints): FakeBff {
  const bff = createFakeBff(endpoints);
  const server = setupServer(...bff.handlers);
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  beforeEach(() => bff.reset());
  afterEach(() => expect(bff.faults, 'requests the contracts do not allow').toEqual([]));
  afterAll(() => server.close());
  return bff;
}
