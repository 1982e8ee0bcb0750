import { randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEndpoint } from '@eoms/contracts/endpoint';
import { Id, Line, Paragraphs, Version, manyOf, pageQuery } from '@eoms/contracts/fields';
import { Problem } from '@eoms/contracts/errors';
import { createLogger } from '../logger.ts';
import { AppError } from '../errors.ts';
import { defineStoredAnswer, StoredAnswer } from '../database/idempotency.model.ts';
import { listen, type Listening } from '../../test/identity-world.ts';
import { testDatabase, type TestDatabase } from '../../test/test-database.ts';
import type { Access, Caller } from './context.ts';
import { errorHandler, unmatched } from './error-handler.ts';
import { runOnce, sweepStoredAnswers } from './idempotency.ts';
import { requestLog } from './request-log.ts';
import { openScope, type HttpRuntime } from './scope.ts';
import { mountingFaults, serve } from './serve.ts';

const Note = z.object({ id: Id, text: z.string(), version: Version });
const noteId = '0195844e-2d00-7000-8000-0000000000a1';
const note = { id: noteId, text: '你好', version: 3 };
const shared = { tags: ['notes'] as [string], errors: [], examples: {} };
const getNote = defineEndpoint({ ...shared, id: 'getNote', method: 'get', path: '/api/notes/:noteId', summary: 'Read', meta: 'stores.store.view', etag: true, params: z.strictObject({ noteId: Id }), response: Note });
const listNotes = defineEndpoint({ ...shared, id: 'listNotes', method: 'get', path: '/api/notes', summary: 'List', meta: null, query: z.strictObject({ state: manyOf(z.enum(['a', 'b'])), ...pageQuery }), response: z.object({ items: z.array(Note), states: z.array(z.string()) }) });
const saveNote = defineEndpoint({
  ...shared, id: 'saveNote', method: 'put', path: '/api/notes/:noteId', summary: 'Save', meta: 'stores.store.edit', ifMatch: true, params: z.strictObject({ noteId: Id }),
  body: z.strictObject({ title: Line(10), text: Paragraphs(20_000).nullable(), deep: z.strictObject({ n: z.int() }).optional() }), response: Note,
});
const addNote = defineEndpoint({ ...shared, id: 'addNote', method: 'post', path: '/api/notes', summary: 'Add', meta: null, status: 201, body: z.strictObject({ mode: z.enum(['fine', 'refuse', 'leak', 'wrong', 'boom', 'slow']).default('fine') }), response: Note });

const accessOf = (...metas: string[]): Access => ({ has: (meta) => metas.includes(meta), scope: () => ({ kind: 'none' }), metas: () => new Set() });
const callers: Record<string, Caller> = {
  full: { kind: 'person', id: 'full', name: '王敏', clientId: 'portal', sid: null, access: accessOf('stores.store.view', 'stores.store.edit') },
  none: { kind: 'person', id: 'none', name: '李强', clientId: 'portal', sid: null, access: accessOf() },
};

let database: TestDatabase;
let server: Listening;
let runtime: HttpRuntime;
const lines: string[] = [];
let executed = 0;
let effects = 0;
let release = Promise.withResolvers<void>();
let started = Promise.withResolvers<void>();

beforeAll(async () => {
  database = await testDatabase();
  defineStoredAnswer(database.sequelize);
  const log = createLogger('info', { write: (line: string) => void lines.push(line) });
  runtime = { sequelize: database.sequelize, log, clock: () => new Date() };
  const routes = Router();
  serve(routes, getNote, () => note);
  serve(routes, listNotes, (_context, { query }) => ({ items: [], states: query.state ?? [] }));
  serve(routes, saveNote, (_context, { body, ifMatch }) => {
    if (ifMatch !== 3) throw new AppError('stale_version', { current: note, changed: ['text'] });
    return { id: noteId, text: body.text ?? '', version: ifMatch + 1 };
  });
  serve(routes, addNote, async (context, { body }) => {
    executed += 1;
    context.afterCommit(() => void (effects += 1));
    if (body.mode === 'refuse') throw new AppError('conflict');
    if (body.mode === 'boom') throw new Error('secret 13900000000');
    if (body.mode === 'slow') {
      started.resolve();
      await release.promise;
    }
    if (body.mode === 'wrong') return { ...note, version: 0 };
    return { ...note, ...(body.mode === 'leak' ? { secret: 'salary' } : {}) };
  });
  const app = express();
  app.set('query parser', 'simple').set('etag', false).disable('x-powered-by');
  app.use(requestLog(log, () => false), openScope(runtime));
  app.use('/api', (request, response, next) => {
    response.locals['caller'] = callers[String(request.headers['x-as'])];
    next();
  });
  app.use(routes, unmatched([getNote, listNotes, saveNote, addNote]), errorHandler);
  server = await listen(app);
});
afterAll(async () => {
  await server.close();
  await database.close();
});

