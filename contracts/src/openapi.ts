import type { z } from 'zod';
import { ScimError } from './access/scim.record.ts';
import { allEndpoints, allMetas } from './catalogue.ts';
import { BODY_BYTES, fillPath, isCommand, successStatus, type Endpoint } from './endpoint.ts';
import { commandErrors, commonErrors, errors, Problem, type ErrorCode } from './errors.ts';
import { schemaCollector, type Json } from './openapi-schemas.ts';
import { sharedParts } from './openapi-shared.ts';
import { systems } from './systems.ts';

/** What the document says about the installation that serves it. */
export interface OpenApiOptions {
  /** Address people use, without a trailing slash. */
  readonly serverUrl: string;
  readonly version: string;
}

type Convert = ReturnType<typeof schemaCollector>['convert'];

const saysSomething = (schema: Json | undefined): boolean =>
  schema !== undefined && ['type', '$ref', 'anyOf', 'enum', 'const'].some((key) => key in schema);

/** Parameters of one place; what a transform hides on the input side is read from the output side. */
function parametersIn(
  where: 'path' | 'query',
  schema: z.ZodObject,
  examples: Json | undefined,
  convert: Convert,
): Json[] {
  const input = convert(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  const output = convert(schema, 'output') as { properties?: Record<string, Json> };
  return Object.entries(input.properties ?? {}).map(([name, wanted]) => {
    const { description, ...shape } = {
      ...(saysSomething(wanted) ? wanted : (output.properties?.[name] ?? wanted)),
    } as Json;
    const about = description ?? wanted['description'];
    return {
      name,
      in: where,
      required: where === 'path' || (input.required ?? []).includes(name),
      ...(about ? { description: about } : {}),
      schema: shape,
      ...(examples?.[name] === undefined ? {} : { example: examples[name] }),
    };
  });
}

const headerParameters = (endpoint: Endpoint): Json[] => [
  ...(isCommand(endpoint) && !endpoint.media ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(endpoint.ifMatch ? [{ $ref: '#/components/parameters/IfMatch' }] : []),
  ...(endpoint.media && isCommand(endpoint) && endpoint.params
    ? [{ $ref: '#/components/parameters/ScimIfMatch' }]
    : []),
  ...(endpoint.etag ? [{ $ref: '#/components/parameters/IfNoneMatch' }] : []),
  { $ref: '#/components/parameters/AuthzVersion' },
];

/** Every refusal an endpoint can give. */
function refusalCodes(endpoint: Endpoint): ReadonlySet<ErrorCode> {
  const codes = new Set<ErrorCode>([
    ...commonErrors,
    ...(isCommand(endpoint) ? commandErrors : []),
    ...endpoint.errors,
  ]);
  if (endpoint.meta === null && !endpoint.errors.includes('permission_missing')) codes.delete('permission_missing');
  if (endpoint.media) for (const code of KEY_ERRORS) codes.delete(code);
  return codes;
}

/** Refusals about the idempotency key, which not every medium has. */
const KEY_ERRORS: readonly ErrorCode[] = ['idempotency_key_required', 'request_id_reused', 'request_in_progress'];

const typeOf = ({ media }: Endpoint): string => (media === 'scim' ? 'application/scim+json' : 'application/json');

const statusOf = ({ media }: Endpoint, code: ErrorCode): number => {
  const { status } = errors[code];
  // RFC 7644 knows no 422.
  return media === 'scim' && status === 422 ? 400 : status;
};

const refusalContent = ({ media }: Endpoint, group: readonly ErrorCode[]): Json =>
  media === 'scim'
    ? { 'application/scim+json': { schema: { $ref: '#/components/schemas/ScimError' } } }
    : {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(group.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
        },
      };

function refusals(endpoint: Endpoint): Json {
  const byStatus = Map.groupBy(refusalCodes(endpoint), (code) => statusOf(endpoint, code));
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group
          .map((code) => `\`${code}\` ${errors[code].title.zh} / ${errors[code].title.en}`)
          .join('\n\n'),
        content: refusalContent(endpoint, group),
      },
    ]),
  );
}

function success(endpoint: Endpoint, convert: Convert): Json {
  const status = successStatus(endpoint);
  const headers = {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...(endpoint.etag ? { ETag: { $ref: '#/components/headers/EntityTag' } } : {}),
    ...(isCommand(endpoint) && !endpoint.media
      ? {
          'Idempotent-Replayed': { $ref: '#/components/headers/Replayed' },
          'Authz-Version': { $ref: '#/components/headers/AuthzVersion' },
        }
      : {}),
  };
  const content = endpoint.response
    ? {
        content: {
          [endpoint.stream ? 'text/event-stream' : typeOf(endpoint)]: {
            schema: convert(endpoint.response, 'output'),
            example: endpoint.examples.response,
          },
        },
      }
    : {};
  const unchanged = endpoint.etag
    ? { '304': { description: '没有变化 / Not changed since the given entity tag' } }
    : {};
  return { [String(status)]: { description: '成功 / Success', headers, ...content }, ...unchanged };
}

