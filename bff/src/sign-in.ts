import type { ShellConfig } from '@eoms/contracts/portal/shell-config';
import type { Router } from 'express';
import type { Logger } from 'pino';
import { createEmbeddedSignIn } from './embedded/sign-in.ts';
import type { Env } from './env.ts';
import { discoverProvider, remoteIssuerKeys } from './http/issuer-keys.ts';
import type { TrustedIssuer } from './services.ts';

/** How people of this installation sign in. */
export interface SignIn {
  readonly trusted: TrustedIssuer;
  readonly shellConfig: ShellConfig;
  /** The embedded OpenID provider; null when it is another system. */
  readonly router: Router | null;
}

interface Metadata {
  readonly [name: string]: unknown;
}

function endpointsOf(metadata: Metadata): ShellConfig['endpoints'] {
  const address = (name: string): string | null => {
    const value = metadata[name];
    return typeof value === 'string' && URL.canParse(value) ? value : null;
  };
  const authorization = address('authorization_endpoint');
  const token = address('token_endpoint');
  if (!authorization || !token) throw new Error('the OpenID provider names no authorization or token endpoint');
  return { authorization, token, endSession: address('end_session_endpoint') };
}

const configOf = ({ oidcScope: scope }: Env, trusted: TrustedIssuer, metadata: Metadata): ShellConfig => ({
  issuer: trusted.issuer,
  clientId: trusted.clientId,
  scope,
  resource: trusted.audience,
  endpoints: endpointsOf(metadata),
});

async function outside(env: Env, issuer: string): Promise<SignIn> {
  const trusted = {
    issuer,
    audience: env.oidcAudience,
    clientId: env.oidcClientId,
    keys: remoteIssuerKeys(issuer),
    developmentClientId: null,
  };
  return { trusted, shellConfig: configOf(env, trusted, await discoverProvider(issuer)), router: null };
}

async function embedded(env: Env, keysFolder: string, log: Logger): Promise<SignIn> {
  const { oidcClientId: clientId, oidcAudience: audience, publicUrl } = env;
  const provider = await createEmbeddedSignIn({ publicUrl, clientId, audience, keysFolder, log });
  const { issuer, keys, developmentClientId, metadata, router } = provider;
  const trusted = { issuer, audience, clientId, keys, developmentClientId };
  return { trusted, shellConfig: configOf(env, trusted, { ...metadata }), router };
}

/** Sign-in by the settings: the given OpenID provider, or the embedded one. @throws Error with one line when the provider cannot be used. */
export const createSignIn = (env: Env, keysFolder: string, log: Logger): Promise<SignIn> =>
  env.oidcIssuer === null ? embedded(env, keysFolder, log) : outside(env, env.oidcIssuer);
