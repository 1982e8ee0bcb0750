import type { Request, RequestHandler, Response, Router } from 'express';
import {
  isCommand,
  successStatus,
  type Endpoint,
  type HandlerInput,
  type HandlerOutput,
} from '@eoms/contracts/endpoint';
import type { Transaction } from 'sequelize';
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import { admitAgain } from './admission.ts';
import { tellVersion } from './authz-version.ts';
import { entityTag, isUnchanged } from './conditional.ts';
import type { Context } from './context.ts';
import { eventStream, type EventStream } from './event-stream.ts';
import { commandKey, contentHash, runOnce, type Answer } from './idempotency.ts';
import { jsonBody, scimBody } from './json-body.ts';
import { parseAddress, parseBody, parseIfMatch } from './parse.ts';
import { SCIM_TYPE, scimLocation, scimTag } from './scim.ts';
import { callerOf, scopeOf } from './scope.ts';

/** The open stream of an endpoint that tells events; other handlers get none. */
type StreamOf<E extends Endpoint> = E extends { readonly stream: true }
  ? [stream: EventStream<E['response'] extends z.ZodType ? z.input<E['response']> : never>]
  : [];

/** What a feature does for an endpoint: the caller may, the input is parsed, a command runs inside a transaction. */
export type Handler<E extends Endpoint> = (
  context: Context,
  input: HandlerInput<E>,
  ...stream: StreamOf<E>
) => Promise<HandlerOutput<E>> | HandlerOutput<E>;

type Effect = () => void | Promise<void>;
type Input = Record<string, unknown>;

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD']);

const mounted = new WeakMap<Router, Endpoint[]>();

/** Endpoints that {@link serve} put onto a router, in order. */
export const mountedOn = (router: Router): readonly Endpoint[] => mounted.get(router) ?? [];

const assertHeld = (response: Response, { meta }: Endpoint): void => {
  if (meta !== null && !callerOf(response).access.has(meta)) throw new AppError('permission_missing', { meta });
};

const permitted =
  (endpoint: Endpoint): RequestHandler =>
  (_request, response, next) => {
    scopeOf(response).route = endpoint.path;
    callerOf(response);
    assertHeld(response, endpoint);
    next();
  };

/** {@link permitted} once more where permissions changed while the body came. */
const stillPermitted =
  (endpoint: Endpoint): RequestHandler =>
  async (_request, response, next) => {
    await admitAgain(response);
    assertHeld(response, endpoint);
    next();
  };

function contextOf(
  response: Response,
  transaction: Transaction | undefined,
  afterCommit: (effect: Effect) => void,
): Context {
  const { requestId, locale, now, log } = scopeOf(response);
  return { requestId, locale, caller: callerOf(response), now, log, transaction, afterCommit };
}

/** What the contract does not name never leaves; a mismatch is our fault and is told to the log only. */
function answerOf(endpoint: Endpoint, output: unknown): Answer {
  const status = successStatus(endpoint);
  if (!endpoint.response) return { status, body: null, etag: null };
  const parsed = endpoint.response.safeParse(output);
  if (!parsed.success) {
    const places = parsed.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.')} ${issue.code}`);
    throw new Error(`${endpoint.id} answers against its contract: ${places.join(', ')}`);
  }
  const body = JSON.stringify(parsed.data);
  return { status, body, etag: entityTag(parsed.data, body, endpoint.etag === true) };
}

/** An answer with what only some media say. */
interface Sent extends Answer {
  readonly type?: string;
  readonly location?: string | null;
}

function send(request: Request, response: Response, answer: Sent): void {
  response.status(answer.status).set('Cache-Control', answer.etag ? 'private, no-cache' : 'no-store');
  if (answer.etag) response.set('ETag', answer.etag);
  if (answer.location) response.set('Location', answer.location);
  if (answer.body === null) response.end();
  else if (SAFE.has(request.method) && isUnchanged(request.headers['if-none-match'], answer.etag))
    response.status(304).end();
  else response.type(answer.type ?? 'application/json').send(answer.body);
}

function readInput(endpoint: Endpoint, request: Request): Input {
  return {
    ...parseAddress(endpoint, request.params, request.query),
    ...(endpoint.ifMatch ? { ifMatch: parseIfMatch(request.headers['if-match']) } : {}),
    ...(isCommand(endpoint) ? parseBody(endpoint, request.body) : {}),
    ...(endpoint.media === 'scim' ? { ifMatchTag: request.headers['if-match'] ?? null } : {}),
  };
}

type AnyHandler = (context: Context, input: Input, stream?: EventStream<unknown>) => unknown;

