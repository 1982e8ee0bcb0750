import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Mutant } from '../mutants/mutant.ts';

// What docs/permissions.md promises is promised by number: each number has a test that names it, and each invariant a
// seeded fault that its own test must find (npm run mutants -w bff).

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const INVARIANTS = Array.from({ length: 37 }, (_none, index) => index + 1);
const MISTAKES = Array.from({ length: 42 }, (_none, index) => index + 1);
const FOLDERS = ['bff/src', 'bff/test', 'contracts/src', 'kit', 'shell/src', 'remotes', 'e2e'];
const TEST_FILE = /\.test\.tsx?$/;

const sourceOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** First argument of `it`, `test` and `describe`, also after `each(…)`. */
const TITLE = /(?:\b(?:it|test|describe)|\))\(\s*(?:'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`)\s*,/g;
const titlesIn = (source: string): string[] => [...source.matchAll(TITLE)].map(([, a, b, c]) => a ?? b ?? c ?? '');

/** Numbers a text names: "mistake 4: …", "invariant 4, mistake 18: …", "… (mistake 12)". */
const numbersIn = (word: 'invariant' | 'mistake', text: string): number[] =>
  [...text.matchAll(new RegExp(`\\b${word} (\\d+)`, 'g'))].map(([, number]) => Number(number));

const testFiles = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => TEST_FILE.test(path) && !path.includes('node_modules')),
);
const titles = new Map(testFiles.map((path) => [path, titlesIn(sourceOf(path))]));

/** Files with a test that names a number, by number. */
function filesNaming(word: 'invariant' | 'mistake'): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const [path, all] of titles)
    for (const number of all.flatMap((title) => numbersIn(word, title)))
      found.set(number, (found.get(number) ?? new Set()).add(path));
  return found;
}
const showing = { invariant: filesNaming('invariant'), mistake: filesNaming('mistake') };

let mutants: Mutant[] = [];
beforeAll(async () => {
  const folder = join(ROOT, 'bff/mutants');
  const files = readdirSync(folder).filter((name) => name.endsWith('.mutants.ts'));
  const all = files.map(
    async (name) => (await import(pathToFileURL(join(folder, name)).href)) as { mutants: Mutant[] },
  );
  mutants = (await Promise.all(all)).flatMap((feature) => feature.mutants);
});

/** Names of tests that a mutant runs, of those that speak of its invariant. */
const caughtBy = ({ test: path, title = '', invariant }: Mutant): string[] =>
  (titles.get(`bff/${path}`) ?? []).filter(
    (each) => numbersIn('invariant', each).includes(invariant) && new RegExp(title).test(each),
  );

describe('every number', () => {
  test('of an invariant is named by a test of the services', () => {
    const shown = (number: number) =>
      [...(showing.invariant.get(number) ?? [])].some((path) => path.startsWith('bff/'));
    expect(INVARIANTS.filter((number) => !shown(number))).toEqual([]);
    expect([...showing.invariant.keys()].filter((number) => !INVARIANTS.includes(number))).toEqual([]);
  });

  test('of an invariant has a fault that a test of that invariant must find', () => {
    const proven = new Set(mutants.filter((mutant) => caughtBy(mutant).length > 0).map(({ invariant }) => invariant));
    expect(INVARIANTS.filter((number) => !proven.has(number))).toEqual([]);
  });

  test('of a mistake is named by a test', () => {
    expect(MISTAKES.filter((number) => !showing.mistake.has(number))).toEqual([]);
    expect([...showing.mistake.keys()].filter((number) => !MISTAKES.includes(number))).toEqual([]);
  });
});

test('every fault can be seeded: its text stands once in its file, and its test is there', () => {
  const faults = mutants.flatMap(({ name, file, find, test: path }) => {
    const times = sourceOf(`bff/${file}`).split(find).length - 1;
    return times === 1 && titles.has(`bff/${path}`) ? [] : [`${name}: ${times} times in ${file}, test ${path}`];
  });
  expect(faults).toEqual([]);
});

describe('docs/permissions.md', () => {
  const lines = sourceOf('docs/permissions.md').split('\n');

  /** Rows of the table of invariants or of mistakes: number, words, files. */
  const rowsOf = (heading: string): { number: number; words: string; files: string[] }[] => {
    const begin = lines.findIndex((line) => line === heading);
    const end = lines.findIndex((line, index) => index > begin && line.startsWith('## '));
    const rows = lines.slice(begin, end < 0 ? undefined : end).filter((line) => /^\| *\d/.test(line));
    return rows.map((line) => {
      const [, number = '', words = '', files = ''] = line.split('|').map((cell) => cell.trim());
      return { number: Number(number), words, files: [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? '') };
    });
  };

  test.each([
    ['invariant', '## Invariants', INVARIANTS],
    ['mistake', '## Usual mistakes', MISTAKES],
  ] as const)('lists every %s with files whose tests name it', (word, heading, numbers) => {
    const rows = rowsOf(heading);
    expect(rows.map(({ number }) => number)).toEqual(numbers);
    for (const { number, words, files } of rows) {
      expect([number, words.length > 10, files.length > 0]).toEqual([number, true, true]);
      const known = [...(showing[word].get(number) ?? [])];
      const listed = files.map((file) => known.filter((path) => path === file || path.endsWith(`/${file}`)).length);
      expect([number, files, listed]).toEqual([number, files, files.map(() => 1)]);
    }
  });
});
