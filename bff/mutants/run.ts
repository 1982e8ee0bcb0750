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
 *     npm run mutants -- access 26         those whose feature, file, name or invariant contains one of the words
 *     npm run mutants -- --jobs=2          two at a time
 */

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const ROOT = dirname(FOLDER.replace(/\/$/, ''));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

// A busy machine must not pass for a fault: tests have twice their usual time, with the fault and without. Where a fault
// makes a test wait in vain, that time is what the proof takes; a run that does not even end then is given up.
const TEST_TIMEOUT = 120_000;
const RUN_TIMEOUT = 1_200_000;

interface Feature {
  readonly mutants: readonly Mutant[];
}

interface Seeded extends Mutant {
  /** Name of the file that lists it. */
  readonly feature: string;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function allMutants(): Promise<Seeded[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.mutants.ts'));
  const features = files.sort().map(async (name) => {
    const { mutants } = (await import(pathToFileURL(join(FOLDER, name)).href)) as Feature;
    return mutants.map((mutant) => ({ ...mutant, feature: name.replace('.mutants.ts', '') }));
  });
  return (await Promise.all(features)).flat();
}

/** Runs a test file, with a mutant or without; null when it could not be loaded or did not end. */
async function runTests(test: string, mutant: Mutant | null): Promise<Report | null> {
  const folder = mkdtempSync(join(tmpdir(), 'eoms-mutant-'));
  const output = join(folder, 'report.json');
  const times = [`--testTimeout=${TEST_TIMEOUT}`, `--hookTimeout=${TEST_TIMEOUT}`];
  const args = [vitest, 'run', test, '--reporter=json', `--outputFile=${output}`, ...times];
  if (mutant) args.push('--bail=1');
  if (mutant?.title !== undefined) args.push('-t', mutant.title);
  const env = { ...process.env, ...(mutant && { [MUTANT]: JSON.stringify(mutant) }) };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'ignore' });
  const deadline = setTimeout(() => child.kill('SIGKILL'), RUN_TIMEOUT);
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(deadline);
  try {
    return JSON.parse(readFileSync(output, 'utf8')) as Report;
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const baselines = new Map<string, Promise<Report | null>>();

/** What is wrong with a test before anything is seeded: a test that fails anyway finds nothing. */
async function baselineFault({ test, title }: Mutant): Promise<string | null> {
  const known = baselines.get(test) ?? runTests(test, null);
  baselines.set(test, known);
  const ran = (await known)?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  const named = ran.filter(({ fullName }) => title === undefined || new RegExp(title).test(fullName));
  if (ran.length === 0) return 'its test file could not be loaded';
  if (named.length === 0) return 'no such test';
  return named.every(({ status }) => status === 'passed') ? null : 'its test fails without it';
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
  const report = await runTests(mutant.test, mutant);
  if (!report) return 'the tests did not run to their end';
  if (report.numFailedTests > 0) return null;
  return report.numPassedTests > 0 ? 'its test passes' : 'the file could not be loaded with it';
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const jobs = Number(process.argv.find((word) => word.startsWith('--jobs='))?.slice('--jobs='.length) ?? 1);
const wanted = (await allMutants()).filter(
  ({ feature, invariant, name, file }) =>
    words.length === 0 || words.some((word) => `${feature} ${file} ${name} ${invariant}`.includes(word)),
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
