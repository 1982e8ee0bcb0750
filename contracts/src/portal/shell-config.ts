/**
 * What the BFF writes into the shell's HTML, so that the first paint needs no request for it: the attribute `content` of
 * `<meta name="eoms-config">`, as JSON. The page also carries the CSP nonce wherever the built file says `__NONCE__`.
 */
export interface ShellConfig {
  /** Issuer of the OpenID provider, absolute. */
  readonly issuer: string;
  /** Client id of the shell at that provider. */
  readonly clientId: string;
  /** Scopes to ask for, separated by blanks. */
  readonly scope: string;
  /** Resource indicator (RFC 8707) of the BFF's API. */
  readonly resource: string;
  /** Absolute endpoints of the provider, so that the browser need not discover them. */
  readonly endpoints: {
    readonly authorization: string;
    readonly token: string;
    /** Null when the provider offers no RP-initiated logout. */
    readonly endSession: string | null;
  };
}

/** Paths of the shell that the OpenID provider sends people back to; each must be registered for the shell's client. */
export const signInPaths = {
  callback: '/signin/callback',
  silent: '/signin/silent',
  signedOut: '/signed-out',
} as const;
