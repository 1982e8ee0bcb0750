import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callerWith, serveForTest, type TestServer } from '../../../test/portal-world.ts';
import { ClientError, defineClientError } from './client-errors.model.ts';
import { withoutPersonalData } from './client-errors.policy.ts';
import { clientErrorsRoutes } from './client-errors.routes.ts';
import { createClientErrorsService, sweepClientErrors } from './client-errors.service.ts';

const start = new Date('2026-03-11T12:30:00.000Z');
let now = start;
let server: TestServer;
const service = createClientErrorsService();

beforeAll(async () => {
  server = await serveForTest(
    (sequelize) => {
      defineClientError(sequelize);
      return [clientErrorsRoutes(service)];
    },
    { now: () => now },
  );
});
beforeEach(() => void (now = start));
afterAll(() => server.close());

const report = {
  kind: 'load',
  remote: 'stores',
  message: 'entry timed out',
  path: '/stores/stores',
  releases: { stores: '1.0.0-0a1b2c3d' },
  at: '2026-03-11T12:29:58.000Z',
};
const send = (body: unknown = report, headers = {}) =>
  server.send<{ incident: string; code: string }>('POST', '/api/portal/client-errors', body, headers);

describe('reportClientError', () => {
  it('keeps the error under an incident number and logs it with the release vector', async () => {
    const caller = callerWith([]);
    server.as(caller);
    const { status, body } = await send();
    expect(status).toBe(202);
    expect(body.incident).toMatch(/^INC-260311-[2-9A-Z]{6}$/);
    const kept = await ClientError.findOne({ where: { incident: body.incident } });
    expect(kept).toMatchObject({
      reporterId: caller.id,
      kind: 'load',
      remote: 'stores',
      message: 'entry timed out',
      releases: report.releases,
      seenAt: new Date(report.at),
      createdAt: start,
    });
    const line = server.lines.find(({ incident }) => incident === body.incident);
    expect(line).toMatchObject({
      level: 'warn',
      remote: 'stores',
      releases: report.releases,
      message: 'entry timed out',
    });
    expect(JSON.stringify(line)).not.toContain(caller.id);
  });

  it('keeps no search, no phone, no mail, no token and no name', async () => {
    server.as(callerWith([], { name: '王敏' }));
    const { body } = await send({
      ...report,
      path: '/service/tickets?q=13800138000#王敏',
      message:
        '王敏 cannot load 138 0013 8000 / +86-13912345678 of wang@example.com, Bearer abc.def, card 11010519491231002X, １３８００１３８０００',
    });
    const kept = await ClientError.findOne({ where: { incident: body.incident } });
    expect(kept?.path).toBe('/service/tickets');
    expect(kept?.message).toBe(
      '[name] cannot load [phone] / [phone] of [mail], Bearer [token] card [id-card], [phone]',
    );
    // Digits of a phone may stand in the instant of the line by chance.
    const line = JSON.stringify({
      ...server.lines.find(({ incident }) => incident === body.incident),
      time: 0,
      requestId: '',
    });
    for (const secret of ['138 0013', '13800138', '139123', '王敏', 'example.com', 'abc.def'])
      expect(line).not.toContain(secret);
  });

  it('takes twenty reports a minute of one person, and again after it', async () => {
    server.as(callerWith([]));
    for (let n = 0; n < 20; n += 1) expect((await send()).status).toBe(202);
    const refused = await send();
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      '60',
    ]);
    server.as(callerWith([]));
    expect((await send()).status).toBe(202);
  });

  it('counts by the minute before', async () => {
    const caller = callerWith([]);
    server.as(caller);
    for (let n = 0; n < 20; n += 1) await send();
    now = new Date(start.getTime() + 59_999);
    expect((await send()).status).toBe(429);
    now = new Date(start.getTime() + 60_000);
    expect((await send()).status).toBe(202);
  });

  it('is one report when it is sent fifty times at once with one key', async () => {
    const caller = callerWith([]);
    server.as(caller);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(report, { 'Idempotency-Key': key })));
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    expect(await ClientError.count({ where: { reporterId: caller.id } })).toBe(1);
  });

  it('keeps 𠮷, markup and the longest message as they are', async () => {
    server.as(callerWith([]));
    const message = `${'𠮷'.repeat(490)}'"><😀`;
    const { body } = await send({ ...report, message, remote: null });
    expect((await ClientError.findOne({ where: { incident: body.incident } }))?.message).toBe(message);
  });

  it.each([
    ['an unknown kind', { ...report, kind: 'boom' }],
    ['an unknown field', { ...report, stack: 'x' }],
    ['20,000 characters', { ...report, message: 'x'.repeat(20_000) }],
    ['a lone surrogate', { ...report, message: 'x\ud800' }],
    ['a lone surrogate in a name', { ...report, releases: { 'x\ud800': '1' } }],
    ['no instant', { ...report, at: 'yesterday' }],
    ['a list', []],
  ])('refuses %s', async (_what, body) => {
    server.as(callerWith([]));
    const answer = await send(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'validation_failed']);
  });
});

describe('sweepClientErrors', () => {
  it('deletes what is older than 90 days', async () => {
    await ClientError.destroy({ where: {} });
    server.as(callerWith([]));
    await send();
    const day = 24 * 3600_000;
    expect(await sweepClientErrors(new Date(start.getTime() + 90 * day))).toBe(0);
    expect(await sweepClientErrors(new Date(start.getTime() + 91 * day))).toBe(1);
  });
});

describe('withoutPersonalData', () => {
  it('leaves what helps: versions, ids, addresses of code', () => {
    const text =
      'Loading chunk 4711 failed (/remotes/stores/1.0.0-0a1b2c3d/js/app.1234abcd.js:1:20391) id 0195844e-2d00-7000-8000-000000000001 React 19.3.1';
    expect(withoutPersonalData(text, '李')).toBe(text);
  });
});
