import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** A demo person who sees tickets and stores. */
export const ACCOUNT = 'wangmin';

/** Headers of one request. */
export type Headers = Record<string, string>;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes proofs of possession (RFC 9449) with a key of its own. */
function proofMaker(): (method: string, url: string, token?: string) => string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const head = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) });
  return (method, url, token) => {
    const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
    const claims = { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), ...ath };
    const text = `${head}.${encode(claims)}`;
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  };
}

async function askToken(portalUrl: string, headers: Headers): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'urn:eoms:demo-account', client_id: 'eoms-cli', account: ACCOUNT });
  const answer = await fetch(`${portalUrl}/sso/token`, { method: 'POST', body, headers });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (!token) throw new Error(`the portal gave no token: ${answer.status}`);
  return token;
}

/** Headers of a service's request: a bearer token. */
export async function bearer(portalUrl: string): Promise<() => Headers> {
  const token = await askToken(portalUrl, {});
  return () => ({ authorization: `Bearer ${token}` });
}

/** Headers of a browser's request: a bound token, and a proof of its own for every request to this path. */
export async function bound(portalUrl: string, path: string): Promise<() => Headers> {
  const proof = proofMaker();
  const token = await askToken(portalUrl, { dpop: proof('POST', `${portalUrl}/sso/token`) });
  return () => ({ authorization: `DPoP ${token}`, dpop: proof('GET', portalUrl + path, token) });
}
