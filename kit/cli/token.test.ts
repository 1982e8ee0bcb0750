// @vitest-environment node
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { demoToken } from './token.ts';

let server: Server;
let issuer: string;
let asked: { form: URLSearchParams; proof: string | undefined }[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      asked.push({ form, proof: request.headers['dpop'] as string | undefined });
      const known = form.get('account') === 'wangmin';
      response.writeHead(known ? 200 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ? { access_token: 'a.b.c' } : { error: 'invalid_grant' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sso`;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
});

const payloadOf = (proof: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

test('prints the bare token of an account', async () => {
  expect(await demoToken({ account: 'wangmin', issuer })).toBe('a.b.c');
  expect(asked[0]?.form.get('grant_type')).toBe('urn:eoms:demo-account');
  expect(asked[0]?.proof).toBeUndefined();
});

test('prints both headers of a bound token for one request', async () => {
  const lines = await demoToken({
    account: 'wangmin',
    issuer,
    proofFor: { method: 'GET', url: 'http://localhost:4300/api/portal/bootstrap?x=1' },
  });
  const [authorization, proof = ''] = lines.split('\n');
  expect(authorization).toBe('Authorization: DPoP a.b.c');
  expect(payloadOf(proof.replace('DPoP: ', ''))).toMatchObject({
    htm: 'GET',
    htu: 'http://localhost:4300/api/portal/bootstrap',
  });
  expect(payloadOf(asked[0]?.proof ?? '')).toMatchObject({ htm: 'POST', htu: `${issuer}/token` });
});

test('says that an account is unknown, in both languages', async () => {
  await expect(demoToken({ account: 'nobody', issuer })).rejects.toThrow(
    /账号 nobody 不存在.*no active account nobody/,
  );
});

test('says that nothing runs there', async () => {
  await expect(demoToken({ account: 'wangmin', issuer: 'http://127.0.0.1:9/sso' })).rejects.toThrow(
    'run npm start first',
  );
});

test('mistake 32: is refused in production without asking anybody', async () => {
  vi.stubEnv('NODE_ENV', 'production');
  await expect(demoToken({ account: 'wangmin', issuer })).rejects.toThrow('NODE_ENV=production');
  expect(asked).toHaveLength(0);
});
