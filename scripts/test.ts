import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll, remotes } from './build.ts';
import { checkAll } from './check.ts';
import { exitCode, root, step, type Command } from './steps.ts';
import { ensureSystem } from './system.ts';

interface Tally {
  passed: number;
  failed: number;
}

const reports = join(root, 'test-results');
const total: Tally = { passed: 0, failed: 0 };
const broken: string[] = [];

const add = (name: string, { passed, failed }: Tally): void => {
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) broken.push(name);
};

const readReport = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

/** A suite that ended badly without naming a failed test counts as one failure. */
const settle = (counts: Tally | undefined, code: number): Tally => {
  if (!counts || counts.passed + counts.failed === 0) return { passed: 0, failed: 1 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
};

async function suite(
  name: string,
  command: Command,
  file: string,
  count: (report: unknown) => Tally | undefined,
): Promise<void> {
  await step(name, async () => {
    const code = await exitCode(command);
    const tally = settle(count(readReport(file)), code);
    add(name, tally);
    console.log(`  ${tally.passed} passed, ${tally.failed} failed`);
    return tally.failed === 0;
  });
}

const vitestCounts = (report: unknown): Tally | undefined => {
  const { numPassedTests, numFailedTests } = (report ?? {}) as Record<string, number | undefined>;
  return numPassedTests === undefined ? undefined : { passed: numPassedTests, failed: numFailedTests ?? 0 };
};

const playwrightCounts = (report: unknown): Tally | undefined => {
  const stats = (report as { stats?: Record<string, number> } | undefined)?.stats;
  return stats && { passed: (stats['expected'] ?? 0) + (stats['flaky'] ?? 0), failed: stats['unexpected'] ?? 0 };
};

function vitest(name: string, cwd: string, env: Record<string, string> = {}): Promise<void> {
  const file = join(reports, `${name.replaceAll(/[^\w]+/g, '-')}.json`);
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  return suite(name, { command: 'vitest', args, cwd, env }, file, vitestCounts);
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const system = await ensureSystem(['chromium', 'mariadb', 'fonts']);
if (!(await buildAll())) add('build', { passed: 0, failed: 1 });
const checks = await checkAll();
add('check', { passed: checks.passed.length, failed: checks.failed.length });

await vitest('contracts', 'contracts');
await vitest('kit', 'kit');
await vitest('shell', 'shell');
for (const remote of remotes) await vitest(`remote ${remote}`, join('remotes', remote));
await vitest('bff on the embedded database', 'bff', { EOMS_TEST_DB: 'sqlite' });
await vitest('bff on MariaDB', 'bff', { EOMS_TEST_DB: 'mariadb' });

const browserReport = join(reports, 'browser.json');
await suite(
  'browser',
  {
    command: 'playwright',
    args: ['test'],
    cwd: 'e2e',
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport, EOMS_CHROMIUM: system.chromium ?? '' },
  },
  browserReport,
  playwrightCounts,
);

if (broken.length > 0) console.log(`✗ ${broken.join(', ')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
