import {
  isCommand,
  successStatus,
  type ClientOutput,
  type Endpoint,
  type HandlerInput,
} from '@eoms/contracts/endpoint';
import type { ErrorCode, Problem } from '@eoms/contracts/errors';
import { exampleProblem, exampleResponse } from '@eoms/contracts/fake';
import { http, HttpResponse, type HttpHandler } from 'msw/http';
import type { z } from 'zod';

/** A refusal the fake BFF answers; made by {@link problem}. */
export interface FakeProblem {
  readonly refusal: Problem;
}

/** A refusal of the catalogue, for `bff.on`. */
export const problem = (code: ErrorCode, details: Partial<Problem> = {}): FakeProblem => ({
  refusal: exampleProblem(code, details),
});

/** Answers as though the network were gone, for `bff.on`. */
export const noNetwork = Symbol('no network');

/** What `bff.on` may answer; undefined where the contract answers nothing. */
export type FakeAnswer<E extends Endpoint> = ClientOutput<E> | FakeProblem | typeof noNetwork;

/** One request the fake BFF took, already checked by the contract. */
export type FakeCall<E extends Endpoint> = HandlerInput<E> & {
  readonly requestId: string | null;
  readonly headers: Headers;
};

type FakeHandler<E extends Endpoint> = (input: FakeCall<E>) => FakeAnswer<E> | Promise<FakeAnswer<E>>;

/** A BFF for pages without a server: answers the contracts' examples until told otherwise. */
export interface FakeBff {
  /** Answers an endpoint by a value or a function from now on. */
  on<E extends Endpoint>(endpoint: E, answer: FakeAnswer<E> | FakeHandler<E>): void;
  /** Requests an endpoint has taken, oldest first. */
  calls<E extends Endpoint>(endpoint: E): readonly FakeCall<E>[];
  /** Forgets answers, requests and faults. */
  reset(): void;
  /** What pages did that a real BFF would not forgive: unknown address, broken request, missing key; empty is good. */
  readonly faults: readonly string[];
  readonly handlers: readonly HttpHandler[];
}

interface Memory {
  readonly answers: Map<string, FakeHandler<Endpoint>>;
  readonly calls: Map<string, FakeCall<Endpoint>[]>;
  readonly done: Map<string, { body: string; answer: unknown }>;
  readonly faults: string[];
}

function queryOf(url: URL): Record<string, string | string[]> {
  const names = new Set(url.searchParams.keys());
  return Object.fromEntries(
    [...names]
      .map((name) => [name, url.searchParams.getAll(name)])
      .map(([name, all]) => [name, all?.length === 1 ? all[0] : all]),
  );
}

const refuse = ({ refusal }: FakeProblem): Response =>
  HttpResponse.json(refusal, { status: refusal.status, headers: { 'Content-Type': 'application/problem+json' } });

const ifMatchOf = (headers: Headers): number | undefined => {
  const version = Number(headers.get('If-Match')?.replaceAll('"', ''));
  return Number.isInteger(version) && version > 0 ? version : undefined;
};

/** Reads a request by its contract; a text says what the contract does not allow. */
async function readRequest(
  endpoint: Endpoint,
  request: Request,
  params: Record<string, unknown>,
): Promise<FakeCall<Endpoint> | string> {
  const url = new URL(request.url);
  const parts: [string, z.ZodType | undefined, unknown][] = [
    ['params', endpoint.params, params],
    ['query', endpoint.query, queryOf(url)],
    ['body', endpoint.body, endpoint.body ? await request.json().catch(() => undefined) : undefined],
  ];
  const input: Record<string, unknown> = {
    requestId: request.headers.get('Idempotency-Key'),
    headers: request.headers,
  };
  for (const [name, schema, value] of parts) {
    const parsed = schema?.safeParse(value);
    if (parsed && !parsed.success)
      return `${name}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`;
    if (parsed) input[name] = parsed.data;
  }
  if (isCommand(endpoint) && !input.requestId) return 'the Idempotency-Key is missing';
  if (endpoint.ifMatch) {
    input.ifMatch = ifMatchOf(request.headers);
    if (input.ifMatch === undefined) return 'If-Match is missing';
  }
  return input as unknown as FakeCall<Endpoint>;
}

async function answerOf(memory: Memory, endpoint: Endpoint, input: FakeCall<Endpoint>): Promise<unknown> {
  const { requestId } = input;
  const body = JSON.stringify({ ...input, headers: undefined, requestId: undefined });
  const stored = requestId === null ? undefined : memory.done.get(requestId);
  if (stored) return stored.body === body ? stored.answer : problem('request_id_reused');
  const answer = await (memory.answers.get(endpoint.id) ?? (() => exampleResponse(endpoint)))(input);
  const isDone = !isRefusal(answer) && answer !== noNetwork;
  if (isDone && requestId !== null) memory.done.set(requestId, { body, answer });
  return answer;
}

const isRefusal = (answer: unknown): answer is FakeProblem =>
  typeof answer === 'object' && answer !== null && 'refusal' in answer;

function handlerOf(memory: Memory, endpoint: Endpoint): HttpHandler {
  return http[endpoint.method](`${location.origin}${endpoint.path}`, async ({ request, params }) => {
    const input = await readRequest(endpoint, request.clone(), params);
    if (typeof input === 'string') {
      memory.faults.push(`${endpoint.id}: ${input}`);
      return refuse(problem(endpoint.body ? 'validation_failed' : 'invalid_parameter', { detail: input }));
    }
    memory.calls.set(endpoint.id, [...(memory.calls.get(endpoint.id) ?? []), input]);
    const answer = await answerOf(memory, endpoint, input);
    if (answer === noNetwork) return HttpResponse.error();
    if (isRefusal(answer)) return refuse(answer);
    const status = successStatus(endpoint);
    if (!endpoint.response) return new HttpResponse(null, { status });
    const checked = endpoint.response.safeParse(answer);
    if (!checked.success)
      memory.faults.push(`${endpoint.id}: the fake answer is not what the contract says: ${checked.error.message}`);
    return HttpResponse.json(answer as never, { status });
  });
}

/** A fake BFF without a transport; `fakeBff` (tests) and `startFakeBff` (browser) give it one. */
export function createFakeBff(endpoints: readonly Endpoint[]): FakeBff {
  const memory: Memory = { answers: new Map(), calls: new Map(), done: new Map(), faults: [] };
  const unknown = http.all(`${location.origin}/api/*`, ({ request }) => {
    memory.faults.push(`${request.method} ${new URL(request.url).pathname}: no contract has this address`);
    return refuse(problem('not_found'));
  });
  // Fixed paths before those with parameters, as a router would match them.
  const ordered = endpoints.toSorted((a, b) => Number(a.path.includes(':')) - Number(b.path.includes(':')));
  return {
    on: (endpoint, answer) => {
      const handler = typeof answer === 'function' ? answer : () => answer;
      memory.answers.set(endpoint.id, handler as FakeHandler<Endpoint>);
    },
    calls: <E extends Endpoint>(endpoint: E) => (memory.calls.get(endpoint.id) ?? []) as unknown as FakeCall<E>[],
    reset: () => {
      for (const part of [memory.answers, memory.calls, memory.done]) part.clear();
      memory.faults.length = 0;
    },
    faults: memory.faults,
    handlers: [...ordered.map((endpoint) => handlerOf(memory, endpoint)), unknown],
  };
}
