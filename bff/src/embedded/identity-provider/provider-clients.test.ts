import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../database/new-id.ts';
import { ServiceClient } from '../../portal/clients/clients.model.ts';
import { silent } from '../../../test/identity-world.ts';
import { signProof, testKey } from '../../../test/test-tokens.ts';
import {
  Browser,
  portalClient,
  providerWorld,
  type PortalClient,
  type ProviderWorld,
} from '../../../test/provider-world.ts';
import { demoPeople } from '../demo/company-people.ts';
import { createEmbeddedSignIn } from '../sign-in.ts';

let world: ProviderWorld;
let browser: Browser;
let portal: PortalClient;

beforeAll(async () => {
  world = await providerWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  browser = new Browser();
  portal = await portalClient(world);
});

describe('the sign-in page', () => {
  const open = async (query = '') => {
    const address = new URL((await browser.go(await portal.begin())).headers.get('location') ?? '', world.url);
    const answer = await browser.go(`${address.href}${query}`);
    return { answer, text: await answer.text() };
  };

  test('is Chinese first, English on request, and allows no style or script but its own', async () => {
    const { answer, text } = await open();
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain('选择身份登录');
    expect((await open('?lang=en')).text).toContain('Choose who you are');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/ (style|on\w+)=/);
  });

  test('finds anybody active without a script, and escapes what was typed', async () => {
    expect((await open(`?q=${encodeURIComponent('𠮷')}`)).text).toContain('𠮷祥');
    expect((await open('?q=e1050')).text).toContain('value="e1050"');
    expect((await open(`?q=${encodeURIComponent(`<script>'"%_`)}`)).text).not.toContain('<script>\'"%_');
    expect((await open('?q=%25')).text).toContain('没有找到在职人员');
  });
});

describe('service clients', () => {
  test('get an unbound token by private_key_jwt and call with it', async () => {
    const jwk = JSON.parse(readFileSync(join(world.keys, 'pos-demo.jwk.json'), 'utf8')) as Record<string, string>;
    const key = (await importJWK(jwk, 'ES256')) as client.CryptoKey;
    const config = await client.discovery(
      new URL(world.issuer),
      'pos-demo',
      { token_endpoint_auth_signing_alg: 'ES256' } as never,
      client.PrivateKeyJwt({ key, kid: jwk['kid'] ?? '' }),
      { execute: [client.allowInsecureRequests] },
    );
    const { access_token: token, token_type: type } = await client.clientCredentialsGrant(config);
    expect(type).toBe('bearer');
    const answer = await fetch(`${world.url}/api/who`, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ kind: 'service', clientId: 'pos-demo' });
  });

  test('registered, given another key or withdrawn while the provider runs are so at their next sign-in', async () => {
    const make = async () => {
      const pair = await generateKeyPair('ES256', { extractable: true });
      return {
        key: pair.privateKey,
        keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }],
      };
    };
    const [first, second] = [await make(), await make()];
    const clientId = 'pos-new';
    const row = {
      id: newId(),
      clientId,
      name: '新收银',
      status: 'ACTIVE',
      metas: [],
      scopeKind: 'ALL',
      storeIds: [],
    } as const;
    await ServiceClient.create({ ...row, metas: [], storeIds: [], jwks: { keys: first.keys }, createdAt: new Date() });
    const signIn = async (key: client.CryptoKey): Promise<string> => {
      const config = await client.discovery(
        new URL(world.issuer),
        clientId,
        { token_endpoint_auth_signing_alg: 'ES256' } as never,
        client.PrivateKeyJwt({ key, kid: 'k' }),
        { execute: [client.allowInsecureRequests] },
      );
      return client.clientCredentialsGrant(config).then(
        () => 'token',
        (error: unknown) => String((error as { error?: string }).error),
      );
    };
    expect(await signIn(first.key)).toBe('token');
    await ServiceClient.update({ jwks: { keys: second.keys } }, { where: { clientId } });
    expect([await signIn(first.key), await signIn(second.key)]).toEqual(['invalid_client', 'token']);
    await ServiceClient.update({ status: 'WITHDRAWN' }, { where: { clientId } });
    expect(await signIn(second.key)).toBe('invalid_client');
  });

  test('without the key get nothing', async () => {
    const answer = await fetch(`${world.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'pos-demo' }),
    });
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([401, 'invalid_client']);
  });
});

describe('the development grant', () => {
  const ask = async (account: string) =>
    fetch(`${world.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:eoms:demo-account', client_id: 'eoms-cli', account }),
    });

  test('gives a token of a demo person that works with curl', async () => {
    const { access_token: token, token_type: type } = (await (await ask('zhouting')).json()) as {
      access_token: string;
      token_type: string;
    };
    expect(type).toBe('Bearer');
    const answer = await fetch(`${world.url}/api/who`, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ kind: 'person', name: '周婷', clientId: 'eoms-cli' });
  });

  test('binds the token to the key of a proof, and then only the proof’s key opens the portal', async () => {
    const key = await testKey();
    const address = `${world.issuer}/token`;
    const proof = await signProof({ method: 'POST', url: address, token: '', key });
    const body = new URLSearchParams({
      grant_type: 'urn:eoms:demo-account',
      client_id: 'eoms-cli',
      account: 'zhouting',
    });
    const given = await fetch(address, { method: 'POST', headers: { dpop: proof }, body });
    const { access_token: token, token_type: type } = (await given.json()) as {
      access_token: string;
      token_type: string;
    };
    expect(type).toBe('DPoP');
    const who = `${world.url}/api/who`;
    const bound = { authorization: `DPoP ${token}`, dpop: await signProof({ method: 'GET', url: who, token, key }) };
    expect((await fetch(who, { headers: bound })).status).toBe(200);
    expect((await fetch(who, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    expect((await fetch(address, { method: 'POST', headers: { dpop: `${proof}x` }, body })).status).toBe(400);
  });

  test('refuses people who left and unknown accounts', async () => {
    for (const account of ['nobody', demoPeople.find(({ status }) => status === 'LEFT')?.account ?? '', ''])
      expect((await ask(account)).status).toBe(400);
  });

  test('mistake 32: does not exist in production, because the provider does not', async () => {
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(
        createEmbeddedSignIn({
          publicUrl: world.url,
          clientId: 'portal',
          audience: `${world.url}/api`,
          keysFolder: world.keys,
          log: silent,
        }),
      ).rejects.toThrow('set OIDC_ISSUER');
    } finally {
      process.env['NODE_ENV'] = 'test';
    }
  });
});

test('private keys belong to their owner only', () => {
  for (const name of ['signing.jwk.json', 'cookies.json', 'pos-demo.jwk.json'])
    expect(statSync(join(world.keys, name)).mode & 0o777).toBe(0o600);
});
