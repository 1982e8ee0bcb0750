import { NetworkError } from '@eoms/kit';
import { User, type UserManager } from 'oidc-client-ts';
import { type LentTokens, lentBy, type TabChannel } from './tab-channel.ts';

/** The part of oidc-client-ts the session uses; tests bring their own. */
export type SignInClient = Pick<
  UserManager,
  'getUser' | 'storeUser' | 'signinSilent' | 'signinRedirect' | 'signinPopup' | 'signoutRedirect' | 'dpopProof'
>;

/** What the session tells the tab. */
export interface SessionEvents {
  /** The session ended and only the person can begin another; resolves when he has, rejects when he gave up. */
  askPerson(code: string): Promise<void>;
  /** The session holds again, here or through another tab. */
  restored(): void;
  /** Somebody else is signed in now: nothing of the former person may stay. */
  otherPerson(): void;
  signedOut(): void;
}

/** What the session needs; everything of the browser is passed in. */
export interface SessionParts {
  readonly client: SignInClient;
  readonly tabs: Pick<TabChannel, 'listen' | 'lend' | 'ask' | 'tellSignedIn' | 'tellSignedOut'>;
  readonly locks: Pick<LockManager, 'request'>;
  readonly events: SessionEvents;
}

const RENEW_AHEAD_S = 60;
const USABLE_S = 5;
const JUST_NOW_MS = 10_000;

const secondsLeft = (tokens: { expires_at?: number | undefined }): number =>
  (tokens.expires_at ?? 0) - Date.now() / 1000;

function withoutRefreshToken({ refresh_token: _consumed, ...user }: User): User {
  return new User(user as ConstructorParameters<typeof User>[0]);
}

const withLent = (user: User, { sub: _sub, ...tokens }: LentTokens): User =>
  new User({ ...user, ...tokens } as ConstructorParameters<typeof User>[0]);

/**
 * The session of one tab. Renewals are serialised over all tabs by a Web Lock, and one renewal serves them all: the others take
 * over its access token. A refresh token is never shared and never tried twice, because using a consumed one ends everything.
 */
