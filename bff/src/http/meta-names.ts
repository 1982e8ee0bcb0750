import { allMetas } from '@eoms/contracts/catalogue';
import type { Localized } from '@eoms/contracts/endpoint';

const fromRemotes = new Map<string, Localized>();

/** Notes the names of permissions that remotes declare, so that menus and refusals can name them. */
export function rememberMetaNames(names: Iterable<readonly [code: string, name: Localized]>): void {
  for (const [code, { zh, en }] of names) fromRemotes.set(code, { zh, en });
}

/** Name of a permission in both languages; the code itself when nobody has named it. */
export function metaName(code: string): Localized {
  const known = Object.hasOwn(allMetas, code) ? allMetas[code] : fromRemotes.get(code);
  const { zh, en } = known ?? { zh: code, en: code };
  return { zh, en };
}
