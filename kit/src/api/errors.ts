import type { Localized } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';

/** The BFF refused: carries its problem document (RFC 9457). Thrown by `call`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  /** Seconds to wait as `Retry-After` says; null when the answer did not say. */
  readonly retryAfter: number | null;

  constructor(problem: Problem, retryAfter: number | null = null) {
    super(`${problem.status} ${problem.code}`);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Why no usable answer came. */
export type NetworkErrorKind = 'offline' | 'timeout' | 'unreadable';

const TEXTS: Record<NetworkErrorKind, Localized> = {
  offline: {
    zh: '网络连接不上，请检查网络后重试；你填写的内容不会丢失',
    en: 'The network cannot be reached. Check the connection and try again; nothing you typed is lost',
  },
  timeout: {
    zh: '服务器长时间没有响应，请稍后重试；重复提交不会重复处理',
    en: 'The server did not answer in time. Try again shortly; sending again does not do it twice',
  },
  unreadable: {
    zh: '服务器的回答无法识别，请稍后重试',
    en: 'The answer of the server could not be read. Try again shortly',
  },
};

/** No usable answer came: no network, no answer in time, or one that is not what the contract says. Thrown by `call`. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly kind: NetworkErrorKind;
  /** What to tell the person, in both languages. */
  readonly messages: Localized;

  constructor(kind: NetworkErrorKind, cause?: unknown) {
    super(TEXTS[kind].en, { cause });
    this.kind = kind;
    this.messages = TEXTS[kind];
  }
}

/** Everything `call` throws, apart from the `AbortError` of a request the caller gave up. */
export type CallError = ProblemError | NetworkError;

const FALLBACK: Localized = { zh: '服务暂时不可用', en: 'The service is not available at the moment' };
const FALLBACK_NEXT: Localized = { zh: '请稍后重试', en: 'Try again shortly' };

/** Problem for a refusal that did not carry one, such as a gateway's own error page. */
export const problemWithoutBody = (status: number, requestId: string): Problem => ({
  type: 'about:blank',
  title: FALLBACK.zh,
  status,
  code: status >= 500 ? 'unavailable' : 'unexpected_answer',
  requestId,
  messages: FALLBACK,
  next: FALLBACK_NEXT,
});

/** True when the BFF refused with this code. */
export const isProblem = (error: unknown, code: Problem['code']): error is ProblemError =>
  error instanceof ProblemError && error.problem.code === code;

/** What a person may be told about any thrown value: what happened and what to do next, in both languages. */
export function describeError(error: unknown): { title: Localized; next: Localized | null; requestId: string | null } {
  if (error instanceof ProblemError) {
    const { messages, next, requestId } = error.problem;
    return { title: messages, next, requestId };
  }
  if (error instanceof NetworkError) return { title: error.messages, next: null, requestId: null };
  return {
    title: { zh: '页面出现异常', en: 'Something went wrong on this page' },
    next: { zh: '请重试；如仍失败，请联系平台管理', en: 'Try again, or tell the platform team if it keeps failing' },
    requestId: null,
  };
}
