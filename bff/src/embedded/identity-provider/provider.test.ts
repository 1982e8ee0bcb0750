import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  Browser,
  portalClient,
  providerWorld,
  signIn,
  type PortalClient,
  type ProviderWorld,
} from '../../../test/provider-world.ts';
import { endSessionBySid } from '../../portal/sessions/sessions.service.ts';
import { demoPeople } from '../demo/company-people.ts';

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

const person = (account: string) => demoPeople.find((each) => each.account === account);

const tokensOf = async (account: string) => portal.finish(await signIn(world, browser, portal, account));

describe('sign-in with code, PKCE and DPoP', () => {
  test('gives a token that says who, is bound to a key, and opens the portal', async () => {
    const tokens = await tokensOf('wangmin');
    expect(tokens).toMatchObject({ token_type: 'dpop', expires_in: 300 });
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      iss: world.issuer,
      aud: `${world.url}/api`,
      sub: person('wangmin')?.id,
      client_id: 'portal',
    });
    expect(Object.keys(claims).sort()).toEqual(['aud', 'client_id', 'cnf', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub']);
    expect(claims['sid']).toBe(tokens.claims()?.['sid']);
    const answer = await portal.call(tokens.access_token, 'POST');
    expect(await answer.json()).toMatchObject({ kind: 'person', name: '王敏', sid: claims['sid'] });
  });

  test('needs PKCE with S256', async () => {
    const address = await portal.begin();
    address.searchParams.delete('code_challenge');
    address.searchParams.delete('code_challenge_method');
    expect((await browser.go(address)).headers.get('location')).toContain('error=invalid_request');
    expect(
      (await browser.go(await portal.begin({ code_challenge_method: 'plain' }))).headers.get('location'),
    ).toContain('error=invalid_request');
  });

  test('refuses a way back that is not registered, on a page and not by a redirect', async () => {
    const answer = await browser.go(await portal.begin({ redirect_uri: 'https://elsewhere.test/' }));
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(await answer.text()).toContain('登录未能完成');
  });

  test('gives no token without a proof', async () => {
    const back = await signIn(world, browser, portal, 'wangmin');
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'portal',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: `${world.url}/signin/callback`,
      code_verifier: 'x'.repeat(43),
    });
    const answer = await fetch(`${world.issuer}/token`, { method: 'POST', body });
    expect(answer.status).toBe(400);
  });

  test('a code is good once', async () => {
    const back = await signIn(world, browser, portal, 'wangmin');
    await portal.finish(back);
    await expect(portal.finish(back)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('silent sign-in works in a frame while the session lasts, also after a restart', async () => {
    await tokensOf('liqiang');
    await world.restart();
    const answer = await browser.go(await portal.begin({ prompt: 'none', redirect_uri: `${world.url}/signin/silent` }));
    const back = new URL(answer.headers.get('location') ?? '');
    expect([back.pathname, back.searchParams.has('code')]).toEqual(['/signin/silent', true]);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });

  test('silent sign-in without a session says so', async () => {
    const answer = await browser.go(await portal.begin({ prompt: 'none' }));
    expect(answer.headers.get('location')).toContain('error=login_required');
  });

  test('a person can cancel', async () => {
    const page = new URL((await browser.go(await portal.begin())).headers.get('location') ?? '', world.url);
    const left = await browser.post(`${page.href}/cancel`, {});
    expect((await browser.go(left.headers.get('location') ?? '')).headers.get('location')).toContain(
      'error=access_denied',
    );
  });

  test('somebody who left cannot sign in, nor can an unknown account', async () => {
    const left = demoPeople.find(({ status }) => status === 'LEFT')?.account ?? '';
    const page = new URL((await browser.go(await portal.begin())).headers.get('location') ?? '', world.url);
    for (const account of [left, 'nobody', `x' OR '1'='1`]) {
      const answer = await browser.post(`${page.href}/login`, { account });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('该账号当前不能登录');
    }
  });

  test('mistake 39: a form from another origin is refused', async () => {
    const page = new URL((await browser.go(await portal.begin())).headers.get('location') ?? '', world.url);
    const answer = await browser.go(`${page.href}/login`, {
      method: 'POST',
      headers: { origin: 'http://elsewhere.test' },
      body: new URLSearchParams({ account: 'wangmin' }),
    });
    expect(answer.status).toBe(400);
  });
});

describe('renewal', () => {
  test('rotates the refresh token; using the old one again ends all of them', async () => {
    const tokens = await tokensOf('wangmin');
    const renewed = await client.refreshTokenGrant(portal.config, tokens.refresh_token ?? '', undefined, {
      DPoP: portal.proof,
    });
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    expect(decodeJwt(renewed.access_token)['sid']).toBe(decodeJwt(tokens.access_token)['sid']);
    expect((await portal.call(renewed.access_token)).status).toBe(200);
    for (const used of [tokens.refresh_token, renewed.refresh_token]) {
      await expect(
        client.refreshTokenGrant(portal.config, used ?? '', undefined, { DPoP: portal.proof }),
      ).rejects.toMatchObject({ error: 'invalid_grant' });
    }
  });

  test('mistake 37: of one token five times at once wins at most once', async () => {
    const tokens = await tokensOf('wangmin');
    const renew = () =>
      client.refreshTokenGrant(portal.config, tokens.refresh_token ?? '', undefined, { DPoP: portal.proof });
    const results = await Promise.allSettled(Array.from({ length: 5 }, renew));
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });

  test('needs the key the token is bound to', async () => {
    const tokens = await tokensOf('wangmin');
    const thief = await portalClient(world);
    await expect(
      client.refreshTokenGrant(thief.config, tokens.refresh_token ?? '', undefined, { DPoP: thief.proof }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('signing out', () => {
  const signOut = async (hint: string | undefined) => {
    const address = client.buildEndSessionUrl(portal.config, {
      post_logout_redirect_uri: `${world.url}/signed-out`,
      state: 'x',
      ...(hint === undefined ? {} : { id_token_hint: hint }),
    });
    const page = await browser.go(address);
    return { page, text: await page.text() };
  };

  test('with the ID token goes by itself, tells the portal, and kills session and renewal', async () => {
    const tokens = await tokensOf('wangmin');
    expect((await portal.call(tokens.access_token)).status).toBe(200);
    const { page, text } = await signOut(tokens.id_token);
    const nonce = /script-src 'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1];
    expect(text).toContain(`<script nonce="${nonce}">`);
    const form = {
      action: /action="([^"]+)"/.exec(text)?.[1] ?? '',
      xsrf: /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? '',
    };
    const done = await browser.post(new URL(form.action, world.url), { xsrf: form.xsrf, logout: 'yes' });
    expect(done.headers.get('location')).toBe(`${world.url}/signed-out?state=x`);
    expect(
      await (await portal.call(tokens.access_token).catch((error: { response: Response }) => error.response)).json(),
    ).toMatchObject({ code: 'session_ended' });
    await expect(
      client.refreshTokenGrant(portal.config, tokens.refresh_token ?? '', undefined, { DPoP: portal.proof }),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    expect((await browser.go(await portal.begin({ prompt: 'none' }))).headers.get('location')).toContain(
      'error=login_required',
    );
  });

  test('without a valid hint asks first', async () => {
    await tokensOf('wangmin');
    const { text } = await signOut(undefined);
    expect(text).toContain('要退出登录吗');
    expect(text).not.toContain('<script');
  });
});

test('a session that the portal ended does not come back silently; the next sign-in is a new one', async () => {
  const first = await tokensOf('wangmin');
  const sid = String(decodeJwt(first.access_token)['sid']);
  await endSessionBySid(sid, 'portal', new Date());
  expect((await browser.go(await portal.begin({ prompt: 'none' }))).headers.get('location')).toContain(
    'error=login_required',
  );
  const second = await tokensOf('wangmin');
  expect(decodeJwt(second.access_token)['sid']).not.toBe(sid);
  expect((await portal.call(second.access_token)).status).toBe(200);
});

test('signing in as somebody else ends the first session before the second begins', async () => {
  const first = await tokensOf('huangwei');
  const page = new URL(
    (await browser.go(await portal.begin({ prompt: 'login' }))).headers.get('location') ?? '',
    world.url,
  );
  const picked = await browser.post(`${page.href}/login`, { account: 'liqiang' });
  const resumed = await browser.go(new URL(picked.headers.get('location') ?? '', world.url));
  const text = await resumed.text();
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const left = await browser.post(new URL(/action="([^"]+)"/.exec(text)?.[1] ?? '', world.url), {
    xsrf,
    logout: 'yes',
  });
  const back = await browser.go(new URL(left.headers.get('location') ?? '', world.url));
  const second = await portal.finish(new URL(back.headers.get('location') ?? '', world.url));
  expect(second.claims()?.['name']).toBe('李强');
  expect(
    await (await portal.call(first.access_token).catch((error: { response: Response }) => error.response)).json(),
  ).toMatchObject({ code: 'session_ended' });
});

test('mistake 39: the token endpoint answers the portal’s own origin and no other', async () => {
  const ask = (origin: string) =>
    fetch(`${world.issuer}/token`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'portal', refresh_token: 'x' }),
    });
  const [own, other] = [await ask(world.url), await ask('http://elsewhere.test')];
  expect(await own.json()).toMatchObject({ error: 'invalid_grant' });
  expect(await other.json()).toMatchObject({ error: 'invalid_request' });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});
