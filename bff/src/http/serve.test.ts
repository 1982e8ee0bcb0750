import { request as sendRequest } from 'node:http';
import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMPORT_BYTES, note, notesContract, openNotes, refused, type Call, type Notes } from '../../test/notes-app.ts';
import { StoredAnswer } from '../database/idempotency.model.ts';
import { mountingFaults, serve } from './serve.ts';

let notes: Notes;
beforeAll(async () => {
  notes = await openNotes();
});
afterAll(() => notes.close());

const call = (path: string, options?: Call) => notes.call(path, options);
const add = (mode: string, options: Call = {}) => call('/api/notes', { method: 'POST', body: { mode }, ...options });

describe('permission', () => {
  test('nobody is signed_out, and a person without the Meta is told which one is missing', async () => {
    refused(await call('/api/notes', { as: 'nobody' }), 401, 'signed_out');
    const problem = refused(await call(`/api/notes/${note.id}`, { as: 'none' }), 403, 'permission_missing');
    expect(problem.meta).toEqual({
      code: 'stores.store.view',
      name: { zh: '查看门店', en: 'See stores' },
      system: { zh: '门店管理', en: 'Stores' },
    });
  });

  test('comes before parsing: the body of a person who may not is not even looked at', async () => {
    refused(
      await call('/api/notes/not-an-id', {
        as: 'none',
        method: 'PUT',
        raw: '{',
        headers: { 'content-type': 'text/plain' },
      }),
      403,
      'permission_missing',
    );
  });
});

describe('a body larger than usual', () => {
  const send = (as: string, bytes: number, headers = {}) =>
    call('/api/note-imports', { as, method: 'POST', body: { text: 'x'.repeat(bytes) }, headers });
  const usual = 1024 * 1024;

  test('is read for an endpoint that takes it, from whoever holds its permission everywhere', async () => {
    expect((await send('whole', 2 * usual)).json).toEqual({ length: 2 * usual });
    refused(await send('whole', IMPORT_BYTES), 413, 'payload_too_large');
    refused(await send('full', usual), 413, 'payload_too_large');
    expect((await send('full', usual - 100)).status).toBe(200);
  });

  test('of whoever may not send it is refused while it still comes', async () => {
    for (const [as, status] of [
      ['nobody', 401],
      ['none', 403],
    ] as const) {
      const begun = Promise.withResolvers<number>();
      const request = sendRequest(`${notes.url}/api/note-imports`, {
        method: 'POST',
        headers: { 'x-as': as, 'content-type': 'application/json', 'content-length': 2 * usual },
      });
      request.on('error', begun.reject).on('response', (answer) => begun.resolve(answer.statusCode ?? 0));
      request.write('{"text":"');
      expect(await begun.promise).toBe(status);
      request.destroy();
    }
  });

  test('is not kept: its digest is', async () => {
    const key = 'import-0001';
    const options = { as: 'whole', method: 'POST', body: { text: 'y'.repeat(2 * usual) }, key };
    expect((await call('/api/note-imports', options)).status).toBe(200);
    const [kept] = await StoredAnswer.findAll({ where: { requestKey: key }, raw: true });
    expect(JSON.stringify(kept).length).toBeLessThan(1000);
    expect((await call('/api/note-imports', options)).headers.get('idempotent-replayed')).toBe('true');
    refused(await call('/api/note-imports', { ...options, body: { text: 'y' } }), 409, 'request_id_reused');
  });
});

