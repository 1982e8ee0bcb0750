import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { allEndpoints, allMetas, catalogueFaults } from './catalogue.ts';
import { defineEndpoint, fillPath, isCommand, type Endpoint } from './endpoint.ts';
import { errors, Problem, type ErrorCode } from './errors.ts';
import { exampleProblem, exampleRequest, exampleResponse } from './fake.ts';
import { systemCodes } from './systems.ts';

const endpoints = allEndpoints.map((endpoint) => [endpoint.id, endpoint] as const);

describe('catalogue', () => {
  test('has no fault', () => {
    expect(catalogueFaults()).toEqual([]);
  });

  test.each(endpoints)(
    '%s: its examples are valid, it says what it is, and its Meta is in the catalogue',
    (_id, endpoint) => {
      expect(() => exampleRequest(endpoint)).not.toThrow();
      expect(() => exampleResponse(endpoint)).not.toThrow();
      expect(endpoint.summary.length).toBeGreaterThan(5);
      expect(endpoint.tags.length).toBeGreaterThan(0);
      expect(() => fillPath(endpoint.path, endpoint.examples.params)).not.toThrow();
      if (endpoint.meta !== null) expect(allMetas).toHaveProperty([endpoint.meta]);
      if (endpoint.ifMatch) expect(endpoint.errors).toContain('precondition_required');
      if (isCommand(endpoint)) expect(endpoint.body).toBeDefined();
    },
  );

  test.each(endpoints)('%s: path parameters and schema name the same things', (_id, endpoint) => {
    const inPath = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(endpoint.params?.shape ?? {}).toSorted()).toEqual(inPath.toSorted());
  });

  test('every Meta belongs to a system or the portal and has both names', () => {
    for (const [code, meta] of Object.entries(allMetas)) {
      expect([...systemCodes, 'portal']).toContain(code.split('.')[0]);
      expect(meta.zh && meta.en).toBeTruthy();
    }
  });

  test('every refusal has texts in both languages and makes a valid problem', () => {
    for (const code of Object.keys(errors) as ErrorCode[]) {
      const problem = exampleProblem(code);
      expect(Problem.parse(problem)).toEqual(problem);
      expect(problem.messages.zh).not.toBe(problem.messages.en);
      expect(problem.next.zh && problem.next.en).toBeTruthy();
    }
  });
});

describe('catalogueFaults finds a seeded fault', () => {
  const good = defineEndpoint({
    id: 'listThings',
    method: 'get',
    path: '/api/stores/things',
    summary: 'List things',
    tags: ['stores'],
    meta: 'stores.store.view',
    response: z.object({}),
    errors: [],
    examples: { response: {} },
  });
  const faultsOf = (...extra: Endpoint[]): string[] => catalogueFaults([good, ...extra]);

  test('none in a good one', () => {
    expect(faultsOf()).toEqual([]);
  });

  test('an endpoint without a Meta', () => {
    const { meta: _meta, ...rest } = good;
    expect(faultsOf({ ...rest, id: 'other', path: '/api/stores/other' } as unknown as Endpoint)).toEqual([
      'other: names no Meta',
    ]);
  });

  test('a Meta nobody declared', () => {
    expect(faultsOf({ ...good, id: 'other', path: '/api/stores/other', meta: 'stores.store.eat' })).toEqual([
      'other: Meta stores.store.eat is not in the catalogue',
    ]);
  });

  test('an operation id given twice', () => {
    expect(faultsOf({ ...good, path: '/api/stores/other' })).toEqual(['listThings: the operation id is used twice']);
  });

  test('a route declared twice', () => {
    expect(faultsOf({ ...good, id: 'other' })).toEqual(['other: get /api/stores/things is declared twice']);
  });

  test('an example that its schema refuses', () => {
    expect(() => exampleResponse({ ...good, response: z.object({ a: z.string() }) })).toThrow();
    expect(() => exampleRequest({ ...good, query: z.strictObject({}), examples: { query: { a: '1' } } })).toThrow();
  });
});
