import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { AnswerLocale, Caller } from './context.ts';
import { AppError } from '../errors.ts';

/** What every request needs of the process it runs in. */
export interface HttpRuntime {
  readonly sequelize: Sequelize;
  readonly log: Logger;
  /** Source of "now"; replaced in tests. */
  readonly clock: () => Date;
}

/** What is known of a request before anybody looked at who sent it. */
export interface RequestScope {
  readonly runtime: HttpRuntime;
  readonly requestId: string;
  readonly locale: AnswerLocale;
  /** One instant for the whole request; of a command whose body came late that of its arrival. */
  now: Date;
  readonly log: Logger;
  /** Path pattern of the endpoint that took the request, or the area it came to; for logs and metrics, which never carry raw paths. */
  route: string;
}

const AREAS = new Set(['api', 'assets', 'docs', 'embedded', 'remotes', 'sso', 'signin']);
const SINGLE = new Set(['healthz', 'readyz', 'metrics', 'openapi.json']);

const areaOf = (path: string): string => {
  const first = path.split('/', 2)[1] ?? '';
  if (AREAS.has(first)) return `/${first}/*`;
  return SINGLE.has(first) ? `/${first}` : 'page';
};

const acceptedLocale = (request: Request): AnswerLocale =>
  request.acceptsLanguages('zh', 'zh-CN', 'en') === 'en' ? 'en' : 'zh';

/** Opens the scope of a request; must run after the request id and the logger. */
export const openScope =
  (runtime: HttpRuntime): RequestHandler =>
  (request, response, next) => {
    const scope: RequestScope = {
      runtime,
      requestId: String(request.id),
      locale: acceptedLocale(request),
      now: runtime.clock(),
      log: request.log,
      route: areaOf(request.path),
    };
    response.locals['scope'] = scope;
    next();
  };

/** Scope of the request this response belongs to. */
export const scopeOf = (response: Response): RequestScope => response.locals['scope'] as RequestScope;

/** The signed-in caller. @throws AppError `signed_out` when no caller was established. */
export function callerOf(response: Response): Caller {
  const caller = response.locals['caller'] as Caller | undefined;
  if (!caller) throw new AppError('signed_out');
  return caller;
}
