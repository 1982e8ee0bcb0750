import { getStore, listStores, updateStore } from '@eoms/contracts/stores/stores.contract';
import { endSession } from '@eoms/contracts/portal/portal.contract';
import { exampleRequest, exampleResponse } from '@eoms/contracts/fake';
import { describe, expect, test, vi } from 'vitest';
import { portal } from '../portal.ts';
import { fakeBff, noNetwork, problem } from '../testing/fake-bff.ts';
import { call, setRetryDelays } from './call.ts';
import { NetworkError, ProblemError } from './errors.ts';
import { setSession } from './session.ts';

const bff = fakeBff();
const { storeId } = exampleRequest(getStore).params as { storeId: string };
const change = { params: { storeId }, body: { hosts: 132 }, ifMatch: 3 };

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe('what is sent', () => {
  test('path, query with repeated values, language', async () => {
    portal.setState({ locale: 'en' });
    await call(listStores, { query: { q: '松江 & 店', status: ['open', 'trial'], city: undefined } as object });
    const [sent] = bff.calls(listStores);
    expect(sent?.query).toMatchObject({ q: '松江 & 店', status: ['open', 'trial'] });
    expect(sent?.headers.get('Accept-Language')).toBe('en');
    expect(sent?.requestId).toBeNull();
  });

  test('a command has a fresh Idempotency-Key unless given, and the version seen', async () => {
    await call(updateStore, change);
    await call(updateStore, change);
    await call(updateStore, change, { requestId: 'given-by-the-caller' });
    const [first, second, third] = bff.calls(updateStore);
    expect(first?.requestId).toMatch(/^[\da-f-]{36}$/);
    expect(second?.requestId).not.toBe(first?.requestId);
    expect(third).toMatchObject({ requestId: 'given-by-the-caller', ifMatch: 3 });
  });

  test('the headers of the session, for the absolute address', async () => {
    const authorize = vi.fn(async () => ({ Authorization: 'DPoP token', DPoP: 'proof' }));
    setSession({ authorize, expired: () => Promise.reject(new Error('unused')) });
    await call(getStore, { params: { storeId } });
    expect(authorize).toHaveBeenCalledWith(`${location.origin}/api/stores/stores/${storeId}`, 'GET');
    expect(bff.calls(getStore)[0]?.headers.get('DPoP')).toBe('proof');
  });
});

describe('what comes back', () => {
  test('the answer, or nothing for 204', async () => {
    expect(await call(getStore, { params: { storeId } })).toEqual(exampleResponse(getStore));
    expect(await call(endSession, { body: {} })).toBeUndefined();
  });

  test.each(['permission_missing', 'not_found', 'stale_version', 'conflict', 'rate_limited', 'internal'] as const)(
    '%s is a ProblemError',
    async (code) => {
      bff.on(getStore, problem(code));
      const error = await failure(call(getStore, { params: { storeId } }));
      expect(error).toBeInstanceOf(ProblemError);
      expect((error as ProblemError).problem.code).toBe(code);
    },
  );

  test('no network is a NetworkError with words in both languages', async () => {
    bff.on(updateStore, noNetwork);
    const error = await failure(call(updateStore, change));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({
      kind: 'offline',
      messages: { zh: expect.stringContaining('网络'), en: expect.stringContaining('network') },
    });
  });

  test('no answer in time is a NetworkError', async () => {
    bff.on(getStore, () => new Promise<never>(() => undefined));
    expect(await failure(call(getStore, { params: { storeId } }, { timeout: 20 }))).toMatchObject({ kind: 'timeout' });
  });

  test('a request given up ends with its own AbortError', async () => {
    const giveUp = new AbortController();
    bff.on(getStore, () => {
      giveUp.abort();
      return new Promise<never>(() => undefined);
    });
    expect(await failure(call(getStore, { params: { storeId } }, { signal: giveUp.signal }))).toMatchObject({
      name: 'AbortError',
    });
  });
});

test('what a command left behind is told with every later request, so that no instance answers as of before', async () => {
  const answer = (version: string) => ({ headers: { 'Authz-Version': version } });
  const fetched = vi.spyOn(globalThis, 'fetch');
  const sentVersion = () => new Headers(fetched.mock.lastCall?.[1]?.headers).get('Authz-Version');
  const answered = (headers: object) => fetched.mockResolvedValueOnce(new Response('{}', headers));
  for (const [told, sent] of [
    ['17', null],
    ['16', '17'],
    ['nonsense', '17'],
    ['18', '17'],
    ['', '18'],
  ] as const) {
    answered(answer(told));
    await call(getStore, { params: { storeId } });
    expect(sentVersion()).toBe(sent);
  }
  fetched.mockRestore();
});

describe('a sign-in that has expired', () => {
  test.each(['signed_out', 'invalid_token', 'session_ended'] as const)(
    '%s: signs in again once and sends the same command with the same key',
    async (code) => {
      let signedIn = false;
      const expired = vi.fn(async () => void (signedIn = true));
      setSession({ authorize: async () => ({}), expired });
      bff.on(updateStore, () => (signedIn ? exampleResponse(updateStore) : problem(code)));
      await call(updateStore, change);
      const sent = bff.calls(updateStore);
      expect(expired).toHaveBeenCalledExactlyOnceWith(code);
      expect(sent).toHaveLength(2);
      expect(sent[1]).toMatchObject({ requestId: sent[0]?.requestId, body: { hosts: 132 }, ifMatch: 3 });
    },
  );

  test('refused again after signing in: the refusal, no third try', async () => {
    const expired = vi.fn(async () => undefined);
    setSession({ authorize: async () => ({}), expired });
    bff.on(getStore, problem('signed_out'));
    expect(await failure(call(getStore, { params: { storeId } }))).toMatchObject({ problem: { code: 'signed_out' } });
    expect(expired).toHaveBeenCalledTimes(1);
    expect(bff.calls(getStore)).toHaveLength(2);
  });

  test('a person who gives up gets the refusal', async () => {
    setSession({ authorize: async () => ({}), expired: () => Promise.reject(new Error('closed')) });
    bff.on(getStore, problem('signed_out'));
    expect(await failure(call(getStore, { params: { storeId } }))).toMatchObject({ problem: { code: 'signed_out' } });
  });

  test('a stale proof is made anew without bothering the person', async () => {
    let proofs = 0;
    const expired = vi.fn(async () => undefined);
    setSession({ authorize: async () => ({ DPoP: `proof-${++proofs}` }), expired });
    bff.on(getStore, ({ headers }) =>
      headers.get('DPoP') === 'proof-1' ? problem('proof_nonce_required') : exampleResponse(getStore),
    );
    await call(getStore, { params: { storeId } });
    expect(proofs).toBe(2);
    expect(expired).not.toHaveBeenCalled();
  });
});

describe('repetition', () => {
  test('a GET is repeated when the network or the service was away for a moment', async () => {
    setRetryDelays([0, 0]);
    const answers = [noNetwork, problem('unavailable'), exampleResponse(getStore)] as const;
    bff.on(getStore, () => answers[bff.calls(getStore).length - 1] ?? problem('internal'));
    expect(await call(getStore, { params: { storeId } })).toMatchObject({ id: storeId });
  });

  test('neither a command nor a decided refusal is repeated', async () => {
    setRetryDelays([0, 0]);
    bff.on(updateStore, problem('unavailable'));
    bff.on(getStore, problem('not_found'));
    await failure(call(updateStore, change));
    await failure(call(getStore, { params: { storeId } }));
    expect([bff.calls(updateStore).length, bff.calls(getStore).length]).toEqual([1, 1]);
  });
});
