import { randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import { expect } from 'vitest';
import { z } from 'zod';
import { defineEndpoint } from '@eoms/contracts/endpoint';
import { Problem } from '@eoms/contracts/errors';
import { Id, Line, Paragraphs, Version, manyOf, pageQuery } from '@eoms/contracts/fields';
import { defineStoredAnswer } from '../src/database/idempotency.model.ts';
import { AppError } from '../src/errors.ts';
import type { Access, Caller } from '../src/http/context.ts';
import { errorHandler, unmatched } from '../src/http/error-handler.ts';
import { requestLog } from '../src/http/request-log.ts';
import { openScope, type HttpRuntime } from '../src/http/scope.ts';
import { serve } from '../src/http/serve.ts';
import { createLogger } from '../src/logger.ts';
import { listen } from './identity-world.ts';
import { testDatabase } from './test-database.ts';

const Note = z.object({ id: Id, text: z.string(), version: Version });
const shared = { tags: ['notes'] as [string], errors: [], examples: {} };
const noteParams = z.strictObject({ noteId: Id });

/** The one note of this application. */
export const note = { id: '0195844e-2d00-7000-8000-0000000000a1', text: '你好', version: 3 };

/** Bytes the import of notes takes at most. */
export const IMPORT_BYTES = 3 * 1024 * 1024;

/** Contract with one endpoint of each kind. */
export const notesContract = {
  getNote: defineEndpoint({
    ...shared,
    id: 'getNote',
    method: 'get',
    path: '/api/notes/:noteId',
    summary: 'Read',
    meta: 'stores.store.view',
    etag: true,
    params: noteParams,
    response: Note,
  }),
  listNotes: defineEndpoint({
    ...shared,
    id: 'listNotes',
    method: 'get',
    path: '/api/notes',
    summary: 'List',
    meta: null,
    query: z.strictObject({ state: manyOf(z.enum(['a', 'b'])), ...pageQuery }),
    response: z.object({ items: z.array(Note), states: z.array(z.string()) }),
  }),
  saveNote: defineEndpoint({
    ...shared,
    id: 'saveNote',
    method: 'put',
    path: '/api/notes/:noteId',
    summary: 'Save',
    meta: 'stores.store.edit',
    ifMatch: true,
    params: noteParams,
    body: z.strictObject({
      title: Line(10),
      text: Paragraphs(20_000).nullable(),
      deep: z.strictObject({ n: z.int() }).optional(),
    }),
    response: Note,
  }),
  addNote: defineEndpoint({
    ...shared,
    id: 'addNote',
    method: 'post',
    path: '/api/notes',
    summary: 'Add',
    meta: null,
    status: 201,
    body: z.strictObject({ mode: z.enum(['fine', 'refuse', 'leak', 'wrong', 'boom', 'slow']).default('fine') }),
    response: Note,
  }),
  importNotes: defineEndpoint({
    ...shared,
    id: 'importNotes',
    method: 'post',
    path: '/api/note-imports',
    summary: 'Import',
    meta: 'stores.store.edit',
    maxBodyBytes: IMPORT_BYTES,
    body: z.strictObject({ text: z.string() }),
    response: z.object({ length: z.int() }),
  }),
};

const accessOf = (kind: 'all' | 'none', ...metas: string[]): Access => ({
  has: (meta) => metas.includes(meta),
  scope: () => ({ kind }),
  metas: () => new Set(),
});
const callers: Record<string, Caller> = {
  full: {
    kind: 'person',
    id: 'full',
    name: '王敏',
    clientId: 'portal',
    sid: null,
    access: accessOf('none', 'stores.store.view', 'stores.store.edit'),
  },
  whole: {
    kind: 'person',
    id: 'whole',
    name: '陈海',
    clientId: 'portal',
    sid: null,
    access: accessOf('all', 'stores.store.edit'),
  },
  none: { kind: 'person', id: 'none', name: '李强', clientId: 'portal', sid: null, access: accessOf('none') },
};

/** A request; `key: null` sends no idempotency key. */
export interface Call {
  readonly as?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  readonly key?: string | null;
}

/** What happened in the handlers, and a gate for the slow one. */
interface Happenings {
  executed: number;
  effects: number;
  started: PromiseWithResolvers<void>;
  release: PromiseWithResolvers<void>;
}

function notesRoutes(happened: Happenings): Router {
  const routes = Router();
  serve(routes, notesContract.getNote, () => note);
  serve(routes, notesContract.listNotes, (_context, { query }) => ({ items: [], states: query.state ?? [] }));
  serve(routes, notesContract.saveNote, (_context, { body, ifMatch }) => {
    if (ifMatch !== note.version) throw new AppError('stale_version', { current: note, changed: ['text'] });
    return { id: note.id, text: body.text ?? '', version: ifMatch + 1 };
  });
  serve(routes, notesContract.addNote, async (context, { body: { mode } }) => {
    happened.executed += 1;
    context.afterCommit(() => void (happened.effects += 1));
    if (mode === 'refuse') throw new AppError('conflict');
    if (mode === 'boom') throw new Error('secret 13900000000');
    if (mode === 'slow') {
      happened.started.resolve();
      await happened.release.promise;
    }
    if (mode === 'wrong') return { ...note, version: 0 };
    return { ...note, ...(mode === 'leak' ? { secret: 'salary' } : {}) };
  });
  serve(routes, notesContract.importNotes, (_context, { body }) => ({ length: body.text.length }));
  return routes;
}

/** The HTTP core around the notes on a real database; callers name themselves by a header. */
export async function openNotes() {
  const database = await testDatabase();
  defineStoredAnswer(database.sequelize);
  const lines: string[] = [];
  const log = createLogger('info', { write: (line: string) => void lines.push(line) });
  const runtime: HttpRuntime = { sequelize: database.sequelize, log, clock: () => new Date() };
  const happened: Happenings = {
    executed: 0,
    effects: 0,
    started: Promise.withResolvers(),
    release: Promise.withResolvers(),
  };
  const app = express();
  app.set('query parser', 'simple').set('etag', false).disable('x-powered-by');
  app.use(
    requestLog(log, () => false),
    openScope(runtime),
  );
  app.use('/api', (request, response, next) => {
    response.locals['caller'] = callers[String(request.headers['x-as'])];
    next();
  });
  app.use(notesRoutes(happened), unmatched(Object.values(notesContract)), errorHandler);
  const server = await listen(app);
  return {
    url: server.url,
    runtime,
    lines,
    happened,
    async call(path: string, { as = 'full', method = 'GET', body, raw, headers = {}, key = randomUUID() }: Call = {}) {
      const sent = {
        'x-as': as,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === null || method === 'GET' ? {} : { 'idempotency-key': key }),
        ...headers,
      };
      const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(server.url + path, {
        method,
        headers: sent,
        ...(text === undefined ? {} : { body: text }),
      });
      const answer = await response.text();
      const json = answer === '' ? undefined : (JSON.parse(answer) as Record<string, unknown> & Partial<Problem>);
      return { status: response.status, headers: response.headers, json };
    },
    async close() {
      await server.close();
      await database.close();
    },
  };
}

/** What {@link openNotes} opens. */
export type Notes = Awaited<ReturnType<typeof openNotes>>;

/** Expects a refusal and answers its problem. */
export function refused(answer: Awaited<ReturnType<Notes['call']>>, status: number, code: string): Problem {
  expect({ status: answer.status, code: answer.json?.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(answer.json);
  expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  return problem;
}
