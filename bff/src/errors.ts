import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { ErrorCode, Problem } from '@eoms/contracts/errors';

/** One refused value: JSON pointer into the request (`#/body/name`), stable code and why, in both languages. */
export interface RefusedValue {
  readonly pointer: string;
  readonly code: string;
  readonly messages: Localized;
  /** Row of a document, and the column in it. */
  readonly row?: number;
  readonly column?: string;
}

/** What a refusal may say beyond its code. */
export interface RefusalDetails {
  /** What exactly happened here, when the title of the code says too little. */
  readonly detail?: Localized;
  readonly errors?: readonly RefusedValue[];
  /** The record as it is now, already in the shape of its contract; only on 412. */
  readonly current?: unknown;
  /** Names of the fields that differ from what the caller saw; only on 412. */
  readonly changed?: readonly string[];
  /** What stands in the way, counted by kind. */
  readonly blockers?: NonNullable<Problem['blockers']>;
  /** The permission that is missing. */
  readonly meta?: MetaCode;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfter?: number;
  /** Further headers of the answer, such as `WWW-Authenticate` or `DPoP-Nonce`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refusal with a code of the catalogue; the error handler answers it as a problem, a command is rolled back. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: RefusalDetails;

  constructor(code: ErrorCode, details: RefusalDetails = {}) {
    super(code, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}
