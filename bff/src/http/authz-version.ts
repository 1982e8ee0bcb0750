import type { IncomingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import type { Transaction } from 'sequelize';
import { AppError } from '../errors.ts';

/** Reads the version of all permissions; inside a transaction the one it will have made. */
export type ReadVersion = (transaction?: Transaction) => Promise<number>;

/** Header by which a command tells the version of all permissions it made, and a client the version it has seen. */
const HEADER = 'Authz-Version';
const VERSION = /^\d{1,15}$/;

/** Version the client has seen: it must not be answered from an older one. 0 when it names none. @throws AppError `invalid_parameter`. */
export function versionAsked(headers: IncomingHttpHeaders): number {
  const asked = headers[HEADER.toLowerCase()];
  if (asked === undefined) return 0;
  if (typeof asked !== 'string' || !VERSION.test(asked)) throw new AppError('invalid_parameter');
  return Number(asked);
}

/** Makes the answer to this request tell the version, where it is one that does. */
export const tellVersionBy = (response: Response, read: ReadVersion): void => {
  response.locals['readVersion'] = read;
};

/** Writes the version into the head of an answer; nothing where nobody knows it. */
export async function tellVersion(response: Response, transaction?: Transaction): Promise<void> {
  const read = response.locals['readVersion'] as ReadVersion | undefined;
  if (read) response.set(HEADER, String(await read(transaction)));
}
