import { User } from 'oidc-client-ts';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Session, type SessionEvents, type SessionParts, type SignInClient } from './session.ts';
import { lentBy, type LentTokens, type TabListener } from './tab-channel.ts';

const LIFE_S = 300;
let made = 0;

function freshUser(sub: string, refreshToken: string | null = `refresh-${(made += 1)}`): User {
  const tokens = {
    access_token: `access-${(made += 1)}`,
    token_type: 'DPoP',
    expires_at: Math.floor(Date.now() / 1000) + LIFE_S,
  };
  const profile = { sub, iss: 'i', aud: 'portal', exp: 1, iat: 1 };
  return new User({ ...tokens, profile, ...(refreshToken ? { refresh_token: refreshToken } : {}) });
}

/** A provider that consumes refresh tokens: using one twice fails the test. */
class FakeProvider {
  readonly used: string[] = [];
  refreshes = 0;
  silent = 0;
  refreshFails = false;
  silentFails = false;
  silentSub = 'wang';
}

function fakeClient(provider: FakeProvider, first: User) {
  let user: User | null = first;
  const signinSilent: SignInClient['signinSilent'] = async (args) => {
    if (!args?.forceIframeAuth && user?.refresh_token) {
      expect(provider.used).not.toContain(user.refresh_token);
      provider.used.push(user.refresh_token);
      provider.refreshes += 1;
      if (provider.refreshFails) throw new Error('network');
      user = freshUser(user.profile.sub);
      return user;
    }
    provider.silent += 1;
    if (provider.silentFails) throw new Error('login_required');
    user = freshUser(provider.silentSub);
    return user;
  };
  const client: SignInClient = {
    getUser: async () => user,
    storeUser: async (next) => void (user = next),
    signinSilent,
    signinRedirect: async () => undefined,
    signinPopup: async () => (user = freshUser(provider.silentSub)),
    signoutRedirect: vi.fn<SignInClient['signoutRedirect']>(async () => undefined),
    dpopProof: async (url, _user, method, nonce) => `proof ${method} ${url} ${nonce ?? ''}`.trim(),
  };
  return client;
}

/** One lock and one channel for all tabs of a test, as a browser has them. */
function fakeBrowser() {
  const listeners = new Set<TabListener>();
  let queue: Promise<unknown> = Promise.resolve();
  const locks = {
    request: (_name: string, work: () => Promise<unknown>) => {
      const mine = queue.then(work);
      queue = mine.catch(() => undefined);
      return mine;
    },
  } as unknown as SessionParts['locks'];
  const tab = (): SessionParts['tabs'] => {
    let own: TabListener | undefined;
    const others = () => [...listeners].filter((listener) => listener !== own);
    return {
      listen: (listener) => void listeners.add((own = listener)),
      lend: (tokens: LentTokens) => others().forEach((listener) => listener.tokens(tokens)),
      ask: async (sub, stale) =>
        (await Promise.all(others().map((listener) => listener.lend(sub, stale)))).find(Boolean) ?? null,
      tellSignedIn: (sub) => others().forEach((listener) => listener.signedIn(sub)),
      tellSignedOut: (sub) => others().forEach((listener) => listener.signedOut(sub)),
    };
  };
  return { locks, tab };
}

function openTab(browser: ReturnType<typeof fakeBrowser>, provider: FakeProvider, sub = 'wang') {
  const first = freshUser(sub);
  const client = fakeClient(provider, first);
  const events = {
    askPerson: vi.fn<SessionEvents['askPerson']>(async () => undefined),
    restored: vi.fn<SessionEvents['restored']>(),
    otherPerson: vi.fn<SessionEvents['otherPerson']>(),
    signedOut: vi.fn<SessionEvents['signedOut']>(),
  };
  const session = new Session({ client, tabs: browser.tab(), locks: browser.locks, events });
  session.begin(first);
  return { session, client, events };
}

const tokenOf = async (client: SignInClient) => (await client.getUser())?.access_token;

