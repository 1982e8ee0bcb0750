import { exampleRequest, exampleResponse } from '@eoms/contracts/fake';
import { getStore, listStores, updateStore } from '@eoms/contracts/stores/stores.contract';
import { afterEach, describe, expect, test } from 'vitest';
import { call } from '../api/call.ts';
import { fakeBff, problem } from './fake-bff.ts';

const bff = fakeBff();
const { storeId } = exampleRequest(getStore).params as { storeId: string };
const headers = { 'Idempotency-Key': 'key-12345678', 'If-Match': '"3"', 'Content-Type': 'application/json' };
const patch = (body: unknown, others: Record<string, string> = {}) =>
  fetch(`/api/stores/stores/${storeId}`, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { ...headers, ...others },
  });

describe('what a real BFF would refuse is a fault of the test', () => {
  // Each of these would otherwise fail its own test.
  afterEach(() => bff.reset());

  test('an address no contract has', async () => {
    expect((await fetch('/api/nowhere')).status).toBe(404);
    expect(bff.faults).toEqual(['GET /api/nowhere: no contract has this address']);
  });

  test('an unknown field, a wrong query, a missing version or key', async () => {
    await patch({ hosts: 1, nonsense: true });
    await fetch('/api/stores/stores?nonsense=1');
    await patch({ hosts: 1 }, { 'If-Match': '' });
    await patch({ hosts: 1 }, { 'Idempotency-Key': '' });
    expect(bff.faults).toHaveLength(4);
    expect(bff.calls(updateStore)).toHaveLength(0);
  });

  test('an answer the contract does not allow', async () => {
    bff.on(getStore, { ...exampleResponse(getStore), hosts: -0.5 });
    await fetch(`/api/stores/stores/${storeId}`);
    expect(bff.faults[0]).toContain('getStore: the fake answer');
  });
});

test('answers the examples, then what it is told, then the examples again', async () => {
  expect(await call(listStores)).toEqual(exampleResponse(listStores));
  bff.on(listStores, ({ query }) => ({ ...exampleResponse(listStores), next: String(query.limit) }));
  expect((await call(listStores, { query: { limit: 7 } })).next).toBe('7');
  bff.reset();
  expect((await call(listStores)).next).toBeNull();
});

test('a repeated key gets the first answer; with another body it is refused', async () => {
  let version = 3;
  bff.on(updateStore, () => ({ ...exampleResponse(updateStore), version: ++version }));
  const versions = [];
  for (const answer of [await patch({ hosts: 1 }), await patch({ hosts: 1 })])
    versions.push(((await answer.json()) as { version: number }).version);
  expect(versions).toEqual([4, 4]);
  expect(await (await patch({ hosts: 2 })).json()).toMatchObject({ code: 'request_id_reused' });
});

test('a refusal is problem+json of the catalogue', async () => {
  bff.on(getStore, problem('not_found'));
  const answer = await fetch(`/api/stores/stores/${storeId}`);
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
  expect(await answer.json()).toMatchObject({
    code: 'not_found',
    messages: { en: 'It does not exist, or you may not see it' },
  });
});
