interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}

interface PolicyRules {
  createScriptURL?(url: string): string;
  createHTML?(html: string): string | null;
}

interface TrustedTypes {
  createPolicy(name: string, rules: PolicyRules): ScriptUrlPolicy;
}

const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;

/** Refuses every script that is not a file of a released remote on this origin. @throws TypeError */
export function remoteScriptUrl(url: string): string {
  const { origin, pathname } = new URL(url, location.origin);
  if (origin !== location.origin || !pathname.startsWith('/remotes/'))
    throw new TypeError(`not a remote's file: ${url}`);
  return url;
}

const federation = factory?.createPolicy('eoms-federation', { createScriptURL: remoteScriptUrl });

// Libraries that set plain text through innerHTML keep working; markup is refused.
factory?.createPolicy('default', { createHTML: (html) => (/[<&]/.test(html) ? null : html) });

/** The URL of a remote's script as the browser accepts it, after the check of {@link remoteScriptUrl}. */
export const trustedRemoteUrl = (url: string): string =>
  (federation ? federation.createScriptURL(url) : remoteScriptUrl(url)) as string;
