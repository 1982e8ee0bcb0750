import { endSession } from '@eoms/contracts/portal/portal.contract';
import type { ShellConfig } from '@eoms/contracts/portal/shell-config';
import { signInPaths } from '@eoms/contracts/portal/shell-config';
import { call, setSession } from '@eoms/kit';
import type { UserManager } from 'oidc-client-ts';
import { useShell } from '../../shell-state.ts';
import { beginSession, forgetSignIn, signInByRedirect } from './begin.ts';
import { Session, type SessionEvents } from './session.ts';
import { TabChannel } from './tab-channel.ts';
import { createUserManager } from './user-manager.ts';

interface Connection {
  readonly client: UserManager;
  readonly session: Session;
}

let connection: Connection | undefined;

function connected(): Connection {
  if (!connection) throw new Error('not signed in yet');
  return connection;
}

/** Waits for the person; the dialog {@link signInAgain} and other tabs both end the waiting. */
let release: (() => void) | undefined;

const events: SessionEvents = {
  askPerson(code) {
    const { promise, resolve } = Promise.withResolvers<void>();
    release = resolve;
    useShell.setState({ session: { status: 'asking', code } });
    return promise;
  },
  restored() {
    release?.();
    release = undefined;
    if (useShell.getState().session.status === 'asking') useShell.setState({ session: { status: 'signed-in' } });
  },
  otherPerson() {
    leaveClean('/');
  },
  signedOut() {
    forgetSignIn();
    leaveClean(signInPaths.signedOut);
  },
};

/** Loads a page afresh, so that nothing of the former person stays in memory or in the tab's storage. */
function leaveClean(path: string): void {
  sessionStorage.clear();
  // Unmounts every form first: their unsaved-work warnings must not hold the tab back.
  useShell.setState({ session: { status: 'signed-out' } });
  setTimeout(() => location.replace(path));
}

/** Signs the person in and connects the kit's client to the session. Resolves with his subject when requests may be sent. */
export async function connect(config: ShellConfig): Promise<string> {
  const client = createUserManager(config);
  const session = new Session({ client, tabs: new TabChannel(), locks: navigator.locks, events });
  let nonce: string | undefined;
  const user = await beginSession(client, config.issuer);
  session.begin(user);
  connection = { client, session };
  setSession({
    authorize: (url, method) => session.authorize(url, method, nonce),
    expired: (code) => session.expired(code),
    answered: (headers) => {
      nonce = headers.get('DPoP-Nonce') ?? nonce;
    },
  });
  client.clearStaleState().catch(() => undefined);
  return user.profile.sub;
}

/** Signs in again in a window of its own. Rejects when the window cannot be opened. */
export const signInAgain = (): Promise<void> => connected().session.signInAgain();

/** Signs in again on this page, giving up what it shows. */
export const signInHere = (): Promise<never> =>
  signInByRedirect(connected().client, location.pathname + location.search);

/** Begins anew at the provider after a start that failed. */
export const signInAnew = (config: ShellConfig): Promise<never> => signInByRedirect(createUserManager(config), '/');

/** Ends the session everywhere. */
export async function signOut(): Promise<void> {
  forgetSignIn();
  useShell.setState({ session: { status: 'leaving' } });
  await connected().session.signOut(() => call(endSession, { body: {} }));
}
