import { scimUrns } from '@eoms/contracts/access/scim.record';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { toRefusal } from '../../http/error-handler.ts';
import { scimStatus, toScimError } from '../../http/scim.ts';
import { readBulk, referencesIn, targetOf, withIds, type BulkOperation } from './bulk.policy.ts';
import type { Doc } from './resolve.policy.ts';
import { invalidSyntax, invalidValue } from './scim-error.policy.ts';
import { refusing } from './scim-reads.service.ts';
import type { ScimChange } from './scim-users.service.ts';

/** Changes of one kind of resource. */
export interface Writer {
  create(context: Context, body: Doc, projection: ScimChange['projection']): Promise<Doc>;
  replace(context: Context, change: ScimChange): Promise<Doc>;
  patch(context: Context, change: ScimChange): Promise<Doc>;
  remove(context: Context, change: Pick<ScimChange, 'id' | 'ifMatch'>): Promise<void>;
}

/** Writers by the endpoint of their resources, such as `/Users`. */
export type Writers = Readonly<Record<string, Writer>>;

/** What came of one operation. */
interface Outcome {
  readonly method: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: Record<string, unknown>;
}

const WHOLE = { attributes: [], excludedAttributes: [] };

const writerOf = (writers: Writers, endpoint: string): Writer => {
  const name = Object.keys(writers).find((known) => known.toLowerCase() === endpoint.toLowerCase());
  const writer = name === undefined ? undefined : writers[name];
  if (!writer) throw new AppError('not_found');
  return writer;
};

async function perform(
  writers: Writers,
  context: Context,
  { method, path, data, version }: BulkOperation,
): Promise<{ doc: Doc | null; status: string }> {
  const { endpoint, id } = targetOf(path);
  const writer = writerOf(writers, endpoint);
  if (method === 'POST') {
    if (id !== null) throw invalidSyntax('a POST names no resource');
    return { doc: await writer.create(context, data, WHOLE), status: '201' };
  }
  if (id === null) throw invalidSyntax(`${method} needs the id of a resource in its path`);
  const change = { id, ifMatch: version, projection: WHOLE };
  if (method === 'DELETE') {
    await writer.remove(context, change);
    return { doc: null, status: '204' };
  }
  const write = method === 'PUT' ? writer.replace : writer.patch;
  return { doc: await write(context, { ...change, body: data }), status: '200' };
}

const metaOf = (doc: Doc | null) => (doc?.['meta'] ?? {}) as { location?: string; version?: string };

async function outcomeOf(
  writers: Writers,
  context: Context,
  operation: BulkOperation,
  ids: Map<string, string>,
): Promise<Outcome> {
  const { method, bulkId } = operation;
  const named = { method, ...(bulkId === null ? {} : { bulkId }) };
  try {
    const resolved = withIds(operation.data, ids) as Doc;
    const path = operation.path.replace(/bulkId:([^/]+)/gi, (whole, name: string) => ids.get(name) ?? whole);
    if (referencesIn([resolved, ...path.split('/')]).length > 0)
      throw invalidValue('it refers to a resource that was not made');
    const { doc, status } = await refusing(() => perform(writers, context, { ...operation, path, data: resolved }));
    if (bulkId !== null && doc) ids.set(bulkId, String(doc['id']));
    const { location, version } = metaOf(doc);
    return { ...named, ...(location ? { location } : {}), ...(version ? { version } : {}), status };
  } catch (error) {
    const refusal = toRefusal(await refusing(() => Promise.reject(error as Error)).catch((known: unknown) => known));
    if (refusal.code === 'internal') context.log.error({ kind: (error as Error).name }, 'a bulk operation failed');
    return { ...named, status: String(scimStatus(refusal)), response: { ...toScimError(refusal) } };
  }
}

/** The next operation whose references are there; of a circle the first one, which will be refused. */
function nextOf(open: readonly number[], operations: readonly BulkOperation[], made: ReadonlySet<string>): number {
  const ready = open.find((index) => {
    const { data, path } = operations[index] as BulkOperation;
    return referencesIn([data, ...path.split('/')]).every((name) => made.has(name));
  });
  return ready ?? (open[0] as number);
}

/**
 * Performs the operations of a bulk request, each in a transaction of its own, in their order as far as their references allow.
 * @throws ScimFault
 */
export async function performBulk(writers: Writers, context: Context, body: Doc) {
  const { operations, failOnErrors } = readBulk(body);
  const outcomes = new Map<number, Outcome>();
  const ids = new Map<string, string>();
  const tried = new Set<string>();
  let open = operations.map((_operation, index) => index);
  for (let failures = 0; open.length > 0 && failures < failOnErrors;) {
    const index = nextOf(open, operations, tried);
    const operation = operations[index] as BulkOperation;
    const outcome = await outcomeOf(writers, context, operation, ids);
    outcomes.set(index, outcome);
    if (operation.bulkId !== null) tried.add(operation.bulkId);
    if (Number(outcome.status) >= 400) failures += 1;
    open = open.filter((each) => each !== index);
  }
  return {
    schemas: [scimUrns.bulkResponse],
    Operations: operations.flatMap((_operation, index) => outcomes.get(index) ?? []),
  };
}