export class Session {
  readonly #parts: SessionParts;
  #sub = '';
  #lastUsed = '';
  #renewedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewal: Promise<void> | undefined;
  #asking: Promise<void> | undefined;
  #ended = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    parts.tabs.listen({
      tokens: (tokens) => void this.#takeOver(tokens),
      lend: (sub, stale) => this.#lend(sub, stale),
      signedIn: (sub) => this.#sub && sub !== this.#sub && this.#parts.events.otherPerson(),
      signedOut: (sub) => sub === this.#sub && this.#end(),
    });
  }

  /** Begins with a user who has just signed in. */
  begin(user: User): void {
    this.#sub = user.profile.sub;
    this.#ended = false;
    this.#schedule(user);
    this.#parts.tabs.tellSignedIn(this.#sub);
  }

  /** Headers of one request: token and a proof for exactly this method and address. */
  async authorize(url: string, method: string, nonce?: string): Promise<Record<string, string>> {
    let user = await this.#parts.client.getUser();
    if (user && secondsLeft(user) < USABLE_S) {
      await this.#renewOrAsk(user.access_token, 'signed_out');
      user = await this.#parts.client.getUser();
    }
    if (!user || this.#ended) return {};
    this.#lastUsed = user.access_token;
    const { origin, pathname } = new URL(url);
    const proof = await this.#parts.client.dpopProof(origin + pathname, user, method, nonce);
    return { Authorization: `DPoP ${user.access_token}`, ...(proof ? { DPoP: proof } : {}) };
  }

  /** Brings the session back after a refusal: without the person if it can be done, otherwise with him, in place. */
  async expired(code: string): Promise<void> {
    if (this.#ended) throw new Error('signed out');
    if (code === 'session_ended') return this.ask(code);
    await this.#renewOrAsk(this.#lastUsed, code);
  }

  /** Asks the person to sign in again; however many requests fail at once, he is asked once. */
  ask(code: string): Promise<void> {
    this.#asking ??= this.#parts.events.askPerson(code).finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** Signs in again in a window of its own, so that the page and what was typed stay. */
  async signInAgain(): Promise<void> {
    const user = await this.#parts.client.signinPopup({ popupWindowTarget: 'eoms-sign-in' });
    await this.#accept(user);
  }

  /** Gets tokens other than `stale`: from another tab, by the refresh token, or by a silent sign-in, in this order. */
  renew(stale: string): Promise<void> {
    this.#renewal ??= this.#parts.locks
      .request('eoms-renewal', () => this.#renewLocked(stale))
      .finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  /** Ends the session here, in the other tabs, and at the provider. `endAtBff` is tried first and may fail. */
  async signOut(endAtBff: () => Promise<unknown>): Promise<void> {
    // First: the stream would tell the other tabs that their session ended, and they would ask the person to sign in again.
    this.#parts.tabs.tellSignedOut(this.#sub);
    await endAtBff().catch(() => undefined);
    clearTimeout(this.#timer);
    this.#ended = true;
    await this.#parts.client.signoutRedirect();
  }

  async #renewOrAsk(stale: string, code: string): Promise<void> {
    try {
      await this.renew(stale);
    } catch (error) {
      if (error instanceof NetworkError) throw error;
      await this.ask(code);
    }
  }

  async #renewLocked(stale: string): Promise<void> {
    // Without a network a refresh would only spoil the refresh token.
    if (!navigator.onLine) throw new NetworkError('offline');
    const { client, tabs } = this.#parts;
    const user = await client.getUser();
    if (!user) throw new Error('signed out');
    if (user.access_token !== stale && secondsLeft(user) > USABLE_S) return;
    // The tab that held the lock before this one may have renewed; its news can be slower than the lock.
    const lent = await tabs.ask(this.#sub, stale);
    if (lent && (await this.#takeOver(lent))) return;
    await this.#accept((await this.#refresh(user)) ?? (await client.signinSilent({ forceIframeAuth: true })));
    this.#renewedAt = Date.now();
  }

  async #refresh(user: User): Promise<User | null> {
    if (!user.refresh_token) return null;
    try {
      return await this.#parts.client.signinSilent();
    } catch {
      // Whether the provider consumed the token is unknown: it counts as consumed.
      await this.#parts.client.storeUser(withoutRefreshToken(user));
      return null;
    }
  }

  async #accept(user: User | null): Promise<void> {
    if (!user) throw new Error('no tokens');
    if (user.profile.sub !== this.#sub) return this.#parts.events.otherPerson();
    this.#schedule(user);
    const lent = lentBy(user);
    if (lent) this.#parts.tabs.lend(lent);
    this.#parts.events.restored();
  }

  async #takeOver(tokens: LentTokens): Promise<boolean> {
    const user = await this.#parts.client.getUser();
    if (this.#ended || !user || tokens.sub !== this.#sub || tokens.expires_at < (user.expires_at ?? 0)) return false;
    const merged = withLent(user, tokens);
    await this.#parts.client.storeUser(merged);
    this.#schedule(merged);
    this.#parts.events.restored();
    return true;
  }

  /** Lends what this tab has just renewed; an older token may be refused for the same reason as the asking tab's. */
  async #lend(sub: string, stale: string): Promise<LentTokens | null> {
    if (sub !== this.#sub || Date.now() - this.#renewedAt > JUST_NOW_MS) return null;
    const user = await this.#parts.client.getUser();
    return user && user.access_token !== stale ? lentBy(user) : null;
  }

  #schedule(user: User): void {
    clearTimeout(this.#timer);
    const left = secondsLeft(user);
    // A minute ahead, but not sooner than four fifths of a short life.
    const wait = Math.max(left - RENEW_AHEAD_S, left * 0.8, 1);
    this.#timer = setTimeout(() => {
      // A failure here is met again by the next request, which can ask the person.
      this.renew(user.access_token).catch(() => undefined);
    }, wait * 1000);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
    this.#parts.events.signedOut();
  }
}
