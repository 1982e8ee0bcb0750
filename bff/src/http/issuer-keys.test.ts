import express from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen, type Listening } from '../../test/identity-world.ts';
import { testIssuer, type TestIssuer } from '../../test/test-tokens.ts';
import { accessTokenVerifier } from './access-token.ts';
import { remoteIssuerKeys } from './issuer-keys.ts';

let server: Listening;
let issuer: TestIssuer;
let asked: string[];
let named: string | null;

beforeEach(async () => {
  asked = [];
  named = null;
  const app = express();
  app.use((request, _response, next) => {
    asked.push(request.path);
    next();
  });
  app.get(
    '/sso/.well-known/openid-configuration',
    (_request, response) =>
      void response.json({ issuer: named ?? `${server.url}/sso`, jwks_uri: `${server.url}/sso/jwks` }),
  );
  app.get('/sso/jwks', (_request, response) => void response.json(issuer.jwks));
  server = await listen(app);
  issuer = await testIssuer({ issuer: `${server.url}/sso` });
});
afterEach(() => server.close());

const verifier = () => accessTokenVerifier({ ...issuer, keys: remoteIssuerKeys(issuer.issuer) });

test('keys of any OpenID provider are found by discovery and asked for once', async () => {
  const verify = verifier();
  for (const _round of [1, 2, 3])
    expect(await verify(await issuer.mint({ claims: { sub: 'a' } }))).toMatchObject({
      subject: 'a',
      clientId: 'portal',
      keyThumbprint: null,
    });
  expect(asked).toEqual(['/sso/.well-known/openid-configuration', '/sso/jwks']);
});

test('a token is verified once and then remembered by its hash', async () => {
  let calls = 0;
  const verify = accessTokenVerifier({
    ...issuer,
    keys: (header, token) => {
      calls += 1;
      return issuer.keys(header, token);
    },
  });
  const token = await issuer.mint();
  await verify(token);
  await verify(token);
  expect(calls).toBe(1);
});

test('tokens with unknown key ids do not make us ask again and again', async () => {
  const verify = verifier();
  await verify(await issuer.mint());
  for (const kid of ['x', 'y', 'z'])
    await expect(verify(await issuer.mint({ header: { kid } }))).rejects.toMatchObject({ code: 'invalid_token' });
  expect(asked.filter((path) => path === '/sso/jwks')).toHaveLength(1);
});

test('a provider that names another issuer is not believed', async () => {
  named = 'https://elsewhere.test';
  await expect(verifier()(await issuer.mint())).rejects.toMatchObject({ code: 'unavailable' });
});

test('a provider that does not answer makes the portal unavailable, without asking at every request', async () => {
  const token = await issuer.mint();
  await server.close();
  const verify = verifier();
  for (const _round of [1, 2, 3]) await expect(verify(token)).rejects.toMatchObject({ code: 'unavailable' });
});
