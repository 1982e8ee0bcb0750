import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import type { Caller } from './context.ts';

/** Requests a minute; service clients may send ten times as many. */
export interface RateLimits {
  readonly requestsPerMinute: number;
  readonly commandsPerMinute: number;
}

const MINUTE = 60_000;
const SERVICE_FACTOR = 10;

const callerIn = (response: Response): Caller | undefined => response.locals['caller'] as Caller | undefined;

const ADDRESSES_KEPT = 10_000;
const addressKeys = new LRUCache<string, string>({ max: ADDRESSES_KEPT });

/** Key of an address; working out the network of an IPv6 address costs more than the rest of a limit. */
const addressKey = ({ ip = '' }: Request): string => {
  const known = addressKeys.get(ip) ?? ipKeyGenerator(ip);
  addressKeys.set(ip, known);
  return known;
};

const keyOf = (request: Request, response: Response): string => {
  const caller = callerIn(response);
  return caller ? `${caller.kind}:${caller.id}` : `ip:${addressKey(request)}`;
};

function limiter(name: string, perMinute: number, skip: (request: Request) => boolean): RequestHandler {
  return rateLimit({
    identifier: name,
    windowMs: MINUTE,
    limit: (_request, response) => (callerIn(response)?.kind === 'service' ? perMinute * SERVICE_FACTOR : perMinute),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: keyOf,
    skip,
    handler: (_request, _response, next) => next(new AppError('rate_limited')),
  });
}

/** Limits by caller, or by address while nobody is known: all requests, and commands once more and stricter. */
export const rateLimits = ({ requestsPerMinute, commandsPerMinute }: RateLimits): RequestHandler[] => [
  limiter('requests', requestsPerMinute, () => false),
  limiter('commands', commandsPerMinute, (request) => request.method === 'GET' || request.method === 'HEAD'),
];

/** Slows down who keeps failing to sign in: counts refused requests of one address only. */
export const refusedLimit = (perMinute: number): RequestHandler =>
  rateLimit({
    identifier: 'refused',
    windowMs: MINUTE,
    limit: perMinute,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: addressKey,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
    handler: (_request, _response, next) => next(new AppError('rate_limited', { retryAfter: MINUTE / 1000 })),
  });
