import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import { errors, type Problem } from '@eoms/contracts/errors';
import { systems } from '@eoms/contracts/systems';
import type { AppError } from '../errors.ts';
import type { AnswerLocale } from './context.ts';
import { metaName } from './meta-names.ts';

/** What a problem says about the request it answers. */
export interface ProblemRequest {
  readonly requestId: string;
  readonly locale: AnswerLocale;
  /** Path without the query. */
  readonly instance: string;
}

const PORTAL: Localized = { zh: '门户', en: 'Portal' };

function missingMeta(code: MetaCode): NonNullable<Problem['meta']> {
  const systemCode = code.split('.', 1)[0] ?? '';
  const system = Object.hasOwn(systems, systemCode) ? systems[systemCode as keyof typeof systems] : PORTAL;
  return { code, name: metaName(code), system: { ...system } };
}

/** Problem details (RFC 9457) of a refusal; `title` and `detail` in the language of the request, `messages` in both. */
export function toProblem(refusal: AppError, request: ProblemRequest): Problem {
  const { status, title, next } = errors[refusal.code];
  const { detail, errors: refused, current, changed, blockers, meta } = refusal.details;
  return {
    type: `urn:eoms:problem:${refusal.code}`,
    title: title[request.locale],
    status,
    code: refusal.code,
    ...(detail ? { detail: detail[request.locale] } : {}),
    instance: request.instance,
    requestId: request.requestId,
    messages: { ...title },
    next: { ...next },
    ...(refused ? { errors: refused.map((each) => ({ ...each, detail: each.messages[request.locale] })) } : {}),
    ...(meta ? { meta: missingMeta(meta) } : {}),
    ...(current === undefined ? {} : { current }),
    ...(changed ? { changed: [...changed] } : {}),
    ...(blockers ? { blockers } : {}),
  };
}
