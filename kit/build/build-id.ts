import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Short name of a state of some folders: equal sources give equal builds, other sources another name. */
export function buildId(dirs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of dirs.flatMap(filesOf)) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}
