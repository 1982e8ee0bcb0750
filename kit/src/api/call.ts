import { fillPath, isCommand, type ClientInput, type ClientOutput, type Endpoint } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';
import { portal } from '../portal.ts';
import { NetworkError, ProblemError, problemWithoutBody } from './errors.ts';
import { getSession } from './session.ts';

type PartsOf<E extends Endpoint> = ClientInput<E>;

/** What a caller passes: the parts the endpoint declares; the query may be left out. */
export type CallInput<E extends Endpoint> = Omit<PartsOf<E>, 'query'> &
  Partial<Pick<PartsOf<E>, Extract<keyof PartsOf<E>, 'query'>>>;

/** Options of one call. */
export interface CallOptions {
  /** `Idempotency-Key` of a command: repeat it to send the same attempt again; fresh when left out. */
  readonly requestId?: string;
  /** Gives the request up; `call` then rejects with the signal's `AbortError`. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for an answer; 15,000 unless told. */
  readonly timeout?: number;
}

/** Arguments after the endpoint; the input may be left out when nothing in it is required. */
export type CallArguments<E extends Endpoint> =
  Partial<CallInput<E>> extends CallInput<E>
    ? [input?: CallInput<E>, options?: CallOptions]
    : [input: CallInput<E>, options?: CallOptions];

const TIMEOUT_MS = 15_000;
const EXPIRED = new Set(['signed_out', 'invalid_token', 'session_ended']);
const STALE_PROOF = new Set(['invalid_proof', 'proof_nonce_required']);
const PASSING = new Set([502, 503, 504]);

let retryDelays: readonly number[] = [300, 900];

/** Sets the pauses in milliseconds before each repetition of a failed GET; an empty list repeats nothing. */
export const setRetryDelays = (delays: readonly number[]): void => {
  retryDelays = delays;
};

const AUTHZ_VERSION = 'Authz-Version';

let authzVersion = 0;

/** A command says which state of permissions it left behind; later answers of any instance must be at least as new. */
function learnVersion(headers: Headers): void {
  const version = Number(headers.get(AUTHZ_VERSION) ?? Number.NaN);
  if (Number.isSafeInteger(version) && version > authzVersion) authzVersion = version;
}

/** A fresh `Idempotency-Key`. */
export const newRequestId = (): string => crypto.randomUUID();

interface Prepared {
  readonly url: string;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | undefined;
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

type LooseInput = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  ifMatch?: number;
};

function addressOf(path: string, input: LooseInput): string {
  const url = new URL(fillPath(path, input.params), location.origin);
  for (const [name, value] of Object.entries(input.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') url.searchParams.append(name, String(one));
    }
  }
  return url.href;
}

function prepare(endpoint: Endpoint, input: LooseInput, options: CallOptions): Prepared {
  const headers = new Map([['Accept', 'application/json']]);
  headers.set('Accept-Language', portal.getState().locale);
  if (isCommand(endpoint)) headers.set('Idempotency-Key', options.requestId ?? newRequestId());
  if (endpoint.ifMatch && input.ifMatch !== undefined) headers.set('If-Match', `"${input.ifMatch}"`);
  if (input.body !== undefined) headers.set('Content-Type', 'application/json');
  return {
    url: addressOf(endpoint.path, input),
    method: endpoint.method.toUpperCase(),
    headers,
    body: input.body === undefined ? undefined : JSON.stringify(input.body),
    timeout: options.timeout ?? TIMEOUT_MS,
    signal: options.signal,
  };
}

async function send(request: Prepared): Promise<Response> {
  const headers = new Headers(await getSession()?.authorize(request.url, request.method));
  for (const [name, value] of request.headers) headers.set(name, value);
  if (authzVersion > 0) headers.set(AUTHZ_VERSION, String(authzVersion));
  const timeout = AbortSignal.timeout(request.timeout);
  const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  try {
    const body = request.body === undefined ? {} : { body: request.body };
    const response = await fetch(request.url, { method: request.method, headers, signal, ...body });
    getSession()?.answered?.(response.headers);
    learnVersion(response.headers);
    return response;
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    throw new NetworkError(timeout.aborted ? 'timeout' : 'offline', error);
  }
}

async function refusal(response: Response): Promise<ProblemError> {
  const requestId = response.headers.get('X-Request-Id') ?? '';
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const problem = await response.json().then(
    (body: Partial<Problem> | null) =>
      body?.code && body.messages ? (body as Problem) : problemWithoutBody(response.status, requestId),
    () => problemWithoutBody(response.status, requestId),
  );
  return new ProblemError(problem, Number.isFinite(seconds) ? seconds : null);
}

/** Sends; on 401 renews proof or session once each and sends the very same request again. */
async function exchange(request: Prepared): Promise<Response> {
  // By code: a renewed token may then meet an ended session, which only the person can mend.
  const spent = new Set<string>();
  for (;;) {
    const response = await send(request);
    if (response.ok) return response;
    const problem = await refusal(response);
    const { code } = problem.problem;
    const session = getSession();
    const remedy = STALE_PROOF.has(code) ? 'proof' : EXPIRED.has(code) ? 'session' : null;
    if (!session || !remedy || spent.has(code)) throw problem;
    spent.add(code);
    // A person who gives up signing in again gets the refusal itself, not the reason why the dialog closed.
    if (remedy === 'session') await session.expired(code).catch(() => Promise.reject(problem));
    request.signal?.throwIfAborted();
  }
}

const isPassing = (error: unknown): boolean =>
  (error instanceof NetworkError && error.kind === 'offline') ||
  (error instanceof ProblemError && PASSING.has(error.problem.status));

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });

async function withRetries(endpoint: Endpoint, request: Prepared): Promise<Response> {
  for (const delay of isCommand(endpoint) ? [] : retryDelays) {
    try {
      return await exchange(request);
    } catch (error) {
      if (!isPassing(error)) throw error;
      await pause(delay, request.signal);
    }
  }
  return exchange(request);
}

/**
 * Calls one endpoint of the BFF with the session of the tab.
 * @throws ProblemError when the BFF refuses; NetworkError when no usable answer came; only GETs are repeated by themselves.
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  ...[input, options]: CallArguments<E>
): Promise<ClientOutput<E>> {
  const request = prepare(endpoint, (input ?? {}) as LooseInput, options ?? {});
  const response = await withRetries(endpoint, request);
  if (response.status === 204) return undefined as ClientOutput<E>;
  try {
    return (await response.json()) as ClientOutput<E>;
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    throw new NetworkError('unreadable', error);
  }
}
