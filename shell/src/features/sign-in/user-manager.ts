import { signInPaths, type ShellConfig } from '@eoms/contracts/portal/shell-config';
import { IndexedDbDPoPStore, InMemoryWebStorage, UserManager, WebStorageStateStore } from 'oidc-client-ts';

/** Builds the OpenID client: code with PKCE, DPoP by a key that cannot leave IndexedDB, tokens in the memory of the tab only. */
export function createUserManager({ issuer, clientId, scope, resource, endpoints }: ShellConfig): UserManager {
  const at = (path: string): string => location.origin + path;
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    scope,
    resource,
    response_type: 'code',
    redirect_uri: at(signInPaths.callback),
    popup_redirect_uri: at(signInPaths.callback),
    silent_redirect_uri: at(signInPaths.silent),
    post_logout_redirect_uri: at(signInPaths.signedOut),
    // Given here, the browser need not discover it.
    metadata: {
      issuer,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      ...(endpoints.endSession ? { end_session_endpoint: endpoints.endSession } : {}),
    },
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: localStorage, prefix: 'eoms.sign-in.' }),
    staleStateAgeInSeconds: 600,
    dpop: { store: new IndexedDbDPoPStore(), bind_authorization_code: true },
    loadUserInfo: false,
    automaticSilentRenew: false,
    monitorSession: false,
    silentRequestTimeoutInSeconds: 8,
    requestTimeoutInSeconds: 10,
  });
}
