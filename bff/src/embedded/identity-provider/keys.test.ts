import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keysFolder } from '../../../test/identity-world.ts';
import { keptCookieKeys, keptKey, publicHalf } from './keys.ts';

let folder: ReturnType<typeof keysFolder>;
beforeEach(() => {
  folder = keysFolder();
});
afterEach(() => folder.remove());

test('a key is made once, also when several start at the same time, and stays', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => keptKey(folder.path, 'signing')));
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  expect((await keptKey(folder.path, 'signing')).kid).toBe(keys[0]?.kid);
  expect(readdirSync(folder.path)).toEqual(['signing.jwk.json']);
});

test('the public half holds nothing private', async () => {
  const key = await keptKey(folder.path, 'signing');
  expect(key).toHaveProperty('d');
  expect(Object.keys(publicHalf(key)).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
});

test('cookie keys stay', async () =>
  expect(await keptCookieKeys(folder.path)).toEqual(await keptCookieKeys(folder.path)));
