import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { AppError } from '../errors.ts';
import { scopeOf } from './scope.ts';

/** Numbers of this process for Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  /** Observes every request: seconds by path pattern, method and status. */
  readonly observe: RequestHandler;
}

/** Creates the metrics of one application; `ofProcess` adds memory, event loop and garbage collection of the process. */
export function createMetrics({ ofProcess }: { ofProcess: boolean }): Metrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const observe: RequestHandler = (request, response, next) => {
    const begun = process.hrtime.bigint();
    response.once('close', () => {
      const route = scopeOf(response).route;
      durations.observe(
        { method: request.method, route, status: response.statusCode },
        Number(process.hrtime.bigint() - begun) / 1e9,
      );
    });
    next();
  };
  return { registry, observe };
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** A proxy on the same machine also comes from loopback, but says for whom. */
const isLocal = (request: Request): boolean =>
  LOOPBACK.has(request.socket.remoteAddress ?? '') &&
  request.headers['x-forwarded-for'] === undefined &&
  request.headers.forwarded === undefined;

function holdsToken(request: Request, token: string): boolean {
  const sent = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return sent.length === wanted.length && timingSafeEqual(sent, wanted);
}

/** `/metrics` in the text format of Prometheus, for callers on this machine or with the configured bearer token. */
export const metricsPage =
  (metrics: Metrics, token: string | null): RequestHandler =>
  async (request, response) => {
    if (!isLocal(request) && !(token !== null && holdsToken(request, token))) throw new AppError('not_found');
    response
      .type(metrics.registry.contentType)
      .set('Cache-Control', 'no-store')
      .send(await metrics.registry.metrics());
  };
