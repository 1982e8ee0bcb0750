import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

const REQUEST_ID = /^[\w.:-]{8,100}$/;

/** Request id: the caller's `X-Request-Id` when it is 8 … 100 plain characters, else a fresh UUID; echoed in the answer. */
function requestIdOf(request: IncomingMessage, response: ServerResponse): string {
  const sent = request.headers['x-request-id'];
  const id = typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

/** Never a raw path: it may hold ids, names or phone numbers somebody typed. */
const routeOf = (response: ServerResponse): string => {
  const { locals } = response as ServerResponse & { locals?: { scope?: { route?: string } } };
  return locals?.scope?.route ?? 'other';
};

const levelOf = (_request: IncomingMessage, response: ServerResponse, error?: Error): 'error' | 'info' =>
  error || response.statusCode >= 500 ? 'error' : 'info';

const line = (request: IncomingMessage, response: ServerResponse, value: { ms?: number }) => ({
  method: request.method,
  route: routeOf(response),
  status: response.statusCode,
  ms: value.ms,
  ...(response.writableFinished ? {} : { aborted: true }),
});

/** One JSON line a request: id, method, path pattern, status, milliseconds; no headers, no query, no body. */
export const requestLog = (log: Logger, quiet: (path: string) => boolean): RequestHandler =>
  pinoHttp({
    logger: log,
    genReqId: requestIdOf,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    customLogLevel: levelOf,
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: line,
    customErrorObject: (request, response, _error, value: { ms?: number }) => line(request, response, value),
    autoLogging: { ignore: (request) => quiet((request.url ?? '').split('?', 1)[0] ?? '') },
  }) as RequestHandler;
