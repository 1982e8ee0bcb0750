import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { allEndpoints, allMetas } from './catalogue.ts';
import { isCommand } from './endpoint.ts';
import { openApiDocument } from './openapi.ts';

type Operation = Record<string, unknown> & {
  responses: Record<string, { description: string }>;
  parameters?: { name?: string; $ref?: string }[];
};

const document = openApiDocument({ serverUrl: 'http://localhost:4300', version: '1.0.0' }) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
const operationOf = (id: string): Operation => operations.find((each) => each['operationId'] === id)!;

describe('openApiDocument', () => {
  test('is a valid OpenAPI 3.1 document', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('has one operation for each endpoint, with summary, tags, examples and its Meta', () => {
    expect(operations).toHaveLength(allEndpoints.length);
    for (const endpoint of allEndpoints) {
      const operation = operationOf(endpoint.id);
      expect(operation['summary']).toBe(endpoint.summary);
      expect(operation['tags']).toEqual(endpoint.tags);
      const meta = operation['x-eoms-meta'] as { code: string; name: unknown } | null;
      expect(meta?.code ?? null).toBe(endpoint.meta);
      if (endpoint.meta)
        expect(meta?.name).toEqual({ zh: allMetas[endpoint.meta]!.zh, en: allMetas[endpoint.meta]!.en });
      if (endpoint.response)
        expect(JSON.stringify(operation.responses)).toContain(JSON.stringify(endpoint.examples.response));
    }
  });

  test.each(allEndpoints.map((endpoint) => [endpoint.id, endpoint] as const))(
    '%s lists every refusal by status',
    (_id, endpoint) => {
      const { responses, parameters = [] } = operationOf(endpoint.id);
      const text = JSON.stringify(responses);
      // SCIM has refusals of its own shape, no 422 and no key (RFC 7644).
      const plain = endpoint.media === undefined;
      for (const code of endpoint.errors)
        expect(text).toContain(plain ? `#/components/examples/${code}` : `\`${code}\``);
      for (const status of isCommand(endpoint)
        ? ['400', '401', '413', '415', '429', '500', '503', ...(plain ? ['409', '422'] : [])]
        : ['400', '401', '429', '500', '503']) {
        expect(Object.keys(responses)).toContain(status);
      }
      expect(Object.keys(responses).includes('403')).toBe(true);
      expect(text.includes('/ScimError')).toBe(!plain);
      expect(parameters.some(({ $ref }) => $ref === '#/components/parameters/IdempotencyKey')).toBe(
        isCommand(endpoint) && plain,
      );
      expect(parameters.some(({ $ref }) => $ref === '#/components/parameters/IfMatch')).toBe(endpoint.ifMatch === true);
      // A change of one SCIM resource may say which version it was made on.
      const changesResource = isCommand(endpoint) && !plain && endpoint.params !== undefined;
      expect(parameters.some(({ $ref }) => $ref === '#/components/parameters/ScimIfMatch')).toBe(changesResource);
      expect(parameters).toContainEqual({ $ref: '#/components/parameters/AuthzVersion' });
      expect(text.includes('#/components/headers/AuthzVersion')).toBe(isCommand(endpoint) && plain);
    },
  );

  test('named schemas are components and every reference resolves', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Store', 'Ticket', 'Problem', 'MenuNode', 'Bootstrap']),
    );
    for (const [, pointer] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer!
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document);
      expect(found, pointer).toBeDefined();
    }
  });

  test('an endpoint that service clients may not use says so, though it needs no Meta', () => {
    expect(JSON.stringify(operationOf('streamEvents').responses)).toContain('#/components/examples/permission_missing');
    expect(JSON.stringify(operationOf('getBootstrap').responses)).not.toContain('permission_missing');
  });

  test('every body says how large it may be', () => {
    const sizeOf = (id: string) => (operationOf(id)['requestBody'] as { description: string }).description;
    expect(sizeOf('startSync')).toBe('最大 1 MB / At most 1 MB');
    expect(sizeOf('importCsv')).toMatch(/最大 32 MB.*At most 32 MB; 1 MB unless/);
  });

  test('repeatable query values are lists', () => {
    const state = operationOf('listTickets').parameters!.find(({ name }) => name === 'state') as {
      schema: { type: string };
    };
    expect(state.schema.type).toBe('array');
  });
});
