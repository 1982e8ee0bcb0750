import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** A private key as JWK with its id. */
export type PrivateJwk = JWK & { readonly kid: string };

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Reads a secret file, or writes it first when it is not there. The file belongs to its owner only (0600). Of two
 * processes that start at once the first wins, and both use what it wrote.
 */
async function keep<T>(folder: string, name: string, make: () => Promise<T>): Promise<T> {
  const file = join(folder, name);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if (!isMissing(error))
      throw new Error(`${name} in the keys folder cannot be read: remove it to get a new one`, { cause: error });
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(`${file}.lock`, 'wx', 0o600).catch(() => null);
  if (!handle) return waitFor(folder, name, make);
  try {
    const value = await make();
    const written = await open(draft, 'wx', 0o600);
    await written.writeFile(JSON.stringify(value));
    await written.close();
    await rename(draft, file);
    return value;
  } finally {
    await handle.close();
    await rm(`${file}.lock`, { force: true });
  }
}

const PATIENCE_MS = 5_000;

async function waitFor<T>(folder: string, name: string, make: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (text !== null) return JSON.parse(text) as T;
    if (performance.now() > until) {
      // The process that held the lock died before it wrote: take over.
      await rm(join(folder, `${name}.lock`), { force: true });
      return keep(folder, name, make);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function makeKey(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}

/** Private ES256 key kept under a name, made at first use. */
export const keptKey = (folder: string, name: string): Promise<PrivateJwk> => keep(folder, `${name}.jwk.json`, makeKey);

/** Keys that sign the cookies of the OpenID provider, made at first use. */
export const keptCookieKeys = (folder: string): Promise<string[]> =>
  keep(folder, 'cookies.json', () => Promise.resolve([randomBytes(32).toString('base64url')]));

/** Secret of 32 random bytes kept under a name, made at first use. */
export const keptSecret = async (folder: string, name: string): Promise<Buffer> =>
  Buffer.from(
    await keep(folder, `${name}.json`, () => Promise.resolve(randomBytes(32).toString('base64url'))),
    'base64url',
  );

/** Public half of a private key. */
export const publicHalf = ({ kty, crv, x, y, kid, alg, use }: PrivateJwk): JWK & { kid: string } => ({
  kid,
  ...(kty === undefined ? {} : { kty }),
  ...(crv === undefined ? {} : { crv }),
  ...(x === undefined ? {} : { x }),
  ...(y === undefined ? {} : { y }),
  ...(alg === undefined ? {} : { alg }),
  ...(use === undefined ? {} : { use }),
});
