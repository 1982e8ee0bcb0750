import { randomUUID } from 'node:crypto';
import { demoPeople, type DemoPerson } from '../src/embedded/demo/company-people.ts';
import type { IdentityWorld } from './identity-world.ts';
import { signProof, testKey, type MintOptions, type TestKey } from './test-tokens.ts';

/** What a test may falsify about one request. */
export interface Sent {
  readonly method?: string;
  readonly scheme?: string;
  /** null sends none; left out makes a good one. */
  readonly proof?: string | null;
  readonly path?: string;
  /** Address of another instance. */
  readonly base?: string;
}

/** What came back. */
export interface Received {
  readonly status: number;
  readonly code: unknown;
  readonly body: Record<string, unknown>;
  readonly challenge: string | null;
}

/** Makes tokens of one person and sends them by hand. */
export interface TokenSender {
  readonly key: TestKey;
  readonly person: DemoPerson;
  /** Address that proofs must name. */
  readonly url: string;
  claims(): Record<string, unknown>;
  mint(options?: MintOptions): Promise<string>;
  send(token: string, sent?: Sent): Promise<Received>;
}

/** Demo person with an account. @throws Error when there is none. */
export function personOf(account: string): DemoPerson {
  const person = demoPeople.find((each) => each.account === account);
  if (!person) throw new Error(`no demo person ${account}`);
  return person;
}

/** Makes a {@link TokenSender} for a demo account. */
export async function tokenSender(world: IdentityWorld, account: string): Promise<TokenSender> {
  const key = await testKey();
  const person = personOf(account);
  const url = `${world.issuer.publicUrl}/api/who`;
  const claims = () => ({ sub: person.id, client_id: 'portal', sid: randomUUID(), cnf: { jkt: key.thumbprint } });
  return {
    key,
    person,
    url,
    claims,
    mint: (options = {}) => world.issuer.mint({ ...options, claims: { ...claims(), ...options.claims } }),
    async send(token, { method = 'GET', scheme = 'DPoP', proof, path = '/api/who', base = world.url } = {}) {
      const made = proof === undefined ? await signProof({ method, url, token, key }) : proof;
      const headers = { authorization: `${scheme} ${token}`, ...(made === null ? {} : { dpop: made }) };
      const answer = await fetch(base + path, { method, headers });
      const body = (await answer.json()) as Record<string, unknown>;
      return { status: answer.status, code: body['code'], body, challenge: answer.headers.get('www-authenticate') };
    },
  };
}
