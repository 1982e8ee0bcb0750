import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { MUTANT, type Mutant } from './mutant.ts';

/** True in a run that was told of a mutant. */
export const isMutated = (): boolean => process.env[MUTANT] !== undefined;

/** Loads one source file with the fault of the mutant this run was told of; no file on disk changes. */
export function mutate(): Plugin[] {
  const told = process.env[MUTANT];
  if (!told) return [];
  const { file, find, replace } = JSON.parse(told) as Mutant;
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const plugin: Plugin = {
    name: 'mutant',
    enforce: 'pre',
    transform(code, id) {
      if (id.split('?', 1)[0] !== path) return undefined;
      return { code: code.split(find).join(replace), map: null };
    },
  };
  return [plugin];
}
