import { randomUUID } from 'node:crypto';
import express from 'express';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { identityWorld, silent, listen, type IdentityWorld } from '../../../test/identity-world.ts';
import { testKey, type MintOptions, type SignedFetch } from '../../../test/test-tokens.ts';
import { demoPeople } from '../../embedded/demo/company-people.ts';
import { defineStoredAnswer } from '../../database/idempotency.model.ts';
import { openScope } from '../../http/scope.ts';
import { Session, SignOut } from './sessions.model.ts';
import { endSessionBySid, endSessionsOfPerson, sessionKey, sweepSessions } from './sessions.service.ts';

let world: IdentityWorld;
let sid: string;
let signedIn: SignedFetch;
const subject = demoPeople[3]?.id ?? '';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

beforeAll(async () => {
  world = await identityWorld();
  defineStoredAnswer(world.database.sequelize);
});
afterAll(() => world.close());
beforeEach(() => {
  sid = randomUUID();
  signedIn = world.issuer.personFetch(subject, { sid });
});

const who = async (call: SignedFetch = signedIn, base = world.url): Promise<string> => {
  const answer = await call(`${base}/api/who`);
  return answer.ok ? 'in' : ((await answer.json()) as { code: string }).code;
};

const post = (body: string, type = 'application/x-www-form-urlencoded') =>
  fetch(`${world.url}/api/portal/backchannel-logout`, { method: 'POST', headers: { 'content-type': type }, body });

const take = async (token: string): Promise<number> => {
  const answer = await post(new URLSearchParams({ logout_token: token }).toString());
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return answer.status;
};

const logout = (claims: JWTPayload = {}, options?: Omit<MintOptions, 'claims'>) =>
  world.issuer.logoutToken({ sid, ...claims }, options);

