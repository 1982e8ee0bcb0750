import { z } from 'zod';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { AppError, type RefusedValue } from '../errors.ts';
import { describeIssue, fieldMessage } from './field-messages.ts';

/** Part of a request that is refused as a whole with one code. */
type Part = 'params' | 'query' | 'body';

const MOST_ERRORS = 50;
const LONGEST_KEY = 100;
const nothing = z.strictObject({});

const pointerTo = (part: Part | 'headers', path: readonly PropertyKey[]): string =>
  ['#', part, ...path.map((key) => String(key).slice(0, LONGEST_KEY).replaceAll('~', '~0').replaceAll('/', '~1'))].join(
    '/',
  );

/** JSON pointers a zod issue is about: one for each unknown key, else the value itself. */
function* refusals(part: Part, issue: z.core.$ZodIssue): Generator<RefusedValue> {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      yield {
        pointer: pointerTo(part, [...issue.path, key]),
        code: 'unknown_field',
        messages: fieldMessage('unknown_field'),
      };
    }
    return;
  }
  if (part === 'body' && issue.path.length === 0 && issue.code === 'invalid_type') {
    yield { pointer: pointerTo(part, []), code: 'body_not_object', messages: fieldMessage('body_not_object') };
    return;
  }
  // A union names the refusals of its closest variant; without one the union as a whole is refused.
  const inner =
    issue.code === 'invalid_union'
      ? issue.errors.find((variant) => variant.some((each) => each.path.length > 0))
      : undefined;
  if (inner) for (const each of inner) yield* refusals(part, { ...each, path: [...issue.path, ...each.path] });
  else yield { pointer: pointerTo(part, issue.path), ...describeIssue(issue) };
}

function listRefusals(part: Part, issues: readonly z.core.$ZodIssue[]): RefusedValue[] {
  const found = new Map<string, RefusedValue>();
  for (const issue of issues) {
    for (const refusal of refusals(part, issue)) {
      const key = `${refusal.pointer} ${refusal.code}`;
      if (!found.has(key)) found.set(key, refusal);
      if (found.size >= MOST_ERRORS) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Walks without recursion, so that no depth of nesting can exhaust the stack. */
function brokenText(value: unknown): PropertyKey[] | undefined {
  const open: { at: PropertyKey[]; value: unknown }[] = [{ at: [], value }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value === 'string' && !next.value.isWellFormed()) return next.at;
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [key, child] of Object.entries(next.value)) {
      if (!key.isWellFormed()) return next.at;
      open.push({ at: [...next.at, key], value: child });
    }
  }
  return undefined;
}

function parsePart(part: Part, schema: z.ZodObject, value: unknown): unknown {
  const parsed = schema.safeParse(value, { reportInput: true });
  const code = part === 'body' ? 'validation_failed' : 'invalid_parameter';
  if (!parsed.success) throw new AppError(code, { errors: listRefusals(part, parsed.error.issues) });
  const broken = brokenText(parsed.data);
  if (broken) {
    throw new AppError(code, {
      errors: [{ pointer: pointerTo(part, broken), code: 'text_malformed', messages: fieldMessage('text_malformed') }],
    });
  }
  return parsed.data;
}

/** Params and query as the contract wants them. @throws AppError `invalid_parameter` naming each refused value. */
export const parseAddress = (
  endpoint: Endpoint,
  params: unknown,
  query: unknown,
): { params?: unknown; query?: unknown } => ({
  ...(endpoint.params ? { params: parsePart('params', endpoint.params, params) } : {}),
  ...parseQuery(endpoint, query),
});

function parseQuery(endpoint: Endpoint, query: unknown): { query?: unknown } {
  const parsed = parsePart('query', endpoint.query ?? nothing, query);
  return endpoint.query ? { query: parsed } : {};
}

/** Body as the contract wants it; an absent body counts as `{}`. @throws AppError `validation_failed` naming each refused value. */
export function parseBody(endpoint: Endpoint, body: unknown): { body?: unknown } {
  const parsed = parsePart('body', endpoint.body ?? nothing, body === undefined ? {} : body);
  return endpoint.body ? { body: parsed } : {};
}

/**
 * Version of an `If-Match` header: `"3"` or a whole entity tag of EOMS (`"3-1f0a…"`).
 * @throws AppError `precondition_required` when absent, `invalid_parameter` when malformed.
 */
export function parseIfMatch(header: string | undefined): number {
  if (header === undefined || header.trim() === '') throw new AppError('precondition_required');
  const version = Number(/^"([1-9]\d{0,14})(?:-[\w-]{1,64})?"$/.exec(header.trim())?.[1]);
  if (!Number.isSafeInteger(version)) {
    throw new AppError('invalid_parameter', {
      errors: [
        {
          pointer: pointerTo('headers', ['If-Match']),
          code: 'version_format',
          messages: fieldMessage('version_format'),
        },
      ],
    });
  }
  return version;
}
