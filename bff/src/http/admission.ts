import type { Response } from 'express';
import type { Caller } from './context.ts';
import { scopeOf } from './scope.ts';

/** A caller as he was looked up, and how to look him up again without another token or proof. */
export interface Admission {
  readonly caller: Caller;
  /** Version of all permissions that was read with him. */
  readonly version: number;
}

/** How a request looks its caller up once more. */
export interface Readmission {
  readonly version: number;
  readVersion(): Promise<number>;
  admit(now: Date): Promise<Admission>;
}

/** Beyond this the instant of a request is too old to decide by. */
const LATE_MS = 2_000;

/** Keeps how to look the caller of a request up again. */
export const readmitBy = (response: Response, readmission: Readmission): void => {
  response.locals['readmission'] = readmission;
};

/**
 * Looks the caller up again where permissions changed, or time went by, since the request came: the body of a command may take
 * long to arrive. Nothing for requests nobody signed in for.
 */
export async function admitAgain(response: Response): Promise<void> {
  const readmission = response.locals['readmission'] as Readmission | undefined;
  if (!readmission) return;
  const scope = scopeOf(response);
  const now = scope.runtime.clock();
  const isLate = now.getTime() - scope.now.getTime() > LATE_MS;
  if (!isLate && (await readmission.readVersion()) === readmission.version) return;
  response.locals['caller'] = (await readmission.admit(now)).caller;
  scope.now = now;
}
