import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { BaseError, ConnectionError, DatabaseError, ForeignKeyConstraintError, UniqueConstraintError } from 'sequelize';
import type { Endpoint, Method } from '@eoms/contracts/endpoint';
import { errors } from '@eoms/contracts/errors';
import { isConnectionLost, isTransient } from '../database/failures.ts';
import { AppError } from '../errors.ts';
import { toProblem } from './problem.ts';
import { isScimAddress, SCIM_TYPE, scimStatus, toScimError } from './scim.ts';
import { scopeOf } from './scope.ts';

const RETRY_AFTER_SECONDS = 2;

const codeOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

const isUnavailable = (error: unknown): boolean =>
  error instanceof ConnectionError || isTransient(error) || isConnectionLost(error);

/** The router answers an undecodable path with a plain 400. */
const isRouterRefusal = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'status' in error &&
  typeof error.status === 'number' &&
  error.status >= 400 &&
  error.status < 500;

/** The refusal an error of any origin stands for; unknown ones are `internal`. */
export function toRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof UniqueConstraintError || error instanceof ForeignKeyConstraintError)
    return new AppError('conflict', { cause: error });
  if (isUnavailable(error)) return new AppError('unavailable', { retryAfter: RETRY_AFTER_SECONDS, cause: error });
  return isRouterRefusal(error) ? new AppError('invalid_parameter') : new AppError('internal', { cause: error });
}

/** What a log line may say of an error: messages of the database quote values people entered, so only their kind is kept. */
function loggable(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const original = error instanceof DatabaseError ? codeOf(error.original) : codeOf(error);
  return {
    kind: error.name,
    ...(original ? { code: original } : {}),
    ...(error instanceof BaseError ? {} : { message: error.message }),
    stack: frames.slice(0, 12).map((line) => line.trim()),
  };
}

function sendProblem(request: Request, response: Response, refusal: AppError): void {
  const { requestId, locale } = scopeOf(response);
  const { retryAfter, headers } = refusal.details;
  const { status } = errors[refusal.code];
  if (retryAfter !== undefined) response.set('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
  if (status === 401) response.set('WWW-Authenticate', 'DPoP, Bearer');
  if (headers) response.set(headers);
  response.set('Cache-Control', 'no-store').vary('Accept-Language');
  const instance = request.originalUrl.split('?', 1)[0] ?? '/';
  if (isScimAddress(instance)) {
    response
      .status(scimStatus(refusal))
      .type(SCIM_TYPE)
      .send(JSON.stringify(toScimError(refusal)));
    return;
  }
  response.status(status).type('application/problem+json');
  response.send(JSON.stringify(toProblem(refusal, { requestId, locale, instance })));
}

/** Answers every error as a problem and logs those that are ours. */
export const errorHandler: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const refusal = toRefusal(error);
  const { status } = errors[refusal.code];
  if (status >= 500) scopeOf(response).log.error({ error: loggable(refusal.cause ?? error) }, 'request failed');
  else if (refusal.cause !== undefined)
    scopeOf(response).log.warn({ error: loggable(refusal.cause) }, 'request refused');
  // Headers on the wire cannot be taken back: breaking the connection tells the client that the answer is incomplete.
  if (response.headersSent) response.destroy();
  else sendProblem(request, response, refusal);
};

const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, '\\$&')))
      .join('/')}/?$`,
  );

/** Refuses what no route took: 405 with `Allow` where the address exists for other methods, else 404. */
export function unmatched(endpoints: readonly Endpoint[]): RequestHandler {
  const byPath = Map.groupBy(endpoints, (endpoint) => endpoint.path);
  const patterns = [...byPath].map(([path, group]) => ({
    matches: pattern(path),
    methods: group.map(({ method }) => method),
  }));
  const allowed = (methods: readonly Method[]): string =>
    methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])).join(', ');
  return (request, _response, next) => {
    const methods = patterns.find(({ matches }) => matches.test(request.path))?.methods;
    next(
      methods
        ? new AppError('method_not_allowed', { headers: { Allow: allowed(methods) } })
        : new AppError('not_found'),
    );
  };
}
