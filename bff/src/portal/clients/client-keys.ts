import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import type { ServiceClientRecord } from '@eoms/contracts/access/clients.record';
import type { Localized } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';

/** Public keys as the OpenID provider reads them. */
export interface KeySet {
  readonly keys: Record<string, unknown>[];
}

const MOST_KEYS = 5;

const refusals = {
  key_json: {
    zh: '公钥应为 JSON 格式的 JWK 或 JWKS',
    en: 'A key is JSON: one JWK or a JWKS',
  },
  key_private: {
    zh: '粘贴的是私钥。私钥已经泄露，请作废并重新生成，只在此粘贴公钥',
    en: 'This is a private key. It is exposed now: discard it, make a new one, and paste the public half only',
  },
  key_kind: {
    zh: '只支持 EC P-256 公钥（ES256 签名）',
    en: 'Only public keys of EC P-256 (signatures ES256) are taken',
  },
  key_broken: { zh: '公钥内容有误，无法读取', en: 'The key cannot be read' },
  key_count: { zh: '请提供一到五把公钥', en: 'Give one to five keys' },
  key_twice: { zh: '有两把公钥相同或编号（kid）相同', en: 'Two keys are the same or share a kid' },
} as const satisfies Record<string, Localized>;

function refuse(code: keyof typeof refusals): never {
  throw new AppError('validation_failed', {
    errors: [{ pointer: '#/body/keys', code, messages: refusals[code] }],
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listed(text: string): Record<string, unknown>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refuse('key_json');
  }
  if (!isObject(parsed)) return refuse('key_json');
  const keys: unknown = 'keys' in parsed ? parsed['keys'] : [parsed];
  if (!Array.isArray(keys)) return refuse('key_json');
  if (keys.length === 0 || keys.length > MOST_KEYS) return refuse('key_count');
  return keys.every(isObject) ? keys : refuse('key_json');
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

async function publicKey(key: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (['d', 'p', 'q', 'k'].some((part) => part in key)) return refuse('key_private');
  const { kty, crv, x, y, alg, use, kid } = key;
  const fits = kty === 'EC' && crv === 'P-256' && [undefined, 'ES256'].includes(alg as string | undefined);
  if (!fits || (use !== undefined && use !== 'sig')) return refuse('key_kind');
  if (!isText(x) || !isText(y)) return refuse('key_broken');
  const jwk: JWK = { kty, crv, x, y };
  try {
    await importJWK(jwk, 'ES256');
  } catch {
    return refuse('key_broken');
  }
  return { ...jwk, kid: isText(kid) ? kid.slice(0, 100) : await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
}

/** Reads pasted public keys. @throws AppError `validation_failed` that says what is wrong with them. */
export async function readKeys(text: string): Promise<KeySet> {
  const keys = await Promise.all(listed(text).map(publicKey));
  const [kids, points] = [
    new Set(keys.map(({ kid }) => kid)),
    new Set(keys.map(({ x, y }) => `${String(x)} ${String(y)}`)),
  ];
  if (kids.size < keys.length || points.size < keys.length) return refuse('key_twice');
  return { keys };
}

/** Keys as people tell them apart. */
export const shownKeys = (set: KeySet | null): Promise<ServiceClientRecord['keys']> =>
  Promise.all(
    (set?.keys ?? []).map(async (key) => {
      const thumbprint = await calculateJwkThumbprint(key as JWK);
      return {
        kid: isText(key['kid']) ? key['kid'] : thumbprint,
        kind: [key['kty'], key['crv']].filter(isText).join(' '),
        thumbprint,
      };
    }),
  );
