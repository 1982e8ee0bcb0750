import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '@eoms/contracts/endpoint';
import {
  createTicket,
  getTicket,
  listTicketEvents,
  listTickets,
  replyToTicket,
  type Ticket,
  type TicketEvent,
} from '@eoms/contracts/service/tickets.contract';
import { listStores } from '@eoms/contracts/stores/stores.contract';
import { demoId } from '../src/embedded/demo/plan.ts';
import { openBusinessDay, refused, ticketBody, type BusinessDay } from './business-day.ts';
import type { Answered, TestApp, TestClient } from './test-app.ts';
import { testIssuer } from './test-tokens.ts';

let day: BusinessDay;
let app: TestApp;
let desk: TestClient;
let keeper: TestClient;
const storeId = demoId('store', 1);

beforeAll(async () => {
  day = await openBusinessDay();
  ({ app, desk, keeper } = day);
});
afterAll(() => day.close());

const read = async (response: Response): Promise<Answered> => ({
  status: response.status,
  headers: response.headers,
  body: JSON.parse(await response.text()) as unknown,
});

const raw = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answered> =>
  read(
    await desk.fetch(createTicket.path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    }),
  );

describe('what is not a request', () => {
  test.each([
    ['an open brace', '{'],
    ['a trailing comma', '{"type":"complaint",}'],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x7b])],
    ['a NUL', '\u0000'],
  ])('malformed JSON: %s', async (_name, body) => {
    refused(await raw(body), 400, 'malformed_json');
  });

  test('more than 1 MB, plain or packed', async () => {
    refused(await raw(JSON.stringify(ticketBody({ text: 'x'.repeat(1_100_000) }))), 413, 'payload_too_large');
    const packed = (await new Response(
      new Blob([JSON.stringify(ticketBody({ text: 'x'.repeat(20_000_000) }))])
        .stream()
        .pipeThrough(new CompressionStream('gzip')),
    ).bytes()) as Uint8Array<ArrayBuffer>;
    refused(await raw(packed, { 'content-encoding': 'gzip' }), 413, 'payload_too_large');
  });

  test('a content type or coding nobody reads', async () => {
    refused(await raw('{}', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type');
    refused(await raw('a=1', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'unsupported_media_type');
    refused(await raw('{}', { 'content-encoding': 'compress' }), 415, 'unsupported_media_type');
    refused(await raw('not gzip', { 'content-encoding': 'gzip' }), 400, 'malformed_json');
  });

  test.each([
    '/api/service/tickets/%E0%A4%A',
    '/api/service/tickets/..%2f..%2fetc',
    "/api/service/tickets/'%22><",
    '/api/service/tickets?limit=1e9',
    '/api/service/tickets?limit=1&limit=2',
    '/api/service/tickets?sort=__proto__',
    '/api/service/tickets?q[a]=1',
  ])('the address %s', async (path) => {
    refused(await read(await desk.fetch(path)), 400, 'invalid_parameter');
  });

  test('an address or a method nobody serves', async () => {
    refused(await read(await desk.fetch('/api/service/nothing')), 404, 'not_found');
    const answer = await read(await desk.fetch('/api/service/tickets', { method: 'DELETE' }));
    refused(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('values', () => {
  test('wrong types and unknown fields are named, and nothing is stored', async () => {
    const subject = `类型 ${randomUUID()}`;
    const body = ticketBody({
      subject,
      priority: 3,
      storeId: 'SH001',
      requester: { kind: 'member', name: '峡谷老六', phone: '10000000042', vip: true },
      ownerId: storeId,
    });
    const problem = refused(await desk.send(createTicket, { body }), 422, 'validation_failed');
    expect(problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`).toSorted()).toEqual([
      '#/body/ownerId unknown_field',
      '#/body/priority not_an_option',
      '#/body/requester/vip unknown_field',
      '#/body/storeId id_format',
    ]);
    expect(await day.countTickets(subject)).toBe(0);
  });

  test.each([
    ['𠮷 and emoji', '𠮷野家门口的网咖 😀👨‍👩‍👧‍👦🇨🇳'],
    ['markup and quotes', `'"><img src=x onerror=alert(1)>`],
    ['SQL', `Robert'); DROP TABLE ticket;-- %_\\`],
    ['a formula', '=HYPERLINK("http://x","y")'],
  ])('%s come back as they were written', async (_name, text) => {
    const ticket = await day.newTicket({ subject: text, text });
    expect(((await desk.send(getTicket, { params: { ticketId: ticket.id } })).body as Ticket).subject).toBe(text);
    const { items } = (await desk.send(listTicketEvents, { params: { ticketId: ticket.id } })).body as {
      items: TicketEvent[];
    };
    expect(items.some((event) => event.text === text)).toBe(true);
    const found = (await desk.send(listTickets, { query: { q: text } })).body as { items: { id: string }[] };
    expect(found.items.map(({ id }) => id)).toContain(ticket.id);
  });

  test('full-width digits in a phone are digits, and the phone stays masked', async () => {
    const ticket = await day.newTicket({
      requester: { kind: 'member', name: '峡谷老六', phone: '１００ ００００－００４２' },
    });
    expect(ticket.requester.phoneMasked).toBe('100****0042');
    const problem = refused(
      await desk.send(createTicket, {
        body: ticketBody({ requester: { kind: 'member', name: '某', phone: '一二三' } }),
      }),
      422,
      'validation_failed',
    );
    expect(problem.errors).toEqual([
      expect.objectContaining({ pointer: '#/body/requester/phone', code: 'phone_format' }),
    ]);
  });

  test('20,000 characters are a message, one more is refused, on every plane of Unicode', async () => {
    for (const character of ['x', '网', '𠮷']) {
      const ticket = await day.newTicket();
      const params = { ticketId: ticket.id };
      const long = await desk.send(replyToTicket, {
        params,
        ifMatch: ticket.version,
        body: { visibility: 'internal', text: character.repeat(20_000) },
      });
      expect(long.status).toBe(201);
      const { version } = (long.body as { ticket: Ticket }).ticket;
      const problem = refused(
        await desk.send(replyToTicket, {
          params,
          ifMatch: version,
          body: { visibility: 'internal', text: character.repeat(20_001) },
        }),
        422,
        'validation_failed',
      );
      expect(problem.errors).toEqual([expect.objectContaining({ pointer: '#/body/text', code: 'text_too_long' })]);
    }
  });

  test.each([
    ['a lone surrogate', 'a\ud83d', 'text_malformed'],
    ['a NUL', 'a\u0000b', 'text_forbidden_character'],
    ['a bidi override', 'abc\u202etxt.exe', 'text_forbidden_character'],
    ['nothing but blanks', ' \u3000 ', 'text_empty'],
    ['a line break in one line', 'a\nb', 'text_forbidden_character'],
  ])('%s is refused', async (_name, subject, code) => {
    const problem = refused(await desk.send(createTicket, { body: ticketBody({ subject }) }), 422, 'validation_failed');
    expect(problem.errors).toEqual([expect.objectContaining({ pointer: '#/body/subject', code })]);
  });

  test('a lone surrogate is refused wherever text may stand, also in a plain code', async () => {
    refused(await raw(JSON.stringify(ticketBody()).replace('billing.dispute', '\\ud800')), 422, 'validation_failed');
  });

  test.each(['nonsense', '', '\'"><', 'e30', `${'A'.repeat(1000)}`, '\u{20bb7}'])('the cursor %j', async (cursor) => {
    for (const [client, endpoint] of [
      [desk, listTickets],
      [keeper, listStores],
    ] as const satisfies readonly (readonly [TestClient, Endpoint])[]) {
      refused(await client.send(endpoint, { query: { cursor } }), 400, 'invalid_cursor');
    }
  });

  test('a cursor of another list or of other filters', async () => {
    const { next } = (await keeper.send(listStores, { query: { limit: 2 } })).body as { next: string };
    refused(await keeper.send(listStores, { query: { limit: 2, q: '上海', cursor: next } }), 400, 'invalid_cursor');
    refused(await desk.send(listTickets, { query: { cursor: next } }), 400, 'invalid_cursor');
  });
});

describe('tokens and proofs', () => {
  const path = '/api/portal/work';
  const get = (headers: Record<string, string>) => fetch(app.url + path, { headers }).then(read);

  test('forged, foreign, expired and altered tokens', async () => {
    const foreign = await testIssuer();
    const key = app.issuer.key;
    const cnf = { jkt: key.thumbprint };
    const claims = { sub: await app.holder(null), cnf, sid: 's-1' };
    const signed = async (token: string) =>
      get({
        authorization: `DPoP ${token}`,
        dpop: await app.issuer.proof({ method: 'GET', url: app.issuer.publicUrl + path, token, key }),
      });
    const good = await app.issuer.mint({ claims });
    expect((await signed(good)).status).toBe(200);
    const [head = '', body = '', signature = ''] = good.split('.');
    const altered = Buffer.from(
      JSON.stringify({ ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as object), sub: randomUUID() }),
    ).toString('base64url');
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`;
    const bad = [
      await foreign.mint({ claims }),
      await app.issuer.mint({ claims: { ...claims, iss: 'https://elsewhere.example' } }),
      await app.issuer.mint({ claims: { ...claims, aud: 'https://elsewhere.example' } }),
      await app.issuer.mint({ claims, lifetime: -3600 }),
      await app.issuer.mint({ claims, header: { typ: 'JWT' } }),
      `${head}.${altered}.${signature}`,
      none,
      'not-a-token',
    ];
    for (const token of bad) refused(await signed(token), 401, 'invalid_token');
  });

  test('a replayed proof, a proof for another address, and none at all', async () => {
    const { key } = app.issuer;
    const token = await app.issuer.mint({
      claims: { sub: await app.holder(null), sid: 's-2', cnf: { jkt: key.thumbprint } },
    });
    const proof = await app.issuer.proof({ method: 'GET', url: app.issuer.publicUrl + path, token, key });
    expect((await get({ authorization: `DPoP ${token}`, dpop: proof })).status).toBe(200);
    refused(await get({ authorization: `DPoP ${token}`, dpop: proof }), 401, 'invalid_proof');
    const elsewhere = await app.issuer.proof({
      method: 'GET',
      url: `${app.issuer.publicUrl}/api/portal/bootstrap`,
      token,
      key,
    });
    refused(await get({ authorization: `DPoP ${token}`, dpop: elsewhere }), 401, 'invalid_proof');
    refused(await get({ authorization: `DPoP ${token}` }), 401, 'invalid_proof');
    refused(await get({ authorization: `Bearer ${token}` }), 401, 'invalid_token');
  });
});
