import type { Logger } from 'pino';
import type { JWK } from 'jose';
import type { PersonRecord } from '../../portal/people/people.service.ts';
import type { PickableGroup, PickablePerson } from './pages.ts';
import type { PrivateJwk } from './keys.ts';

/** The company's people as the embedded provider needs them. */
export interface ProviderPeople {
  findBySubject(subject: string): Promise<PersonRecord | null>;
  findByAccount(account: string): Promise<PersonRecord | null>;
  /** Active people whose name, number or account contains the text, at most 60. */
  search(text: string): Promise<readonly PickablePerson[]>;
  /** People offered without a search. */
  readonly groups: readonly PickableGroup[];
}

/** A service client as it is registered at the provider. */
export interface ProviderClient {
  readonly clientId: string;
  readonly name: string;
  readonly jwks: { keys: JWK[] };
}

/** Everything the embedded OpenID provider is made from. */
export interface ProviderSettings {
  /** Address people use, without a trailing slash; the issuer is `<publicUrl>/sso`. */
  readonly publicUrl: string;
  /** Client id of the portal. */
  readonly clientId: string;
  readonly audience: string;
  readonly signingKey: PrivateJwk;
  readonly cookieKeys: readonly string[];
  readonly people: ProviderPeople;
  /** Registered service client, or null; asked at each use, so a withdrawn one stops at once. */
  findServiceClient(clientId: string): Promise<ProviderClient | null>;
  /** True when EOMS has ended the session. */
  isSessionEnded(sid: string): Promise<boolean>;
  readonly log: Logger;
}

/** Path of the provider below the public address. */
export const providerPath = '/sso';

/** Client of `eoms token`: gives unbound tokens of demo people to developers. */
export const developmentClientId = 'eoms-cli';

/** Grant type of `eoms token`. */
export const demoAccountGrant = 'urn:eoms:demo-account';

/** Seconds an access token lives. */
export const accessTokenSeconds = 300;

/** Seconds a session at the provider lives without use. */
export const sessionSeconds = 8 * 3600;
