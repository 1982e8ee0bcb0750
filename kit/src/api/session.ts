/** How the shell gives requests their identity; a stand-alone remote and tests run without one. */
export interface SessionBridge {
  /** Headers (access token, DPoP proof) for one request; called again for each attempt. `url` is absolute. */
  authorize(url: string, method: string): Promise<HeadersInit>;
  /** Signs the person in again in place; resolves when requests may be sent again, rejects when he gave up. */
  expired(code: string): Promise<void>;
  /** Sees each answer's headers, for the nonce of the proof. */
  answered?(headers: Headers): void;
}

let current: SessionBridge | null = null;

/** Connects the api client to the shell's session; null disconnects it. */
export const setSession = (bridge: SessionBridge | null): void => {
  current = bridge;
};

/** The connected session, if any. */
export const getSession = (): SessionBridge | null => current;
