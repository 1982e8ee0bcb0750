import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

function versionOf(name: string): string {
  // Reading the file keeps packages whose `exports` hide their package.json readable.
  const paths = require.resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      const text = readFileSync(`${path}/${name}/package.json`, 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      continue;
    }
  }
  throw new Error(`${name} is not installed`);
}

/** Packages that exist once in a tab: the shell provides them, remotes never bring their own. Key is the import, value the package. */
const SINGLETONS = {
  react: 'react',
  'react/jsx-runtime': 'react',
  'react-dom': 'react-dom',
  '@eoms/kit': '@eoms/kit',
  '@eoms/kit/router': '@eoms/kit',
  '@eoms/kit/ui': '@eoms/kit',
  '@tanstack/react-query': '@tanstack/react-query',
  zustand: 'zustand',
} as const;

/** Import names shared between shell and remotes. */
export type SharedName = keyof typeof SINGLETONS;

/** Versions of everything shared, by import name. */
export const sharedVersions = (): Record<SharedName, string> =>
  Object.fromEntries(Object.entries(SINGLETONS).map(([key, name]) => [key, versionOf(name)])) as Record<
    SharedName,
    string
  >;

/** Share options of a remote: everything from the shell, nothing of its own; a wrong React is refused instead of mounted. */
export const sharedByShell = (): Record<
  string,
  { singleton: true; import: false; requiredVersion: string; strictVersion: boolean }
> =>
  Object.fromEntries(
    Object.entries(sharedVersions()).map(([key, version]) => [
      key,
      { singleton: true, import: false, requiredVersion: `^${version}`, strictVersion: key.startsWith('react') },
    ]),
  );
