// A hash no file has: what the registry does not list is refused by the browser itself, as a load error like any other.
const REFUSED = `sha384-${'A'.repeat(64)}`;

const known = new Map<string, string>();

/** Adds files by absolute path. */
export const trustFiles = (integrity: Readonly<Record<string, string>>): void => {
  for (const [path, hash] of Object.entries(integrity)) known.set(path, hash);
};

/** Integrity of a file; one that nothing can satisfy when the file is not known. */
export const integrityOf = (url: string): string => known.get(new URL(url, location.origin).pathname) ?? REFUSED;

const retried = new Map<string, number>();

/** Has files below a path fetched anew from now on: the browser keeps what it refused, or still waits for, by its address. */
export const refetchBelow = (path: string, attempt: number): void => {
  retried.set(path, attempt);
};

/** Address at which a file is fetched: its own, or after a failure one that was never asked for. */
export function addressOf(url: string): string {
  const { pathname, search } = new URL(url, location.origin);
  const attempt = [...retried].find(([path]) => pathname.startsWith(path))?.[1];
  return attempt === undefined || search ? url : `${url}?try=${attempt}`;
}

// Builds of shell and remotes ask these functions for every chunk and stylesheet (kit/build/integrity-plugin.ts).
Object.assign(globalThis, { eomsIntegrity: integrityOf, eomsAddress: addressOf });
