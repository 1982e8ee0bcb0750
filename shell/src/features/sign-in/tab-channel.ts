import type { User } from 'oidc-client-ts';

/** Tokens one tab lends to the others of the same person; the refresh token never leaves its tab. */
export interface LentTokens {
  readonly sub: string;
  readonly access_token: string;
  readonly id_token: string | undefined;
  readonly expires_at: number;
}

type Message =
  | { readonly kind: 'tokens'; readonly tokens: LentTokens }
  | { readonly kind: 'ask'; readonly sub: string; readonly stale: string }
  | { readonly kind: 'signed-in'; readonly sub: string }
  | { readonly kind: 'signed-out'; readonly sub: string };

/** What a tab does when others speak. */
export interface TabListener {
  /** Another tab has these tokens. */
  tokens(tokens: LentTokens): void;
  /** Another tab asks for tokens other than `stale`; answers null when this tab has none. */
  lend(sub: string, stale: string): Promise<LentTokens | null>;
  signedIn(sub: string): void;
  signedOut(sub: string): void;
}

const ANSWER_MS = 200;

/** What may be lent of a user's tokens; null when they lack an end. */
export const lentBy = (user: User): LentTokens | null =>
  user.expires_at === undefined
    ? null
    : { sub: user.profile.sub, access_token: user.access_token, id_token: user.id_token, expires_at: user.expires_at };

/** Speaks to the other tabs of this browser. */
export class TabChannel {
  readonly #channel = new BroadcastChannel('eoms-session');
  readonly #waiting = new Set<(tokens: LentTokens) => void>();

  listen(listener: TabListener): void {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'tokens') {
        listener.tokens(data.tokens);
        for (const settle of this.#waiting) settle(data.tokens);
      }
      if (data.kind === 'signed-in') listener.signedIn(data.sub);
      if (data.kind === 'signed-out') listener.signedOut(data.sub);
      if (data.kind === 'ask') void listener.lend(data.sub, data.stale).then((tokens) => tokens && this.lend(tokens));
    });
  }

  lend(tokens: LentTokens): void {
    this.#post({ kind: 'tokens', tokens });
  }

  tellSignedIn(sub: string): void {
    this.#post({ kind: 'signed-in', sub });
  }

  tellSignedOut(sub: string): void {
    this.#post({ kind: 'signed-out', sub });
  }

  /** Asks the other tabs for tokens newer than `stale`; null when none answers in time. */
  ask(sub: string, stale: string): Promise<LentTokens | null> {
    return new Promise((resolve) => {
      const settle = (tokens: LentTokens | null) => {
        if (tokens && (tokens.sub !== sub || tokens.access_token === stale)) return;
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve(tokens);
      };
      const timer = setTimeout(() => settle(null), ANSWER_MS);
      this.#waiting.add(settle);
      this.#post({ kind: 'ask', sub, stale });
    });
  }

  #post(message: Message): void {
    this.#channel.postMessage(message);
  }
}
