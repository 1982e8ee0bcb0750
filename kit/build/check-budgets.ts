import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { FirstFiles } from './first-files-plugin.ts';

/** Byte budgets of the front end, as budgets.json keeps them; a kilobyte is 1000 bytes. */
export interface Budgets {
  readonly shellFirstLoad: {
    readonly kilobytes: number;
    readonly requests: number;
    /** What a start asks for besides files; it counts as requests. */
    readonly requestsBesideFiles: readonly string[];
  };
  readonly firstRemote: { readonly kilobytes: number };
  readonly furtherRemote: { readonly kilobytes: number };
}

/** One line of the table: what was measured against what. */
export interface BudgetLine {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: 'KB' | 'requests';
}

interface Build {
  readonly name: string;
  readonly dist: string;
}

const isFile = (name: string): boolean => /\.(?:js|css)$/.test(name);

/** Bytes of a file on the wire: its precompressed form, or what brotli makes of it. */
function wireBytes(file: string): number {
  return existsSync(`${file}.br`) ? statSync(`${file}.br`).size : brotliCompressSync(readFileSync(file)).length;
}

const filesOf = (dist: string): string[] =>
  readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter(isFile)
    .map((name) => name.replaceAll('\\', '/'));

const kilobytes = (dist: string, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + wireBytes(join(dist, name)), 0) / 1000;

/** Files the shell's page loads by itself. */
const firstFiles = (page: string, names: readonly string[]): string[] =>
  names.filter((name) => page.includes(`"/assets/${name}"`));

/** Bytes until the first page of a remote shows, were it the largest one. */
function firstPage(dist: string): number {
  const told = join(dist, 'first-files.json');
  if (!existsSync(told)) return kilobytes(dist, filesOf(dist));
  const { first, pages } = JSON.parse(readFileSync(told, 'utf8')) as FirstFiles;
  const sizes = pages.map((files) => kilobytes(dist, files.filter(isFile)));
  return kilobytes(dist, first.filter(isFile)) + Math.max(0, ...sizes);
}

/** Measures built folders against the budgets; of a remote that fetches its pages on demand the largest page counts. */
export function measure(shell: Build, remotes: readonly Build[], budgets: Budgets): BudgetLine[] {
  const names = filesOf(shell.dist);
  const first = firstFiles(readFileSync(join(shell.dist, 'index.html'), 'utf8'), names);
  const later = kilobytes(
    shell.dist,
    names.filter((name) => !first.includes(name)),
  );
  const own = remotes.map(({ name, dist }) => ({ name, size: firstPage(dist) }));
  const largest = Math.max(0, ...own.map(({ size }) => size));
  const { shellFirstLoad, firstRemote, furtherRemote } = budgets;
  return [
    {
      name: 'shell, first load',
      value: kilobytes(shell.dist, ['index.html', ...first]),
      limit: shellFirstLoad.kilobytes,
      unit: 'KB',
    },
    {
      name: 'shell, first load',
      value: 1 + first.length + shellFirstLoad.requestsBesideFiles.length,
      limit: shellFirstLoad.requests,
      unit: 'requests',
    },
    { name: 'first remote with what it shares', value: later + largest, limit: firstRemote.kilobytes, unit: 'KB' },
    ...own.map(({ name, size }) => ({
      name: `further remote: ${name}`,
      value: size,
      limit: furtherRemote.kilobytes,
      unit: 'KB' as const,
    })),
  ];
}

const line = ({ name, value, limit, unit }: BudgetLine): string => {
  const figure = unit === 'KB' ? value.toFixed(1) : String(value);
  return `  ${value <= limit ? '✓' : '✗'} ${name.padEnd(36)} ${figure.padStart(7)} of ${String(limit).padStart(3)} ${unit}`;
};

function main(): boolean {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const budgets = JSON.parse(readFileSync(new URL('budgets.json', import.meta.url), 'utf8')) as Budgets;
  const builds = ['shell', ...readdirSync(join(root, 'remotes')).map((name) => `remotes/${name}`)].map((name) => ({
    name,
    dist: join(root, name, 'dist'),
  }));
  const missing = builds.filter(({ dist }) => !existsSync(dist));
  if (missing.length > 0) {
    console.error(`  not built: ${missing.map(({ name }) => name).join(', ')}; run npm run build first`);
    return false;
  }
  const [shell, ...remotes] = builds as [Build, ...Build[]];
  const lines = measure(shell, remotes, budgets);
  console.log(lines.map(line).join('\n'));
  return lines.every(({ value, limit }) => value <= limit);
}

if (import.meta.main) process.exitCode = main() ? 0 : 1;