describe('parsing', () => {
  test('parameters are refused with 400, each by a pointer and a code', async () => {
    const problem = refused(await call('/api/notes?limit=201&state=c&x=1&limit=2'), 400, 'invalid_parameter');
    expect(problem.errors?.map(({ pointer, code }) => [pointer, code])).toEqual(
      expect.arrayContaining([
        ['#/query/state/0', 'not_an_option'],
        ['#/query/x', 'unknown_field'],
      ]),
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

  const save = (body: unknown, options: Call = {}) =>
    call(`/api/notes/${note.id}`, {
      method: 'PUT',
      body,
      headers: { 'if-match': '"3"', ...options.headers },
      ...options,
    });

  test('bodies are refused with 422 in both languages', async () => {
    const problem = refused(
      await save({ title: '', text: 5, deep: { n: 1.5, m: 1 }, extra: 1, 'a/b~c': 1 }),
      422,
      'validation_failed',
    );
    expect(problem.title).toBe('填写的内容有误');
    expect(Object.fromEntries(problem.errors?.map(({ pointer, code }) => [pointer, code]) ?? [])).toEqual({
      '#/body/title': 'text_empty',
      '#/body/text': 'wrong_type',
      '#/body/deep/n': 'wrong_type',
      '#/body/deep/m': 'unknown_field',
      '#/body/extra': 'unknown_field',
      '#/body/a~1b~0c': 'unknown_field',
    });
    expect(problem.errors?.[0]).toMatchObject({
      detail: expect.stringMatching(/\p{Script=Han}/u),
      messages: { zh: expect.any(String), en: expect.stringMatching(/^[A-Z]/) },
    });
    const english = refused(
      await save({}, { headers: { 'if-match': '"3"', 'accept-language': 'en-GB,en;q=0.9' } }),
      422,
      'validation_failed',
    );
    expect(english.errors?.map(({ pointer, code, detail }) => [pointer, code, detail])).toEqual([
      ['#/body/title', 'required', 'This value is required'],
      ['#/body/text', 'required', 'This value is required'],
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
    if (status === 422)
      expect(refused(answer, 422, 'validation_failed').errors?.map(({ code }) => code)).toEqual(codes);
  });

  test('own names of JavaScript are unknown fields, not magic', async () => {
    const headers = { 'content-type': 'application/json', 'if-match': '"3"' };
    const raw = '{"title":"a","text":null,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const problem = refused(
      await call(`/api/notes/${note.id}`, { method: 'PUT', raw, headers }),
      422,
      'validation_failed',
    );
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['#/body/__proto__', '#/body/constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['broken JSON', '{"title":', 'application/json', 400, 'malformed_json'],
    ['nothing but blanks', '  ', 'application/json', 400, 'malformed_json'],
    [
      'deep nesting',
      `{"title":"a","text":null,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'application/json',
      422,
      'validation_failed',
    ],
    [
      'more than 1 MB',
      JSON.stringify({ title: 'a', text: 'x'.repeat(1024 * 1024) }),
      'application/json',
      413,
      'payload_too_large',
    ],
    ['a form', 'title=a', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['plain text', '{}', 'text/plain', 415, 'unsupported_media_type'],
    ['another charset', '{}', 'application/json; charset=shift_jis', 415, 'unsupported_media_type'],
  ])('%s', async (_name, raw, type, status, code) => {
    refused(
      await call(`/api/notes/${note.id}`, { method: 'PUT', raw, headers: { 'content-type': type, 'if-match': '"3"' } }),
      status,
      code,
    );
  });

  test('thousands of unknown fields give a short answer', async () => {
    const problem = refused(
      await save(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, 1]))),
      422,
      'validation_failed',
    );
    expect(problem.errors).toHaveLength(50);
  });

  test('If-Match: 428 without, 400 malformed, 412 with what changed, 200 with the version or the whole entity tag', async () => {
    const body = { title: 'a', text: 'b' };
    refused(await save(body, { headers: {} }), 428, 'precondition_required');
    for (const bad of ['3', '*', '"x"', 'W/"3"', '"0"', '"3", "4"'])
      refused(await save(body, { headers: { 'if-match': bad } }), 400, 'invalid_parameter');
    const stale = refused(await save(body, { headers: { 'if-match': '"2"' } }), 412, 'stale_version');
    expect(stale).toMatchObject({ current: note, changed: ['text'] });
    const { headers } = await call(`/api/notes/${note.id}`);
    expect((await save(body, { headers: { 'if-match': headers.get('etag')! } })).status).toBe(200);
    expect((await save(body)).json).toEqual({ id: note.id, text: 'b', version: 4 });
  });
});

describe('answers', () => {
  test('a versioned record has an entity tag that begins with its version; the same one again is 304', async () => {
    const first = await call(`/api/notes/${note.id}`);
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"3-[\w-]{16}"$/);
    const again = await call(`/api/notes/${note.id}`, { headers: { 'if-none-match': `"x", ${etag}` } });
    expect([again.status, again.json]).toEqual([304, undefined]);
    expect((await call(`/api/notes/${note.id}`, { headers: { 'if-none-match': '"3"' } })).status).toBe(200);
  });

  test('what the contract does not name never leaves; an answer against the contract is a plain 500', async () => {
    expect((await add('leak')).json).toEqual(note);
    const problem = refused(await add('wrong'), 500, 'internal');
    expect(JSON.stringify(problem)).not.toContain('version');
    expect(notes.lines.join('')).toContain('addNote answers against its contract: version too_small');
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
    expect((await call('/api/nothing', { headers: { 'x-request-id': 'a b"<' } })).json?.requestId).toMatch(
      /^[0-9a-f-]{36}$/,
    );
    await expect
      .poll(() =>
        notes.lines.some((line) => line.includes('"requestId":"pos-7-000001"') && line.includes('"status":404')),
      )
      .toBe(true);
  });

  test('logs carry the path pattern and no personal data', async () => {
    refused(
      await add('boom', {
        headers: { 'x-request-id': 'boom-0001', authorization: 'Bearer secret-token', cookie: 'a=secret-cookie' },
      }),
      500,
      'internal',
    );
    await call(`/api/notes/${note.id}?q=13800000000`);
    await expect.poll(() => notes.lines.filter((line) => line.includes('boom-0001')).length).toBe(2);
    const text = notes.lines.join('');
    expect(text).toContain('"route":"/api/notes/:noteId"');
    for (const secret of ['secret-token', 'secret-cookie', '13800000000', note.id, '王敏', '127.0.0.1'])
      expect(text).not.toContain(secret);
    for (const line of notes.lines)
      expect(JSON.parse(line)).toMatchObject({
        time: expect.any(String),
        level: expect.any(String),
        requestId: expect.any(String),
      });
  });
});

test('mountingFaults names what nobody serves, what no contract names and raw routes', () => {
  const routes = Router();
  serve(routes, notesContract.getNote, () => note);
  routes.get('/api/raw', (_request, response) => void response.end());
  expect(mountingFaults([routes], [notesContract.listNotes])).toEqual([
    'listNotes: no handler is mounted',
    'getNote: served, but not in the catalogue',
    '1 routes are mounted without a contract',
  ]);
});
