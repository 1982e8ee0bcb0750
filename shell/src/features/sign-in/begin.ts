import { signInPaths } from '@eoms/contracts/portal/shell-config';
import type { User, UserManager } from 'oidc-client-ts';

const HINT = 'eoms.signed-in';

/** The browser went elsewhere; nothing further is to be drawn in this page. */
const leaving = (): Promise<never> => new Promise(() => {});

const hasHint = (): boolean => localStorage.getItem(HINT) !== null;

/** Forgets that somebody was signed in here, so that the next start does not try in silence. */
export const forgetSignIn = (): void => localStorage.removeItem(HINT);

const remembered = (user: User): User => {
  localStorage.setItem(HINT, '1');
  return user;
};

/** Path inside the portal to return to; anything else becomes the home page. */
export const safeReturn = (path: unknown): string => {
  if (typeof path !== 'string' || !path.startsWith('/') || /^\/[/\\]/.test(path)) return '/';
  const { origin, pathname } = new URL(path, location.origin);
  return origin === location.origin && !pathname.startsWith('/signin/') && pathname !== signInPaths.signedOut
    ? path
    : '/';
};

/** Goes to the provider's sign-in page and comes back to `returnTo`. */
export async function signInByRedirect(client: Pick<UserManager, 'signinRedirect'>, returnTo: string): Promise<never> {
  await client.signinRedirect({ state: { returnTo: safeReturn(returnTo) } });
  return leaving();
}

async function finish(client: UserManager): Promise<User> {
  const user = await client.signinCallback();
  if (!user) {
    // The answer went to the page that opened this window.
    close();
    return leaving();
  }
  const { returnTo } = (user.state ?? {}) as { returnTo?: unknown };
  history.replaceState(null, '', safeReturn(returnTo));
  return remembered(user);
}

/** Two tabs that begin at once must not each make a key: the later one would break the earlier's sign-in. */
const ensureKey = (client: UserManager): Promise<unknown> =>
  navigator.locks.request('eoms-key', async () => {
    const { dpop } = client.settings;
    if (dpop) await client.generateDPoPJkt(dpop);
  });

const isSameOrigin = (url: string): boolean => new URL(url).origin === location.origin;

/** Signs the person in: finishes a sign-in under way, else silently when he was here before, else at the provider's page. */
export async function beginSession(client: UserManager, issuer: string): Promise<User> {
  if (location.pathname === signInPaths.callback) return finish(client);
  await ensureKey(client);
  const here = location.pathname + location.search + location.hash;
  // Browsers keep a foreign provider's cookies out of frames, so there the whole page must go.
  if (!hasHint() || !isSameOrigin(issuer)) return signInByRedirect(client, here);
  try {
    const user = await client.signinSilent({ forceIframeAuth: true });
    if (user) return remembered(user);
  } catch {
    forgetSignIn();
  }
  return signInByRedirect(client, here);
}
