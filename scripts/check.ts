import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandStep, root, step } from './steps.ts';

const MAX_LINES = 300;
const SUFFIXES =
  /\.(?:ts|tsx|mjs|cjs|css|html|json|md|yml|svg|png|gitkeep)$|(?:^|\/)(?:run|\.gitignore|\.prettierignore|\.npmrc)$/;

const trackedFiles = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);

const lineCount = (file: string): number => readFileSync(join(root, file), 'utf8').split('\n').length - 1;

/** House rules no linter knows: length of every source file, closed list of file suffixes, no machine paths. */
function houseRules(): boolean {
  const faults: string[] = [];
  for (const file of trackedFiles()) {
    if (!SUFFIXES.test(file)) faults.push(`${file}: not one of the file suffixes of this repository`);
    if (!/\.(?:ts|tsx|mjs|css)$/.test(file)) continue;
    const lines = lineCount(file);
    if (lines > MAX_LINES) faults.push(`${file}: ${lines} lines, at most ${MAX_LINES}`);
    const text = readFileSync(join(root, file), 'utf8');
    if (/(?<![\w.-])\/(?:home|root|work)\/[\w.-]/.test(text)) faults.push(`${file}: names a path of one machine`);
  }
  for (const fault of faults) console.error(`  ${fault}`);
  return faults.length === 0;
}

const checks: readonly [name: string, run: () => Promise<boolean>][] = [
  ['types', () => commandStep('types', { command: 'tsc', args: ['-b'] })],
  ['lint', () => commandStep('lint', { command: 'oxlint', args: ['--deny-warnings'] })],
  [
    'import law',
    () =>
      commandStep('import law', {
        command: 'depcruise',
        args: ['--output-type', 'err', 'contracts', 'kit', 'bff', 'shell', 'remotes', 'e2e', 'scripts'],
      }),
  ],
  ['unused code', () => commandStep('unused code', { command: 'knip', args: ['--no-progress'] })],
  ['duplicates', () => commandStep('duplicates', { command: 'jscpd', args: ['.'] })],
  ['format', () => commandStep('format', { command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] })],
  ['house rules', () => step('house rules', async () => houseRules())],
  ['byte budgets', () => commandStep('byte budgets', { command: 'node', args: ['kit/build/check-budgets.ts'] })],
];

/** Runs every static check; resolves with the names of those that passed and failed. Needs the built front ends. */
export async function checkAll(): Promise<{ passed: string[]; failed: string[] }> {
  const passed: string[] = [];
  const failed: string[] = [];
  for (const [name, run] of checks) ((await run()) ? passed : failed).push(name);
  return { passed, failed };
}

if (import.meta.main) {
  const { buildAll } = await import('./build.ts');
  const built = await buildAll();
  const { failed } = await checkAll();
  console.log(failed.length === 0 ? '✓ check' : `✗ check: ${failed.join(', ')}`);
  process.exitCode = built && failed.length === 0 ? 0 : 1;
}
