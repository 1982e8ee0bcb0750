import express from 'express';
import {
  ConnectionRefusedError,
  DatabaseError,
  ForeignKeyConstraintError,
  TimeoutError,
  UniqueConstraintError,
} from 'sequelize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Problem } from '@eoms/contracts/errors';
import { listen, type Listening } from '../../test/identity-world.ts';
import { AppError } from '../errors.ts';
import { createLogger } from '../logger.ts';
import { errorHandler } from './error-handler.ts';
import { requestLog } from './request-log.ts';
import { openScope } from './scope.ts';

const lines: string[] = [];
let thrown: unknown;
let server: Listening;

const driverError = (code: string): Error & { sql: string } =>
  Object.assign(new Error('Duplicate entry 13900000000'), { code, sql: 'INSERT 13900000000' });

beforeAll(async () => {
  const log = createLogger('info', { write: (line: string) => void lines.push(line) });
  const app = express();
  app.use(
    requestLog(log, () => false),
    openScope({ sequelize: undefined as never, log, clock: () => new Date() }),
  );
  app.get('/late', (_request, response) => {
    response.write('begun');
    throw thrown;
  });
  app.use(() => {
    throw thrown;
  });
  app.use(errorHandler);
  server = await listen(app);
});
afterAll(() => server.close());

test.each([
  ['a unique rule', new UniqueConstraintError({ parent: driverError('ER_DUP_ENTRY') }), 409, 'conflict'],
  ['a reference', new ForeignKeyConstraintError({ parent: driverError('ER_NO_REFERENCED_ROW_2') }), 409, 'conflict'],
  ['a database that is not there', new ConnectionRefusedError(driverError('ECONNREFUSED')), 503, 'unavailable'],
  ['a statement that timed out', new TimeoutError(driverError('ER_LOCK_WAIT_TIMEOUT')), 503, 'unavailable'],
  ['a lost connection', new DatabaseError(driverError('PROTOCOL_CONNECTION_LOST')), 503, 'unavailable'],
  ['a broken statement', new DatabaseError(driverError('ER_PARSE_ERROR')), 500, 'internal'],
  ['a fault of ours', new TypeError('x is not a function'), 500, 'internal'],
  ['what is no error at all', 'text 13900000000', 500, 'internal'],
  ['a refusal with a wait', new AppError('unavailable', { retryAfter: 0.2 }), 503, 'unavailable'],
])('%s', async (_name, error, status, code) => {
  thrown = error;
  const answer = await fetch(`${server.url}/any?q=1`);
  const problem = Problem.parse(await answer.json());
  expect([answer.status, problem.status, problem.code, problem.instance]).toEqual([status, status, code, '/any']);
  expect(problem.type).toBe(`urn:eoms:problem:${code}`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  if (status === 503) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(JSON.stringify(problem) + lines.join('')).not.toContain('13900000000');
});

test('the language follows Accept-Language; both are always there', async () => {
  thrown = new AppError('not_found', { detail: { zh: '没有', en: 'None' } });
  const of = async (language: string): Promise<Problem> =>
    Problem.parse(await (await fetch(server.url, { headers: { 'accept-language': language } })).json());
  expect(await of('en-US,en;q=0.9,zh;q=0.8')).toMatchObject({
    title: 'It does not exist, or you may not see it',
    detail: 'None',
  });
  expect(await of('fr')).toMatchObject({
    title: '内容不存在，或你无权查看',
    detail: '没有',
    messages: { zh: expect.any(String), en: expect.any(String) },
  });
});

test('an answer that had begun is broken off, not finished as if it were whole', async () => {
  thrown = new Error('late');
  await expect(fetch(`${server.url}/late`).then((answer) => answer.text())).rejects.toThrow();
});
