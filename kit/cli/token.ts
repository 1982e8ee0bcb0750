import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';

/** What a token is asked for. */
export interface TokenRequest {
  /** Account of a demo person. */
  readonly account: string;
  /** Issuer of the embedded OpenID provider, such as `http://localhost:4300/sso`. */
  readonly issuer: string;
  /** Request that a bound token shall be good for; a bearer token when left out. */
  readonly proofFor?: { readonly method: string; readonly url: string } | undefined;
}

/** A refusal or a missing portal, in words for the terminal. */
export class TokenFailure extends Error {
  override readonly name = 'TokenFailure';
}

interface ProofKey {
  readonly privateKey: KeyObject;
  readonly jwk: object;
}

function makeKey(): ProofKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** DPoP proof (RFC 9449) for one request; `token` adds its hash. */
function proofOf({ privateKey, jwk }: ProofKey, method: string, url: string, token?: string): string {
  const { origin, pathname } = new URL(url);
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  const payload = {
    jti: randomUUID(),
    htm: method,
    htu: origin + pathname,
    iat: Math.floor(Date.now() / 1000),
    ...ath,
  };
  const text = `${encode({ typ: 'dpop+jwt', alg: 'ES256', jwk })}.${encode(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function ask(address: string, account: string, proof: string | null): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'urn:eoms:demo-account', client_id: 'eoms-cli', account });
  const answer = await fetch(address, { method: 'POST', body, headers: proof === null ? {} : { dpop: proof } }).catch(
    () => {
      throw new TokenFailure(`连接不上 ${address}，请先运行 npm start。Cannot reach ${address}: run npm start first.`);
    },
  );
  const result = (await answer.json().catch(() => ({}))) as { access_token?: string; error?: string };
  if (result.access_token !== undefined) return result.access_token;
  if (result.error === 'invalid_grant')
    throw new TokenFailure(`账号 ${account} 不存在或不在职。There is no active account ${account}.`);
  throw new TokenFailure(
    `登录服务拒绝了请求（${result.error ?? answer.status}）。The sign-in refused (${result.error ?? answer.status}).`,
  );
}

/**
 * Fetches a token of a demo person from a running demo portal and answers what to print: the bare token for
 * `Authorization: Bearer`, or both header lines of a bound token for exactly one request.
 * @throws TokenFailure in production, for an unknown account, or when no portal answers.
 */
export async function demoToken({ account, issuer, proofFor }: TokenRequest): Promise<string> {
  if (process.env['NODE_ENV'] === 'production')
    throw new TokenFailure('正式环境不可用（NODE_ENV=production）。Not available when NODE_ENV=production.');
  const address = `${issuer.replace(/\/$/, '')}/token`;
  if (!proofFor) return ask(address, account, null);
  const key = makeKey();
  const token = await ask(address, account, proofOf(key, 'POST', address));
  return `Authorization: DPoP ${token}\nDPoP: ${proofOf(key, proofFor.method, proofFor.url, token)}`;
}

const defaultIssuer = (): string => {
  const { OIDC_ISSUER: issuer, PUBLIC_URL: url, PORT: port } = process.env;
  return issuer ?? `${url ?? `http://localhost:${port ?? 4300}`}/sso`;
};

function readRequest(text: string): { method: string; url: string } {
  const [method = '', url = ''] = text.trim().split(/\s+/);
  if (!/^[A-Z]+$/.test(method) || !URL.canParse(url))
    throw new InvalidArgumentError('for example: --dpop "GET http://localhost:4300/api/portal/bootstrap"');
  return { method, url };
}

/** Command `eoms token`. */
export const tokenCommand = (): Command =>
  new Command('token')
    .description(
      '输出演示账号的访问令牌，供 curl 使用（仅限开发）/ print an access token of a demo account for curl (development only)',
    )
    .requiredOption('--as <account>', '演示账号，如 wangmin / demo account such as wangmin')
    .option('--issuer <url>', '登录服务地址 / issuer', defaultIssuer())
    .option(
      '--dpop <request>',
      '改为输出绑定密钥的令牌与该请求的证明，可接 curl -H @- / bound token and proof for one request, for curl -H @-',
      readRequest,
    )
    .action(async (options: { as: string; issuer: string; dpop?: { method: string; url: string } }) => {
      try {
        console.log(await demoToken({ account: options.as, issuer: options.issuer, proofFor: options.dpop }));
      } catch (error) {
        if (!(error instanceof TokenFailure)) throw error;
        console.error(error.message);
        process.exitCode = 1;
      }
    });
