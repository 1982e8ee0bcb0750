import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPeople } from '../embedded/demo/company-people.ts';
import { inTransaction } from '../database/transaction.ts';
import { recordChange } from '../portal/access/access.service.ts';
import { Person } from '../portal/people/people.model.ts';
import { ServiceClient } from '../portal/clients/clients.model.ts';
import { identityWorld, type IdentityWorld } from '../../test/identity-world.ts';
import { signProof, type TestKey } from '../../test/test-tokens.ts';
import { personOf, tokenSender, type TokenSender } from '../../test/token-sender.ts';

let world: IdentityWorld;
let key: TestKey;
let mint: TokenSender['mint'];
let send: TokenSender['send'];
const wangmin = personOf('wangmin');

beforeAll(async () => {
  world = await identityWorld();
  ({ key, mint, send } = await tokenSender(world, 'wangmin'));
});
afterAll(() => world.close());

describe('a good request', () => {
  test('says who calls, with the permissions of the person and none of the token', async () => {
    const { status, body } = await send(
      await mint({ claims: { metas: ['stores.store.change-owner'], scope: 'admin' } }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'person', id: wangmin.id, name: '王敏', clientId: 'portal' });
    expect(body['metas']).toContain('service.ticket.reply');
    expect(body['metas']).not.toContain('stores.store.change-owner');
  });

  test('works again with the same token and a fresh proof, with a query, and for a command', async () => {
    const token = await mint();
    for (const each of [{}, { path: '/api/who?q=1' }, { method: 'POST' }, { method: 'POST' }])
      expect((await send(token, each)).status).toBe(200);
  });

  test('keeps a franchisee without stores from everything outside', async () => {
    const owner = personOf('shenguodong');
    const answer = await world.issuer.personFetch(owner.id)(`${world.url}/api/who`);
    expect(await answer.json()).toMatchObject({
      metas: [
        'access.organisation.view',
        'access.request.create',
        'access.self.view',
        'service.ticket.create',
        'service.ticket.view',
        'stores.store.view',
      ],
    });
  });
});

describe('credentials', () => {
  test('none: asks to sign in, with both schemes', async () => {
    const answer = await fetch(`${world.url}/api/who`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'signed_out']);
    expect(answer.headers.get('www-authenticate')).toBe('DPoP algs="ES256 EdDSA RS256 PS256", Bearer realm="eoms"');
  });

  test('another scheme', async () =>
    expect(await send('abc', { scheme: 'Basic', proof: null })).toMatchObject({ status: 401, code: 'signed_out' }));

  test('mistake 38: a bound token as Bearer (downgrade)', async () => {
    expect(await send(await mint(), { scheme: 'Bearer' })).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(await send(await mint(), { scheme: 'Bearer', proof: null })).toMatchObject({
      status: 401,
      code: 'invalid_token',
    });
  });

  test('an unbound token of a person, under either scheme', async () => {
    const token = await mint({ claims: { cnf: undefined } });
    expect(await send(token, { scheme: 'Bearer', proof: null })).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(await send(token)).toMatchObject({ status: 401, code: 'invalid_token' });
  });

  test('mistake 32: an unbound token of the development client outside the embedded set-up', async () => {
    const token = await mint({ claims: { cnf: undefined, client_id: 'eoms-cli' } });
    expect(await send(token, { scheme: 'Bearer', proof: null })).toMatchObject({ status: 401, code: 'invalid_token' });
  });
});

describe('mistake 38: a replayed proof', () => {
  const command = async (token: string, method: string) =>
    signProof({ method, url: `${world.issuer.publicUrl}/api/who`, token, key });

  test('is refused by the instance that saw it, for reads and commands', async () => {
    for (const method of ['GET', 'POST']) {
      const token = await mint();
      const proof = await command(token, method);
      expect((await send(token, { method, proof })).status).toBe(200);
      expect(await send(token, { method, proof })).toMatchObject({ status: 401, code: 'invalid_proof' });
    }
  });

  test('of a command is refused by every other instance', async () => {
    const { url: base } = await world.another();
    const token = await mint();
    const proof = await command(token, 'POST');
    expect((await send(token, { method: 'POST', proof })).status).toBe(200);
    expect(await send(token, { method: 'POST', proof, base })).toMatchObject({ status: 401, code: 'invalid_proof' });
  });

  test('sent 20 times at once to two instances wins once', async () => {
    const { url: base } = await world.another();
    const token = await mint();
    const proof = await command(token, 'POST');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_none, index) =>
        send(token, { method: 'POST', proof, base: index % 2 ? base : world.url }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'invalid_proof')).toHaveLength(19);
  });
});

describe('the person', () => {
  test('is refused when the organisation does not know him', async () => {
    expect(await send(await mint({ claims: { sub: randomUUID() } }))).toMatchObject({
      status: 403,
      code: 'person_unknown',
    });
  });

  test('is refused when he has left', async () => {
    const left = demoPeople.find(({ status }) => status === 'LEFT');
    expect(await send(await mint({ claims: { sub: left?.id ?? '' } }))).toMatchObject({
      status: 403,
      code: 'person_inactive',
    });
  });

  test('is out at the next request after he leaves, on every instance', async () => {
    const { url: base } = await world.another();
    const token = await mint({ claims: { sub: personOf('e1006').id } });
    for (const at of [world.url, base]) expect((await send(token, { base: at })).status).toBe(200);
    const id = personOf('e1006').id;
    await inTransaction(world.database.sequelize, async ({ transaction, now }) => {
      await recordChange(transaction, 'person', id, now);
      await Person.update({ status: 'LEFT' }, { where: { id }, transaction });
    });
    for (const at of [world.url, base])
      expect(await send(token, { base: at })).toMatchObject({ status: 403, code: 'person_inactive' });
  });

  test('cannot use a session of somebody else', async () => {
    const sid = randomUUID();
    expect((await send(await mint({ claims: { sid } }))).status).toBe(200);
    expect(await send(await mint({ claims: { sid, sub: personOf('sunli').id } }))).toMatchObject({
      status: 401,
      code: 'session_ended',
    });
  });
});

describe('a service client', () => {
  test('calls with a bearer token and its own permissions', async () => {
    const answer = await world.issuer.serviceFetch('pos-demo')(`${world.url}/api/who`);
    expect(await answer.json()).toMatchObject({
      kind: 'service',
      sid: null,
      metas: ['service.ticket.create', 'service.ticket.view', 'stores.store.view'],
    });
  });

  test('is out at the next request once it is withdrawn', async () => {
    const call = world.issuer.serviceFetch('pos-demo');
    await ServiceClient.update({ status: 'WITHDRAWN' }, { where: { clientId: 'pos-demo' } });
    const answer = await call(`${world.url}/api/who`);
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'invalid_token' }]);
    await ServiceClient.update({ status: 'ACTIVE' }, { where: { clientId: 'pos-demo' } });
  });
});

test('unreadable signing keys are our trouble, not the caller’s', async () => {
  const broken = await identityWorld({ keys: () => Promise.reject(new Error('connect ECONNREFUSED')) });
  try {
    const answer = await broken.issuer.personFetch(wangmin.id)(`${broken.url}/api/who`);
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'unavailable' }]);
  } finally {
    await broken.close();
  }
});
