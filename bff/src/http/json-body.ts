import express, { type RequestHandler, type Response } from 'express';
import { BODY_BYTES, type Endpoint } from '@eoms/contracts/endpoint';
import type { ErrorCode } from '@eoms/contracts/errors';
import { AppError } from '../errors.ts';
import { SCIM_TYPE } from './scim.ts';
import { callerOf } from './scope.ts';

const parserOf = (limit: number): RequestHandler => express.json({ limit, strict: false, type: () => true });

const STATUSES: Readonly<Record<number, ErrorCode>> = { 413: 'payload_too_large', 415: 'unsupported_media_type' };

/** What the parser throws has a status; everything but size and coding means that the text is no JSON. */
const refusalOf = (error: unknown): AppError => {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 400;
  return new AppError(STATUSES[status] ?? 'malformed_json');
};

const jsonBodyOf = (types: readonly string[], limit = BODY_BYTES): RequestHandler => {
  const parse = parserOf(limit);
  return (request, response, next) => {
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    if (!hasBody) return next();
    if (!request.is([...types])) return next(new AppError('unsupported_media_type'));
    parse(request, response, (error?: unknown) => (error === undefined ? next() : next(refusalOf(error))));
  };
};

const usualBody = jsonBodyOf(['application/json']);

/** Whoever may not do it for the whole company has no use for more than the usual size. */
const reachesAll = (response: Response, { meta }: Endpoint): boolean =>
  meta !== null && callerOf(response).access.scope(meta).kind === 'all';

/** Reads the JSON body of an endpoint, up to the size its caller may send; any other content type is refused, an absent body is left undefined. */
export function jsonBody(endpoint: Endpoint): RequestHandler {
  if (endpoint.maxBodyBytes === undefined) return usualBody;
  const large = jsonBodyOf(['application/json'], endpoint.maxBodyBytes);
  return (request, response, next) =>
    reachesAll(response, endpoint) ? large(request, response, next) : usualBody(request, response, next);
}

/** {@link jsonBody} for SCIM clients, some of which say `application/json` (RFC 7644 section 3.8). */
export const scimBody = jsonBodyOf([SCIM_TYPE, 'application/json']);
