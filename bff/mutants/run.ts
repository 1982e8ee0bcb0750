import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MUTANT, type Mutant } from './mutant.ts';

export type { Mutant } from './mutant.ts';

/**
 * Proves that the tests bite: runs the test of every seeded fault with the fault in place and expects it to fail.
 *
 *     npm run mutants                      all of them
 *     npm run mutants -- access 26         those whose file, name or invariant contains one of the words
 *     npm run mutants -- --jobs=2          two at a time
 */

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const ROOT = dirname(FOLDER.replace(/\/$/, ''));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

interface Feature {
  readonly mutants: readonly Mutant[];
}

interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

async function allMutants(): Promise<Mutant[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.mutants.ts'));
  const features = files.sort().map((name) => import(pathToFileURL(join(FOLDER, name)).href) as Promise<Feature>);
  return (await Promise.all(features)).flatMap(({ mutants }) => mutants);
}

/** Runs the tests a mutant names; null when they could not even be loaded. */
async function runTests({ test, title }: Mutant, mutant: Mutant | null): Promise<Report | null> {
  const folder = mkdtempSync(join(tmpdir(), 'eoms-mutant-'));
  const output = join(folder, 'report.json');
  const args = [vitest, 'run', test, '--reporter=json', `--outputFile=${output}`];
  if (title !== undefined) args.push('-t', title);
  const env = { ...process.env, ...(mutant && { [MUTANT]: JSON.stringify(mutant) }) };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  try {
    return JSON.parse(readFileSync(output, 'utf8')) as Report;
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const baselines = new Map<string, Promise<string | null>>();

/** What is wrong with a test before anything is seeded: a test that fails anyway finds nothing. */
function baselineFault(mutant: Mutant): Promise<string | null> {
  const key = `${mutant.test} ${mutant.title ?? ''}`;
  const known = baselines.get(key);
  if (known) return known;
  const fault = runTests(mutant, null).then((report) => {
    if (!report || report.numPassedTests + report.numFailedTests === 0) return 'no such test';
    return report.numFailedTests > 0 ? 'its test fails without it' : null;
  });
  baselines.set(key, fault);
  return fault;
}

/** Why a mutant was not caught; null when it was. */
async function escapeOf(mutant: Mutant): Promise<string | null> {
  let source: string;
  try {
    source = readFileSync(join(ROOT, mutant.file), 'utf8');
  } catch {
    return `there is no ${mutant.file}`;
  }
  const times = source.split(mutant.find).length - 1;
  if (times !== 1) return `its text occurs ${times} times in ${mutant.file}`;
  const before = await baselineFault(mutant);
  if (before) return before;
  const report = await runTests(mutant, mutant);
  if (!report) return 'the tests did not run';
  if (report.numFailedTests > 0) return null;
  return report.numPassedTests > 0 ? 'its test passes' : 'the file could not be loaded with it';
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const jobs = Number(process.argv.find((word) => word.startsWith('--jobs='))?.slice('--jobs='.length) ?? 1);
const wanted = (await allMutants()).filter(
  ({ invariant, name, file }) =>
    words.length === 0 || words.some((word) => `${file} ${name} ${invariant}`.includes(word)),
);
const waiting = [...wanted];
let caught = 0;

async function work(): Promise<void> {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const escape = await escapeOf(mutant);
    if (!escape) caught += 1;
    console.log(`${escape ? '✗' : '✓'} ${mutant.invariant}: ${mutant.name}${escape ? ` — ${escape}` : ''}`);
  }
}

await Promise.all(Array.from({ length: jobs }, work));
console.log(`caught ${caught} of ${wanted.length}`);
process.exitCode = caught === wanted.length ? 0 : 1;
