import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { note, openNotes, refused, type Call, type Notes } from '../../test/notes-app.ts';
import { StoredAnswer } from '../database/idempotency.model.ts';
import { runOnce, sweepStoredAnswers } from './idempotency.ts';
import type { HttpRuntime } from './scope.ts';

let notes: Notes;
beforeAll(async () => {
  notes = await openNotes();
});
afterAll(() => notes.close());

const call = (path: string, options?: Call) => notes.call(path, options);
const add = (mode: string, options: Call = {}) => call('/api/notes', { method: 'POST', body: { mode }, ...options });

describe('Idempotency-Key', () => {
  test.each([null, 'short', 'with blank here', 'ü'.repeat(10), 'x'.repeat(101)])('%j is refused', async (key) => {
    refused(
      await add('fine', key === null ? { key } : { key: null, headers: { 'idempotency-key': key } }),
      400,
      'idempotency_key_required',
    );
  });

  test('the same command again gets the stored answer and is not notes.happened.executed', async () => {
    const key = randomUUID();
    const before = notes.happened.executed;
    const first = await add('fine', { key });
    const second = await add('fine', { key });
    expect(notes.happened.executed).toBe(before + 1);
    expect([second.status, second.json, second.headers.get('etag')]).toEqual([
      first.status,
      first.json,
      first.headers.get('etag'),
    ]);
    expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ]);
  });

  test('other content under the same key is refused, another caller or an expired key is not', async () => {
    const key = randomUUID();
    await add('fine', { key });
    refused(await add('leak', { key }), 409, 'request_id_reused');
    refused(
      await call(`/api/notes/${note.id}`, {
        method: 'PUT',
        body: { title: 'a', text: null },
        key,
        headers: { 'if-match': '"3"' },
      }),
      409,
      'request_id_reused',
    );
    expect((await add('leak', { key, as: 'none' })).status).toBe(201);
    await StoredAnswer.update({ expiresAt: new Date(Date.now() - 1) }, { where: { requestKey: key } });
    expect((await add('leak', { key })).status).toBe(201);
  });

  test('a refused or failed command leaves nothing behind: the same key executes again', async () => {
    const key = randomUUID();
    const before = notes.happened.executed;
    const effectsBefore = notes.happened.effects;
    for (const mode of ['refuse', 'boom', 'wrong'])
      expect((await add(mode, { key })).status).toBeGreaterThanOrEqual(409);
    expect([notes.happened.executed, notes.happened.effects]).toEqual([before + 3, effectsBefore]);
    expect((await add('fine', { key })).status).toBe(201);
    expect([notes.happened.executed, notes.happened.effects]).toEqual([before + 4, effectsBefore + 1]);
  });

  test('50 at once: one executes, the others get its answer', async () => {
    const key = randomUUID();
    const before = notes.happened.executed;
    notes.happened.started = Promise.withResolvers();
    notes.happened.release = Promise.withResolvers();
    const all = Array.from({ length: 50 }, () => add('slow', { key }));
    await notes.happened.started.promise;
    notes.happened.release.resolve();
    const answers = await Promise.all(all);
    expect(notes.happened.executed).toBe(before + 1);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(49);
  });

  test('two instances: the second waits for the first and answers what it stored', async () => {
    const other: HttpRuntime = { ...notes.runtime };
    const command = { caller: 'person:full', key: randomUUID(), hash: 'h', now: new Date() };
    let ran = 0;
    const work = async () => {
      ran += 1;
      return { status: 201, body: `{"n":${ran}}`, etag: null };
    };
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => runOnce(index % 2 ? notes.runtime : other, command, work)),
    );
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
