import type { APIRequestContext, APIResponse } from '@playwright/test';
import { randomUUID } from 'node:crypto';

/** What a demo person can send to the API without a browser. */
export interface ApiCaller {
  get(path: string): Promise<APIResponse>;
  /** Sends a command with a fresh `Idempotency-Key`; `version` becomes `If-Match`. */
  send(method: 'post' | 'patch' | 'put', path: string, body: unknown, version?: number): Promise<APIResponse>;
}

/** Answers a caller for an account of the demo company. */
export type Api = (account: string) => Promise<ApiCaller>;

/** Calls the API with tokens of the grant behind `eoms token`. */
export function createApi(request: APIRequestContext): Api {
  const tokenOf = async (account: string): Promise<string> => {
    const form = { grant_type: 'urn:eoms:demo-account', client_id: 'eoms-cli', account };
    const answer = await request.post('/sso/token', { form });
    if (!answer.ok()) throw new Error(`no token for ${account}: ${answer.status()} ${await answer.text()}`);
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  return async (account) => {
    const Authorization = `Bearer ${await tokenOf(account)}`;
    return {
      get: (path) => request.get(path, { headers: { Authorization } }),
      send: (method, path, body, version) =>
        request[method](path, {
          data: body,
          headers: {
            Authorization,
            'Idempotency-Key': randomUUID(),
            ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
          },
        }),
    };
  };
}