const describe = (endpoint: Endpoint): string => {
  const meta = endpoint.meta === null ? undefined : allMetas[endpoint.meta];
  const need = meta
    ? `权限 / Permission: \`${endpoint.meta}\` ${meta.zh} / ${meta.en}`
    : '已登录即可 / Any signed-in caller';
  const address = `\`${endpoint.method.toUpperCase()} ${fillPath(endpoint.path, endpoint.examples.params)}\``;
  return `${need}\n\n例 / Example: ${address}`;
};

const bodySize = ({ maxBodyBytes }: Endpoint): string => {
  const usual = BODY_BYTES / 2 ** 20;
  if (maxBodyBytes === undefined) return `最大 ${usual} MB / At most ${usual} MB`;
  const most = maxBodyBytes / 2 ** 20;
  return `最大 ${most} MB（权限范围不是全公司时 ${usual} MB） / At most ${most} MB; ${usual} MB unless the permission is held for the whole company`;
};

const metaExtension = (endpoint: Endpoint): Json | null => {
  const meta = endpoint.meta === null ? undefined : allMetas[endpoint.meta];
  return meta ? { code: endpoint.meta, name: { zh: meta.zh, en: meta.en }, risk: meta.risk } : null;
};

function operation(endpoint: Endpoint, convert: Convert): Json {
  const { params, query, body, examples } = endpoint;
  const parameters = [
    ...(params ? parametersIn('path', params, examples.params, convert) : []),
    ...(query ? parametersIn('query', query, examples.query, convert) : []),
    ...headerParameters(endpoint),
  ];
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    description: describe(endpoint),
    tags: [...endpoint.tags],
    'x-eoms-meta': metaExtension(endpoint),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? {
          requestBody: {
            description: bodySize(endpoint),
            required: true,
            content: { [typeOf(endpoint)]: { schema: convert(body, 'input'), example: examples.body } },
          },
        }
      : {}),
    responses: { ...success(endpoint, convert), ...refusals(endpoint) },
  };
}

const problemExample = (code: ErrorCode): Json => {
  const { status, title, next } = errors[code];
  const value = {
    type: `urn:eoms:problem:${code}`,
    title: title.zh,
    status,
    code,
    requestId: '0b8f7c8e-6a55-4a53-9f0e-1c1d3a9f5d11',
    messages: title,
    next,
  };
  return { summary: `${title.zh} / ${title.en}`, value };
};

const tagTitle = (tag: string): string => {
  const title = Object.hasOwn(systems, tag) ? systems[tag as keyof typeof systems] : { zh: '门户', en: 'Portal' };
  return `${title.zh} / ${title.en}`;
};

/** The OpenAPI 3.1 document of the given endpoints (default: all); every operation names its Meta in `x-eoms-meta`. */
export function openApiDocument(options: OpenApiOptions, endpoints: readonly Endpoint[] = allEndpoints): Json {
  const { components, convert } = schemaCollector();
  convert(Problem, 'output');
  if (endpoints.some(({ media }) => media === 'scim')) convert(ScimError, 'output');
  const paths: Record<string, Json> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint, convert) };
  }
  // SCIM refuses in a shape of its own.
  const problems = endpoints.filter(({ media }) => media !== 'scim');
  const codes = new Set(problems.flatMap((endpoint) => [...refusalCodes(endpoint)]));
  const tags = [...new Set(endpoints.flatMap(({ tags: names }) => names))];
  return {
    openapi: '3.1.1',
    info: {
      title: 'EOMS',
      version: options.version,
      summary: '运营门户接口 / API of the operations portal',
      description:
        '每个命令都需要 Idempotency-Key；错误回答为 RFC 9457 problem+json。 / Every command needs an Idempotency-Key; refusals are RFC 9457 problem+json.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: options.serverUrl }],
    tags: tags.map((name) => ({ name, description: tagTitle(name) })),
    security: [{ dpop: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).toSorted(([left], [right]) => left.localeCompare(right))),
      examples: Object.fromEntries([...codes].toSorted().map((code) => [code, problemExample(code)])),
      ...sharedParts,
    },
  };
}
