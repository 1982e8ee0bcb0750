import type { RequestHandler } from 'express';
import type { Endpoint, MetaCode } from '@eoms/contracts/endpoint';
import { callerOf, scopeOf } from './scope.ts';

/** Takes note that a person made use of a permission. */
export type NoteUse = (personId: string, meta: MetaCode, at: Date) => void;

/** Notes which permission each successful request of a person used; after sign-in, before the routes. */
export function observeUse(endpoints: readonly Endpoint[], note: NoteUse): RequestHandler {
  const metas = new Map(endpoints.map(({ method, path, meta }) => [`${method.toUpperCase()} ${path}`, meta]));
  return (request, response, next) => {
    response.once('finish', () => {
      const { route, now } = scopeOf(response);
      const meta = metas.get(`${request.method} ${route}`);
      const caller = callerOf(response);
      if (meta && response.statusCode < 400 && caller.kind === 'person') note(caller.id, meta, now);
    });
    next();
  };
}
