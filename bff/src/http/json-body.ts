import express, { type RequestHandler } from 'express';
import type { ErrorCode } from '@eoms/contracts/errors';
import { AppError } from '../errors.ts';
import { SCIM_TYPE } from './scim.ts';

/** Largest body of a request in bytes, after decompression. */
export const BODY_LIMIT = 1024 * 1024;

const parse = express.json({ limit: BODY_LIMIT, strict: false, type: () => true });

const STATUSES: Readonly<Record<number, ErrorCode>> = { 413: 'payload_too_large', 415: 'unsupported_media_type' };

/** What the parser throws has a status; everything but size and coding means that the text is no JSON. */
const refusalOf = (error: unknown): AppError => {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 400;
  return new AppError(STATUSES[status] ?? 'malformed_json');
};

const jsonBodyOf =
  (types: readonly string[]): RequestHandler =>
  (request, response, next) => {
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    if (!hasBody) return next();
    if (!request.is([...types])) return next(new AppError('unsupported_media_type'));
    parse(request, response, (error?: unknown) => (error === undefined ? next() : next(refusalOf(error))));
  };

/** Reads a JSON body of at most {@link BODY_LIMIT}; any other content type is refused, an absent body is left undefined. */
export const jsonBody = jsonBodyOf(['application/json']);

/** {@link jsonBody} for SCIM clients, some of which say `application/json` (RFC 7644 section 3.8). */
export const scimBody = jsonBodyOf([SCIM_TYPE, 'application/json']);