describe('mistake 40: back-channel logout', () => {
  test('ends the session it names on every instance, and no other', async () => {
    const { url: base } = await world.another();
    const otherTab = world.issuer.personFetch(subject);
    expect([await who(), await who(signedIn, base), await who(otherTab)]).toEqual(['in', 'in', 'in']);
    expect(await take(await logout({ sub: subject }))).toBe(200);
    expect([await who(), await who(signedIn, base), await who(otherTab)]).toEqual([
      'session_ended',
      'session_ended',
      'in',
    ]);
  });

  test('ends a session that EOMS has not seen yet', async () => {
    expect(await take(await logout())).toBe(200);
    expect(await who()).toBe('session_ended');
  });

  test('ends a session that two logouts, or a logout and its first sight, meet at', async () => {
    const ends = [1, 2, 3].map(() => endSessionBySid(sid, 'eoms-portal', new Date()));
    await expect(Promise.all(ends)).resolves.toHaveLength(3);
    expect(await who()).toBe('session_ended');
  });

  test('never takes a sign-out back, whichever of two comes late, nor fails where both are the first', async () => {
    const personId = demoPeople[9]?.id ?? '';
    const [early, late] = [new Date('2026-03-11T02:00:00.000Z'), new Date('2026-03-11T02:00:01.000Z')];
    await Promise.all([endSessionsOfPerson(personId, late), endSessionsOfPerson(personId, early)]);
    await endSessionsOfPerson(personId, early);
    expect((await SignOut.findByPk(personId))?.beforeAt).toEqual(late);
  });

  test('with a person only ends all his sessions, seen or not, but not a later sign-in', async () => {
    const person = demoPeople[6]?.id ?? '';
    const [seen, unseen] = [world.issuer.personFetch(person), world.issuer.personFetch(person)];
    expect(await who(seen)).toBe('in');
    expect(await take(await world.issuer.logoutToken({ sub: person }))).toBe(200);
    expect([await who(seen), await who(unseen)]).toEqual(['session_ended', 'session_ended']);
    expect(await who()).toBe('in');
    const key = await testKey();
    const later = Math.floor(Date.now() / 1000) + 2;
    const token = await world.issuer.mint({
      claims: { sub: person, sid: randomUUID(), iat: later, cnf: { jkt: key.thumbprint } },
    });
    const proof = await world.issuer.proof({ method: 'GET', url: `${world.issuer.publicUrl}/api/who`, token, key });
    expect(
      (await fetch(`${world.url}/api/who`, { headers: { authorization: `DPoP ${token}`, dpop: proof } })).status,
    ).toBe(200);
  });

  test('of somebody EOMS does not know is taken without effect', async () => {
    expect(await take(await world.issuer.logoutToken({ sub: randomUUID() }))).toBe(200);
  });

  test('works for a token without typ', async () => {
    expect(await take(await logout({}, { header: { typ: undefined } as never }))).toBe(200);
  });

  const now = () => Math.floor(Date.now() / 1000);
  const refusals: readonly (readonly [string, () => Promise<string>])[] = [
    ['signed by another key', async () => logout({}, { key: await testKey() })],
    ['of another issuer', () => logout({ iss: 'https://elsewhere.test' })],
    ['for another client', () => logout({ aud: 'somebody' })],
    ['for the API instead of the client', () => logout({ aud: world.issuer.audience })],
    ['expired', () => logout({ exp: now() - 10 })],
    ['issued too long ago', () => logout({ iat: now() - 200 })],
    ['issued in the future', () => logout({ iat: now() + 30 })],
    ['without iat', () => logout({ iat: undefined } as never)],
    ['without exp', () => logout({ exp: undefined } as never)],
    ['without jti', () => logout({ jti: undefined } as never)],
    ['without events', () => logout({ events: undefined })],
    ['with another event', () => logout({ events: { 'http://elsewhere.test/event': {} } })],
    ['with an event that is no object', () => logout({ events: { [EVENT]: true } })],
    ['with events as a list', () => logout({ events: [EVENT] })],
    ['with a nonce', () => logout({ nonce: 'n' })],
    ['without sub and sid', () => logout({ sid: undefined })],
    ['an ID token', () => world.issuer.mint({ claims: { aud: 'portal', sid, sub: subject }, header: { typ: 'JWT' } })],
    ['an access token with the event', () => logout({}, { header: { typ: 'at+jwt' } })],
    ['about a session of somebody else', async () => (await who(), logout({ sub: demoPeople[10]?.id ?? '' }))],
    ['not a token', () => Promise.resolve('abc')],
  ];
  test.each(refusals)('is refused: %s', async (_name, make) => {
    expect(await take(await make())).toBe(400);
    expect(await who()).toBe('in');
  });

  test('is refused the second time, also twenty times at once', async () => {
    const token = await logout();
    const answers = await Promise.all(Array.from({ length: 20 }, () => take(token)));
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter((status) => status === 400)).toHaveLength(19);
  });

  test('is refused in any other form than the one of the specification', async () => {
    const token = await logout();
    expect((await post(JSON.stringify({ logout_token: token }), 'application/json')).status).toBe(400);
    expect((await post('')).status).toBe(400);
    expect((await post(`logout_token=${token}&logout_token=${token}`)).status).toBe(400);
    expect((await fetch(`${world.url}/api/portal/backchannel-logout?logout_token=${token}`)).status).toBe(404);
    expect(await who()).toBe('in');
  });
});

describe('ending the own session', () => {
  const application = async () => {
    const app = express();
    app.use((request, _response, next) => {
      Object.assign(request, { id: 'test', log: silent });
      next();
    });
    app.use(openScope({ sequelize: world.database.sequelize, log: silent, clock: () => new Date() }));
    app.use('/api', world.identity.authenticate);
    app.use(world.identity.sessionsRoutes);
    return listen(app);
  };
  const end = async (call: SignedFetch, base: string) =>
    call(`${base}/api/portal/session/end`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: '{}',
    });

  test('takes effect at once on every instance', async () => {
    const app = await application();
    try {
      expect(await who()).toBe('in');
      expect((await end(signedIn, app.url)).status).toBe(204);
      expect(await who()).toBe('session_ended');
    } finally {
      await app.close();
    }
  });

  test('leaves other sessions of the person', async () => {
    const app = await application();
    try {
      const other = world.issuer.personFetch(subject);
      expect((await end(signedIn, app.url)).status).toBe(204);
      expect([await who(), await who(other)]).toEqual(['session_ended', 'in']);
    } finally {
      await app.close();
    }
  });
});

test('the sweep forgets sessions of two months ago and keeps the rest', async () => {
  expect(await who()).toBe('in');
  const old = sessionKey(randomUUID());
  await Session.create({
    id: old,
    personId: null,
    clientId: 'portal',
    openedAt: new Date('2020-01-01'),
    endedAt: new Date('2020-01-01'),
  });
  expect(await sweepSessions(new Date())).toBeGreaterThan(0);
  expect([await Session.findByPk(old), (await Session.findByPk(sessionKey(sid)))?.id]).toEqual([null, sessionKey(sid)]);
});
