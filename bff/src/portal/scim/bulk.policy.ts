import { isObject, type Doc } from './resolve.policy.ts';
import { invalidSyntax, tooMany } from './scim-error.policy.ts';

/** Operations of one bulk request at most. */
export const MOST_OPERATIONS = 200;

/** One operation of a bulk request (RFC 7644 section 3.7). */
export interface BulkOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly bulkId: string | null;
  readonly version: string | null;
  readonly data: Doc;
}

/** A bulk request. */
export interface BulkRequest {
  readonly operations: readonly BulkOperation[];
  /** After how many failures the rest is left; infinite for never. */
  readonly failOnErrors: number;
}

const METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function readOperation(given: unknown): BulkOperation {
  if (!isObject(given)) throw invalidSyntax('each operation must be an object');
  const fields = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const method = textOf(fields['method'])?.toUpperCase() ?? '';
  const path = textOf(fields['path']);
  const bulkId = textOf(fields['bulkid']);
  if (!METHODS.has(method)) throw invalidSyntax('method must be POST, PUT, PATCH or DELETE');
  if (path === null) throw invalidSyntax('each operation needs a path');
  if (method === 'POST' && bulkId === null) throw invalidSyntax('a POST needs a bulkId');
  const data = fields['data'] ?? {};
  if (!isObject(data)) throw invalidSyntax('data must be an object');
  return { method: method as BulkOperation['method'], path, bulkId, version: textOf(fields['version']), data };
}

/** Reads a bulk request. @throws ScimFault `scim_invalid_syntax`, `scim_too_many` */
export function readBulk(body: Doc): BulkRequest {
  const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const list = fields['operations'];
  if (!Array.isArray(list)) throw invalidSyntax('Operations must be a list');
  if (list.length > MOST_OPERATIONS) throw tooMany(`more than ${MOST_OPERATIONS} operations`);
  const failOnErrors = fields['failonerrors'] ?? null;
  if (failOnErrors !== null && (!Number.isSafeInteger(failOnErrors) || (failOnErrors as number) < 1))
    throw invalidSyntax('failOnErrors must be a whole number from 1');
  const operations = list.map((each: unknown) => readOperation(each));
  const ids = operations.flatMap(({ bulkId }) => bulkId ?? []);
  if (new Set(ids).size !== ids.length) throw invalidSyntax('a bulkId is used twice');
  return { operations, failOnErrors: (failOnErrors as number | null) ?? Number.POSITIVE_INFINITY };
}

const REFERENCE = /^bulkId:(.+)$/i;

/** Names in a value that stand for resources which other operations make. */
export function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return [REFERENCE.exec(value)?.[1] ?? []].flat();
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** The value with the ids of the resources that were made. */
export function withIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(REFERENCE.exec(value)?.[1] ?? '') ?? value;
  if (Array.isArray(value)) return value.map((each: unknown) => withIds(each, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withIds(each, ids)]));
}

/** Segments of an operation's path: kind of resource, and id where there is one. */
export function targetOf(path: string): { readonly endpoint: string; readonly id: string | null } {
  const [, endpoint = '', id, ...more] = path.split('/');
  if (!path.startsWith('/') || more.length > 0) throw invalidSyntax(`${path} is no path of a resource`);
  return { endpoint: `/${endpoint}`, id: id === undefined || id === '' ? null : decodeURIComponent(id) };
}
