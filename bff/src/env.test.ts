import { describe, expect, test } from 'vitest';
import { readEnv } from './env.ts';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'mysql://eoms:secret@db:3306/eoms',
  OIDC_ISSUER: 'https://sso.example.com',
  OIDC_CLIENT_ID: 'eoms-portal',
  PUBLIC_URL: 'https://portal.example.com/',
};

describe('readEnv', () => {
  test('an empty environment is the embedded set-up on port 4300', () => {
    expect(readEnv({})).toMatchObject({
      port: 4300,
      production: false,
      databaseUrl: null,
      oidcIssuer: null,
      publicUrl: 'http://localhost:4300',
      drainMs: 0,
    });
  });

  test('production takes an outside database and provider, and drains longer than keep-alive', () => {
    expect(readEnv(production)).toMatchObject({
      production: true,
      publicUrl: 'https://portal.example.com',
      oidcAudience: 'https://portal.example.com/api',
      drainMs: 7000,
    });
  });

  test('the feed of the HR system is taken without its trailing slash, and there is none by default', () => {
    const feed = { EOMS_EHR_URL: 'https://ehr.example.com/eoms/', EOMS_EHR_TOKEN: 'a-token-of-the-feed' };
    expect(readEnv({ ...production, ...feed })).toMatchObject({
      ehrUrl: 'https://ehr.example.com/eoms',
      ehrToken: 'a-token-of-the-feed',
    });
    expect(readEnv({})).toMatchObject({ ehrUrl: null, ehrToken: null });
  });

  test.each(['DATABASE_URL', 'OIDC_ISSUER', 'OIDC_CLIENT_ID', 'PUBLIC_URL'])(
    'production without %s says what to set',
    (name) => {
      expect(() => readEnv({ ...production, [name]: undefined })).toThrow(name);
    },
  );

  test.each([
    [{ EOMS_PROT: '1' }, /^EOMS_PROT is not a setting/],
    [{ DATABASE_URI: 'x' }, /^DATABASE_URI is not a setting/],
    [{ PORT: '4300x' }, /^PORT is not acceptable: set it to a whole number/],
    [{ PORT: '70000' }, /^PORT/],
    [{ NODE_ENV: 'prod' }, /^NODE_ENV .*production, development or test/],
    [{ DATABASE_URL: 'postgres://x' }, /^DATABASE_URL .*mysql:/],
    [{ PUBLIC_URL: 'portal' }, /^PUBLIC_URL/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL/],
    [{ OIDC_ISSUER: 'https://sso.example.com' }, /^OIDC_ISSUER needs OIDC_CLIENT_ID/],
    [{ ...production, PUBLIC_URL: 'http://portal.example.com' }, /^PUBLIC_URL must begin with https/],
    [{ EOMS_EHR_URL: 'ehr.example.com', EOMS_EHR_TOKEN: 'x'.repeat(20) }, /^EOMS_EHR_URL .*https:/],
    [{ EOMS_EHR_URL: 'https://ehr.example.com' }, /^EOMS_EHR_URL needs EOMS_EHR_TOKEN/],
    [{ EOMS_EHR_TOKEN: 'x'.repeat(20) }, /^EOMS_EHR_TOKEN needs EOMS_EHR_URL/],
    [{ EOMS_EHR_URL: 'https://ehr.example.com', EOMS_EHR_TOKEN: 'short' }, /^EOMS_EHR_TOKEN/],
    [
      { ...production, EOMS_EHR_URL: 'http://ehr.example.com', EOMS_EHR_TOKEN: 'x'.repeat(20) },
      /^EOMS_EHR_URL must begin with https/,
    ],
  ])('%j ends the start with one line', (source, line) => {
    expect(() => readEnv(source)).toThrow(line);
    try {
      readEnv(source);
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