const runEffects = async (effects: Effect[], response: Response): Promise<void> => {
  for (const effect of effects) {
    try {
      await effect();
    } catch (error) {
      scopeOf(response).log.error(
        { kind: error instanceof Error ? error.name : typeof error },
        'an effect after the answer failed',
      );
    }
  }
};

const read = (endpoint: Endpoint, handler: AnyHandler): RequestHandler =>
  async function answerRead(request, response) {
    const effects: Effect[] = [];
    const input = readInput(endpoint, request);
    const output = await handler(
      contextOf(response, undefined, (effect) => effects.push(effect)),
      input,
    );
    send(request, response, answerOf(endpoint, output));
    await runEffects(effects, response);
  };

/** As a read, for commands too: their handlers run their own transactions. */
const scim = (endpoint: Endpoint, handler: AnyHandler): RequestHandler =>
  async function answerScim(request, response) {
    const effects: Effect[] = [];
    const context = contextOf(response, undefined, (effect) => effects.push(effect));
    const output = await handler(context, readInput(endpoint, request));
    const ofResource = { type: SCIM_TYPE, etag: scimTag(output), location: scimLocation(output) };
    send(request, response, { ...answerOf(endpoint, output), ...ofResource });
    await runEffects(effects, response);
  };

/** The handler takes the stream over; until its first event it may still refuse. */
const follow = (endpoint: Endpoint, handler: AnyHandler): RequestHandler =>
  async function openStream(request, response) {
    const effects: Effect[] = [];
    const context = contextOf(response, undefined, (effect) => effects.push(effect));
    const stream = eventStream<unknown>(request, response, (event) => answerOf(endpoint, event).body ?? 'null');
    await handler(context, readInput(endpoint, request), stream);
    stream.beat();
    if (request.method === 'HEAD') response.end();
    await runEffects(effects, response);
  };

const command = (endpoint: Endpoint, handler: AnyHandler): RequestHandler =>
  async function answerCommand(request, response) {
    const key = commandKey(request.headers['idempotency-key']);
    const input = readInput(endpoint, request);
    const { runtime, now } = scopeOf(response);
    const caller = callerOf(response);
    const hash = contentHash(endpoint.id, input);
    const once = { caller: `${caller.kind}:${caller.id}`, key, hash, now, secret: endpoint.secret === true };
    const { answer, replayed } = await runOnce(runtime, once, async ({ transaction, afterCommit }) => {
      const made = answerOf(endpoint, await handler(contextOf(response, transaction, afterCommit), input));
      await tellVersion(response, transaction);
      return made;
    });
    if (replayed) {
      response.set('Idempotent-Replayed', 'true');
      await tellVersion(response);
    }
    send(request, response, answer);
  };

function stepsOf(endpoint: Endpoint, handler: AnyHandler): RequestHandler[] {
  if (endpoint.media === 'scim')
    return isCommand(endpoint)
      ? [scimBody, stillPermitted(endpoint), scim(endpoint, handler)]
      : [scim(endpoint, handler)];
  if (isCommand(endpoint)) return [jsonBody(endpoint), stillPermitted(endpoint), command(endpoint, handler)];
  return [endpoint.stream ? follow(endpoint, handler) : read(endpoint, handler)];
}

/**
 * Puts one endpoint onto a router: permission, then parsing, then (for commands) the idempotency key and a transaction,
 * then the handler, then the answer as the contract names it.
 */
export function serve<const E extends Endpoint>(router: Router, endpoint: E, handler: Handler<E>): void {
  router[endpoint.method](endpoint.path, permitted(endpoint), ...stepsOf(endpoint, handler as unknown as AnyHandler));
  mounted.set(router, [...mountedOn(router), endpoint]);
}

/** What is wrong between contracts and routes, one sentence each: an endpoint nobody serves, or a handler no contract names. */
export function mountingFaults(routers: readonly Router[], endpoints: readonly Endpoint[]): string[] {
  const served = routers.flatMap(mountedOn);
  const routes = routers.reduce((sum, router) => sum + router.stack.length, 0);
  return [
    ...endpoints
      .filter((endpoint) => !served.includes(endpoint))
      .map((endpoint) => `${endpoint.id}: no handler is mounted`),
    ...served
      .filter((endpoint) => !endpoints.includes(endpoint))
      .map((endpoint) => `${endpoint.id}: served, but not in the catalogue`),
    ...served
      .filter((endpoint, index) => served.indexOf(endpoint) !== index)
      .map((endpoint) => `${endpoint.id}: mounted twice`),
    ...(routes === served.length ? [] : [`${routes - served.length} routes are mounted without a contract`]),
  ];
}