describe('Session', () => {
  let provider: FakeProvider;
  let browser: ReturnType<typeof fakeBrowser>;

  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-03-11T12:30:00.000Z') });
    provider = new FakeProvider();
    browser = fakeBrowser();
    return () => vi.useRealTimers();
  });

  test('mistake 37: five tabs whose tokens run out together make one refresh and share its token', async () => {
    const tabs = Array.from({ length: 5 }, () => openTab(browser, provider));
    await vi.advanceTimersByTimeAsync(LIFE_S * 1000 - 30_000);
    expect(provider.refreshes).toBe(1);
    expect(new Set(await Promise.all(tabs.map(({ client }) => tokenOf(client)))).size).toBe(1);
  });

  test('mistake 37: five tabs refused together make one refresh', async () => {
    const tabs = Array.from({ length: 5 }, () => openTab(browser, provider));
    await Promise.all(tabs.map(({ session }) => session.authorize('https://portal.test/api/x', 'GET')));
    await Promise.all(tabs.map(({ session }) => session.expired('invalid_token')));
    expect(provider.refreshes).toBe(1);
    expect(new Set(await Promise.all(tabs.map(({ client }) => tokenOf(client)))).size).toBe(1);
  });

  test('mistake 37: over a working day no refresh token is used twice, whichever tab renews', async () => {
    const tabs = Array.from({ length: 3 }, () => openTab(browser, provider));
    await vi.advanceTimersByTimeAsync(8 * 3600_000);
    expect(provider.refreshes).toBeGreaterThan(80);
    expect(new Set(provider.used).size).toBe(provider.used.length);
    expect(tabs.every(({ events }) => events.askPerson.mock.calls.length === 0)).toBe(true);
  });

  test('a refresh that failed is never repeated with the same token: a silent sign-in follows', async () => {
    const { session, client, events } = openTab(browser, provider);
    provider.refreshFails = true;
    await session.renew((await tokenOf(client)) ?? '');
    expect(provider).toMatchObject({ refreshes: 1, silent: 1 });
    expect(events.askPerson).not.toHaveBeenCalled();
  });

  test('the person is asked once, however many requests are refused', async () => {
    const { session, events } = openTab(browser, provider);
    provider.refreshFails = true;
    provider.silentFails = true;
    await session.authorize('https://portal.test/api/x', 'GET');
    await Promise.all(Array.from({ length: 4 }, () => session.expired('signed_out')));
    expect(events.askPerson).toHaveBeenCalledExactlyOnceWith('signed_out');
  });

  test('an ended session is not renewed in silence', async () => {
    const { session, events } = openTab(browser, provider);
    await session.expired('session_ended');
    expect(provider.refreshes).toBe(0);
    expect(events.askPerson).toHaveBeenCalledWith('session_ended');
  });

  test('signing in again restores every tab of the person', async () => {
    const [one, two] = [openTab(browser, provider), openTab(browser, provider)];
    await vi.advanceTimersByTimeAsync(1000);
    await one.session.signInAgain();
    await vi.advanceTimersByTimeAsync(0);
    expect(two.events.restored).toHaveBeenCalled();
    expect(await tokenOf(two.client)).toBe(await tokenOf(one.client));
  });

  test('somebody else signing in takes the tab away from the former person', async () => {
    const { session, events } = openTab(browser, provider);
    provider.silentSub = 'li';
    await session.signInAgain();
    expect(events.otherPerson).toHaveBeenCalledOnce();
    expect(events.restored).not.toHaveBeenCalled();
    const other = openTab(browser, provider, 'chen');
    expect(events.otherPerson).toHaveBeenCalledTimes(2);
    expect(other.events.otherPerson).not.toHaveBeenCalled();
  });

  test('tokens of another person are not taken over', async () => {
    const { client, session } = openTab(browser, provider);
    const before = await tokenOf(client);
    const foreign = lentBy(freshUser('li'));
    if (foreign) browser.tab().lend(foreign);
    await vi.advanceTimersByTimeAsync(0);
    expect(await tokenOf(client)).toBe(before);
    await session.authorize('https://portal.test/api/x', 'GET');
  });

  test('signing out reaches the other tabs even when the BFF does not answer', async () => {
    const [one, two] = [openTab(browser, provider), openTab(browser, provider)];
    await one.session.signOut(() => Promise.reject(new Error('offline')));
    expect(two.events.signedOut).toHaveBeenCalledOnce();
    expect(one.client.signoutRedirect).toHaveBeenCalledOnce();
    await expect(two.session.expired('signed_out')).rejects.toThrow('signed out');
    expect(await two.session.authorize('https://portal.test/api/x', 'GET')).toEqual({});
  });

  test('a proof is made for the address without its query, with the nonce of the API', async () => {
    const { session } = openTab(browser, provider);
    const headers = await session.authorize('https://portal.test/api/x?q=1', 'POST', 'n1');
    expect(headers['DPoP']).toBe('proof POST https://portal.test/api/x n1');
    expect(headers['Authorization']).toMatch(/^DPoP access-/);
  });
});