interface Call { as?: string; method?: string; body?: unknown; raw?: string; headers?: Record<string, string>; key?: string | null }
async function call(path: string, { as = 'full', method = 'GET', body, raw, headers = {}, key = randomUUID() }: Call = {}) {
  const response = await fetch(server.url + path, {
    method,
    headers: { 'x-as': as, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key === null || method === 'GET' ? {} : { 'idempotency-key': key }), ...headers },
    ...(raw === undefined ? (body === undefined ? {} : { body: JSON.stringify(body) }) : { body: raw }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text ? (JSON.parse(text) as Record<string, never> & Problem) : undefined };
}
const add = (mode: string, options: Call = {}) => call('/api/notes', { method: 'POST', body: { mode }, ...options });
const refused = (answer: Awaited<ReturnType<typeof call>>, status: number, code: string): Problem => {
  expect({ status: answer.status, code: answer.json?.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(answer.json);
  expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  return problem;
};

describe('permission', () => {
  test('nobody is signed_out, and a person without the Meta is told which one is missing', async () => {
    refused(await call('/api/notes', { as: 'nobody' }), 401, 'signed_out');
    const problem = refused(await call(`/api/notes/${noteId}`, { as: 'none' }), 403, 'permission_missing');
    expect(problem.meta).toEqual({ code: 'stores.store.view', name: { zh: '查看门店', en: 'See stores' }, system: { zh: '门店管理', en: 'Stores' } });
  });

  test('comes before parsing: the body of a person who may not is not even looked at', async () => {
    refused(await call('/api/notes/not-an-id', { as: 'none', method: 'PUT', raw: '{', headers: { 'content-type': 'text/plain' } }), 403, 'permission_missing');
  });
});

describe('parsing', () => {
  test('parameters are refused with 400, each by a pointer and a code', async () => {
    const problem = refused(await call('/api/notes?limit=201&state=c&x=1&limit=2'), 400, 'invalid_parameter');
    expect(problem.errors?.map(({ pointer, code }) => [pointer, code])).toEqual(
      expect.arrayContaining([['#/query/state/0', 'not_an_option'], ['#/query/x', 'unknown_field']]),
    );
    refused(await call('/api/notes/1'), 400, 'invalid_parameter');
    refused(await call('/api/notes/%E0%A4%A'), 400, 'invalid_parameter');
  });

  test('a repeated query value is a list, a single one too; __proto__ is just an unknown name', async () => {
    expect((await call('/api/notes?state=a&state=b')).json?.['states']).toEqual(['a', 'b']);
    expect((await call('/api/notes?state=a')).json?.['states']).toEqual(['a']);
    refused(await call('/api/notes?__proto__=1'), 400, 'invalid_parameter');
    refused(await call('/api/notes?constructor[prototype][x]=1'), 400, 'invalid_parameter');
  });

  const save = (body: unknown, options: Call = {}) => call(`/api/notes/${noteId}`, { method: 'PUT', body, headers: { 'if-match': '"3"', ...options.headers }, ...options });

  test('bodies are refused with 422 in both languages', async () => {
    const problem = refused(await save({ title: '', text: 5, deep: { n: 1.5, m: 1 }, extra: 1, 'a/b~c': 1 }), 422, 'validation_failed');
    expect(problem.title).toBe('填写的内容有误');
    expect(Object.fromEntries(problem.errors?.map(({ pointer, code }) => [pointer, code]) ?? [])).toEqual({
      '#/body/title': 'text_empty', '#/body/text': 'wrong_type', '#/body/deep/n': 'wrong_type', '#/body/deep/m': 'unknown_field', '#/body/extra': 'unknown_field', '#/body/a~1b~0c': 'unknown_field',
    });
    expect(problem.errors?.[0]).toMatchObject({ detail: expect.stringMatching(/\p{Script=Han}/u), messages: { zh: expect.any(String), en: expect.stringMatching(/^[A-Z]/) } });
    const english = refused(await save({}, { headers: { 'if-match': '"3"', 'accept-language': 'en-GB,en;q=0.9' } }), 422, 'validation_failed');
    expect(english.errors?.map(({ pointer, code, detail }) => [pointer, code, detail])).toEqual([
      ['#/body/title', 'required', 'This value is required'], ['#/body/text', 'required', 'This value is required'],
    ]);
  });

  test.each([
    ['𠮷 and emoji count as one', { title: '𠮷😀𠮷😀𠮷😀𠮷😀𠮷😀', text: null }, 200, []],
    ['eleven characters are too many', { title: '一二三四五六七八九十一', text: null }, 422, ['text_too_long']],
    ['a very long title is refused once', { title: 'x'.repeat(500), text: null }, 422, ['text_too_long']],
    ['20,000 characters', { title: 'a', text: '网'.repeat(20_000) }, 200, []],
    ['20,001 characters', { title: 'a', text: '网'.repeat(20_001) }, 422, ['text_too_long']],
    ['a lone surrogate', { title: 'a\ud800', text: null }, 422, ['text_malformed']],
    ['a bidi override', { title: 'a\u202eb', text: null }, 422, ['text_forbidden_character']],
    ['markup is just text', { title: `'"><`, text: '<script>alert(1)</script>' }, 200, []],
    ['an array', [1], 422, ['body_not_object']],
    ['null', null, 422, ['body_not_object']],
    ['a number', 5, 422, ['body_not_object']],
  ])('%s', async (_name, body, status, codes) => {
    const answer = await save(body);
    expect(answer.status).toBe(status);
    if (status === 422) expect(refused(answer, 422, 'validation_failed').errors?.map(({ code }) => code)).toEqual(codes);
  });

  test('own names of JavaScript are unknown fields, not magic', async () => {
    const headers = { 'content-type': 'application/json', 'if-match': '"3"' };
    const raw = '{"title":"a","text":null,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const problem = refused(await call(`/api/notes/${noteId}`, { method: 'PUT', raw, headers }), 422, 'validation_failed');
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['#/body/__proto__', '#/body/constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['broken JSON', '{"title":', 'application/json', 400, 'malformed_json'],
    ['nothing but blanks', '  ', 'application/json', 400, 'malformed_json'],
    ['deep nesting', `{"title":"a","text":null,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'application/json', 422, 'validation_failed'],
    ['more than 1 MB', JSON.stringify({ title: 'a', text: 'x'.repeat(1024 * 1024) }), 'application/json', 413, 'payload_too_large'],
    ['a form', 'title=a', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['plain text', '{}', 'text/plain', 415, 'unsupported_media_type'],
    ['another charset', '{}', 'application/json; charset=shift_jis', 415, 'unsupported_media_type'],
  ])('%s', async (_name, raw, type, status, code) => {
    refused(await call(`/api/notes/${noteId}`, { method: 'PUT', raw, headers: { 'content-type': type, 'if-match': '"3"' } }), status, code);
  });

  test('thousands of unknown fields give a short answer', async () => {
    const problem = refused(await save(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 1]))), 422, 'validation_failed');
    expect(problem.errors).toHaveLength(50);
  });

  test('If-Match: 428 without, 400 malformed, 412 with what changed, 200 with the version or the whole entity tag', async () => {
    const body = { title: 'a', text: 'b' };
    refused(await save(body, { headers: {} }), 428, 'precondition_required');
    for (const bad of ['3', '*', '"x"', 'W/"3"', '"0"', '"3", "4"']) refused(await save(body, { headers: { 'if-match': bad } }), 400, 'invalid_parameter');
    const stale = refused(await save(body, { headers: { 'if-match': '"2"' } }), 412, 'stale_version');
    expect(stale).toMatchObject({ current: note, changed: ['text'] });
    const { headers } = await call(`/api/notes/${noteId}`);
    expect((await save(body, { headers: { 'if-match': headers.get('etag')! } })).status).toBe(200);
    expect((await save(body)).json).toEqual({ id: noteId, text: 'b', version: 4 });
  });
});

describe('answers', () => {
  test('a versioned record has an entity tag that begins with its version; the same one again is 304', async () => {
    const first = await call(`/api/notes/${noteId}`);
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"3-[\w-]{16}"$/);
    const again = await call(`/api/notes/${noteId}`, { headers: { 'if-none-match': `"x", ${etag}` } });
    expect([again.status, again.json]).toEqual([304, undefined]);
    expect((await call(`/api/notes/${noteId}`, { headers: { 'if-none-match': '"3"' } })).status).toBe(200);
  });

  test('what the contract does not name never leaves; an answer against the contract is a plain 500', async () => {
    expect((await add('leak')).json).toEqual(note);
    const problem = refused(await add('wrong'), 500, 'internal');
    expect(JSON.stringify(problem)).not.toContain('version');
    expect(lines.join('')).toContain('addNote answers against its contract: version too_small');
  });

  test('unknown addresses are 404, known ones with another method 405 with Allow', async () => {
    refused(await call('/api/nothing'), 404, 'not_found');
    const answer = await call('/api/notes', { method: 'DELETE' });
    refused(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  test('the request id of the caller is kept when it is plain, else a fresh one is made; every log line has it', async () => {
    const kept = await call('/api/nothing', { headers: { 'x-request-id': 'pos-7-000001' } });
    expect(kept.json?.requestId).toBe('pos-7-000001');
    expect((await call('/api/nothing', { headers: { 'x-request-id': 'a b"<' } })).json?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    await expect.poll(() => lines.some((line) => line.includes('"requestId":"pos-7-000001"') && line.includes('"status":404'))).toBe(true);
  });

  test('logs carry the path pattern and no personal data', async () => {
    refused(await add('boom', { headers: { 'x-request-id': 'boom-0001', authorization: 'Bearer secret-token', cookie: 'a=secret-cookie' } }), 500, 'internal');
    await call(`/api/notes/${noteId}?q=13800000000`);
    await expect.poll(() => lines.filter((line) => line.includes('boom-0001')).length).toBe(2);
    const text = lines.join('');
    expect(text).toContain('"route":"/api/notes/:noteId"');
    for (const secret of ['secret-token', 'secret-cookie', '13800000000', noteId, '王敏', '127.0.0.1']) expect(text).not.toContain(secret);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(String), requestId: expect.any(String) });
  });
});

describe('Idempotency-Key', () => {
  test.each([null, 'short', 'with blank here', 'ü'.repeat(10), 'x'.repeat(101)])('%j is refused', async (key) => {
    refused(await add('fine', key === null ? { key } : { key: null, headers: { 'idempotency-key': key } }), 400, 'idempotency_key_required');
  });

  test('the same command again gets the stored answer and is not executed', async () => {
    const key = randomUUID();
    const before = executed;
    const first = await add('fine', { key });
    const second = await add('fine', { key });
    expect(executed).toBe(before + 1);
    expect([second.status, second.json, second.headers.get('etag')]).toEqual([first.status, first.json, first.headers.get('etag')]);
    expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
  });

  test('other content under the same key is refused, another caller or an expired key is not', async () => {
    const key = randomUUID();
    await add('fine', { key });
    refused(await add('leak', { key }), 409, 'request_id_reused');
    refused(await call(`/api/notes/${noteId}`, { method: 'PUT', body: { title: 'a', text: null }, key, headers: { 'if-match': '"3"' } }), 409, 'request_id_reused');
    expect((await add('leak', { key, as: 'none' })).status).toBe(201);
    await StoredAnswer.update({ expiresAt: new Date(Date.now() - 1) }, { where: { requestKey: key } });
    expect((await add('leak', { key })).status).toBe(201);
  });

  test('a refused or failed command leaves nothing behind: the same key executes again', async () => {
    const key = randomUUID();
    const before = executed;
    const effectsBefore = effects;
    for (const mode of ['refuse', 'boom', 'wrong']) expect((await add(mode, { key })).status).toBeGreaterThanOrEqual(409);
    expect([executed, effects]).toEqual([before + 3, effectsBefore]);
    expect((await add('fine', { key })).status).toBe(201);
    expect([executed, effects]).toEqual([before + 4, effectsBefore + 1]);
  });

  test('50 at once: one executes, the others get its answer', async () => {
    const key = randomUUID();
    const before = executed;
    started = Promise.withResolvers();
    release = Promise.withResolvers();
    const all = Array.from({ length: 50 }, () => add('slow', { key }));
    await started.promise;
    release.resolve();
    const answers = await Promise.all(all);
    expect(executed).toBe(before + 1);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(49);
  });

  test('two instances: the second waits for the first and answers what it stored', async () => {
    const other: HttpRuntime = { ...runtime };
    const command = { caller: 'person:full', key: randomUUID(), hash: 'h', now: new Date() };
    let ran = 0;
    const work = async () => {
      ran += 1;
      return { status: 201, body: `{"n":${ran}}`, etag: null };
    };
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => runOnce(index % 2 ? runtime : other, command, work)));
    expect(new Set(outcomes.map(({ answer }) => answer.body))).toEqual(new Set(['{"n":1}']));
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(ran).toBe(1);
  });

  test('the sweep removes what expired and nothing else', async () => {
    const [keep, drop] = [randomUUID(), randomUUID()];
    await add('fine', { key: keep });
    await add('fine', { key: drop });
    await StoredAnswer.update({ expiresAt: new Date(Date.now() - 1) }, { where: { requestKey: drop } });
    await Promise.all([sweepStoredAnswers(new Date()), sweepStoredAnswers(new Date())]);
    expect(await StoredAnswer.count({ where: { requestKey: [keep, drop] } })).toBe(1);
  });
});

test('mountingFaults names what nobody serves, what no contract names and raw routes', () => {
  const routes = Router();
  serve(routes, getNote, () => note);
  routes.get('/api/raw', (_request, response) => void response.end());
  expect(mountingFaults([routes], [listNotes])).toEqual([
    'listNotes: no handler is mounted', 'getNote: served, but not in the catalogue', '1 routes are mounted without a contract',
  ]);
});
