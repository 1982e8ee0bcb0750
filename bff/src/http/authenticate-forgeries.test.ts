import { generateKeyPairSync } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityWorld, type IdentityWorld } from '../../test/identity-world.ts';
import { signProof, testKey, type TestKey } from '../../test/test-tokens.ts';
import { personOf, tokenSender, type TokenSender } from '../../test/token-sender.ts';

let world: IdentityWorld;
let key: TestKey;
let mint: TokenSender['mint'];
let send: TokenSender['send'];
let ownClaims: TokenSender['claims'];
const wangmin = personOf('wangmin');

beforeAll(async () => {
  world = await identityWorld();
  ({ key, mint, send, claims: ownClaims } = await tokenSender(world, 'wangmin'));
});
afterAll(() => world.close());

describe('mistake 36: a forged or foreign token is refused', () => {
  const cases: readonly (readonly [string, () => Promise<string>])[] = [
    ['signed by another key', async () => mint({ key: await testKey() })],
    ['for another audience', () => mint({ claims: { aud: 'https://elsewhere.test/api' } })],
    ['of another issuer', () => mint({ claims: { iss: 'https://elsewhere.test' } })],
    ['expired', () => mint({ claims: { exp: Math.floor(Date.now() / 1000) - 6 } })],
    ['not valid yet', () => mint({ claims: { nbf: Math.floor(Date.now() / 1000) + 60 } })],
    ['an ID token', () => mint({ header: { typ: 'JWT' }, claims: { aud: 'portal' } })],
    ['an ID token with our audience', () => mint({ header: { typ: 'JWT' } })],
    [
      'a logout token',
      () => world.issuer.logoutToken({ aud: world.issuer.audience, sub: wangmin.id, client_id: 'portal' }),
    ],
    ['without sub', () => mint({ claims: { sub: undefined } as never })],
    ['without client_id', () => mint({ claims: { client_id: undefined } })],
    ['without jti', () => mint({ claims: { jti: undefined } as never })],
    ['without exp', () => mint({ claims: { exp: undefined } as never })],
    ['bound in an unknown way', () => mint({ claims: { cnf: { 'x5t#S256': 'abc' } } })],
    ['of an unknown client', () => mint({ claims: { client_id: 'somebody' } })],
    [
      'alg none',
      () =>
        Promise.resolve(
          new UnsecuredJWT({ ...ownClaims(), iss: world.issuer.issuer, aud: world.issuer.audience, jti: 'x' })
            .setIssuedAt()
            .setExpirationTime('5m')
            .encode(),
        ),
    ],
    ['not a token', () => Promise.resolve('abc.def.ghi')],
  ];
  test.each(cases)('%s', async (_name, make) => {
    const { status, code, challenge } = await send(await make());
    expect([status, code]).toEqual([401, 'invalid_token']);
    expect(challenge).toMatch(/^(DPoP|Bearer) error="invalid_token"/);
  });

  test('HS256 with the public key as the secret', async () => {
    const publicKey = (await importJWK({ ...world.issuer.jwks.keys[0], ext: true } as never, 'ES256', {
      extractable: true,
    } as never)) as CryptoKey;
    const secret = new TextEncoder().encode(await exportSPKI(publicKey));
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({
      ...ownClaims(),
      iss: world.issuer.issuer,
      aud: world.issuer.audience,
      jti: 'x',
      iat: now,
      exp: now + 300,
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'test-1' })
      .sign(secret);
    expect(await send(token)).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  test('a token that expires while it is remembered', async () => {
    const token = await mint({ claims: { exp: Math.floor(Date.now() / 1000) - 4 } });
    expect((await send(token)).status).toBe(200);
    await expect.poll(async () => (await send(token)).code, { timeout: 5000, interval: 200 }).toBe('invalid_token');
  });
});

describe('mistake 38: a bad proof is refused', () => {
  const url = () => `${world.issuer.publicUrl}/api/who`;
  const cases: readonly (readonly [string, (token: string) => Promise<string | null>])[] = [
    ['none', () => Promise.resolve(null)],
    ['not a JWT', () => Promise.resolve('abc')],
    ['for another method', (token) => signProof({ method: 'POST', url: url(), token, key })],
    [
      'for another path',
      (token) => signProof({ method: 'GET', url: `${world.issuer.publicUrl}/api/other`, token, key }),
    ],
    ['for another host', (token) => signProof({ method: 'GET', url: 'http://elsewhere.test/api/who', token, key })],
    [
      'for the address of the machine instead of the public one',
      (token) => signProof({ method: 'GET', url: `${world.url}/api/who`, token, key }),
    ],
    ['for another token', (token) => signProof({ method: 'GET', url: url(), token: `${token}x`, key })],
    ['without ath', (token) => signProof({ method: 'GET', url: url(), token, key, claims: { ath: undefined } })],
    [
      'without jti',
      (token) => signProof({ method: 'GET', url: url(), token, key, claims: { jti: undefined } as never }),
    ],
    [
      'without iat',
      (token) => signProof({ method: 'GET', url: url(), token, key, claims: { iat: undefined } as never }),
    ],
    [
      'too old',
      (token) =>
        signProof({ method: 'GET', url: url(), token, key, claims: { iat: Math.floor(Date.now() / 1000) - 70 } }),
    ],
    [
      'from the future',
      (token) =>
        signProof({ method: 'GET', url: url(), token, key, claims: { iat: Math.floor(Date.now() / 1000) + 30 } }),
    ],
    ['of another type', (token) => signProof({ method: 'GET', url: url(), token, key, header: { typ: 'JWT' } })],
    ['without a key', (token) => signProof({ method: 'GET', url: url(), token, key, header: { jwk: undefined } })],
    [
      'with the private key in it',
      (token) => signProof({ method: 'GET', url: url(), token, key, header: { jwk: { ...key.jwk, d: 'c2VjcmV0' } } }),
    ],
    [
      'with a symmetric key',
      (token) => signProof({ method: 'GET', url: url(), token, key, header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }),
    ],
    [
      'by another key (stolen token)',
      async (token) => signProof({ method: 'GET', url: url(), token, key: await testKey() }),
    ],
    [
      'signed by another key than it shows',
      async (token) => signProof({ method: 'GET', url: url(), token, key: { ...(await testKey()), jwk: key.jwk } }),
    ],
  ];
  test.each(cases)('%s', async (_name, make) => {
    const token = await mint();
    const { status, code, challenge } = await send(token, { proof: await make(token) });
    expect([status, code]).toEqual([401, 'invalid_proof']);
    expect(challenge).toContain('error="invalid_dpop_proof"');
  });

  test('two proofs in one request', async () => {
    const token = await mint();
    const proof = await signProof({ method: 'GET', url: url(), token, key });
    expect(await send(token, { proof: `${proof}, ${proof}` })).toMatchObject({ status: 401, code: 'invalid_proof' });
  });

  test('an RSA key under an algorithm of symmetric keys', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const token = await mint();
    const proof = await new SignJWT({ jti: 'x', htm: 'GET', htu: url(), iat: Math.floor(Date.now() / 1000) })
      .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: publicKey.export({ format: 'jwk' }) as never })
      .sign(new Uint8Array(32));
    expect(await send(token, { proof })).toMatchObject({ status: 401, code: 'invalid_proof' });
  });
});

test('mistake 36: a token signed by a key of another kind is refused', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  const token = await new SignJWT(ownClaims())
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'test-1' })
    .sign(privateKey);
  expect(await send(token)).toMatchObject({ status: 401, code: 'invalid_token' });
});
