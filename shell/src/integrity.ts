// A hash no file has: what the registry does not list is refused by the browser itself, as a load error like any other.
const REFUSED = `sha384-${'A'.repeat(64)}`;

const known = new Map<string, string>();

/** Adds files by absolute path. */
export const trustFiles = (integrity: Readonly<Record<string, string>>): void => {
  for (const [path, hash] of Object.entries(integrity)) known.set(path, hash);
};

/** Integrity of a file; one that nothing can satisfy when the file is not known. */
export const integrityOf = (url: string): string => known.get(new URL(url, location.origin).pathname) ?? REFUSED;

// Builds of shell and remotes ask this function for every chunk and stylesheet (kit/build/integrity-plugin.ts).
(globalThis as { eomsIntegrity?: typeof integrityOf }).eomsIntegrity = integrityOf;
