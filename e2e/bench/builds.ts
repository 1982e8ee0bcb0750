import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, type Command } from '../../scripts/steps.ts';

/** The same code in three forms: the portal as it is, one application with lazy routes, one application in one bundle. */
export const variants = ['portal', 'lazy', 'bundle'] as const;
export type Variant = (typeof variants)[number];

/** Names as figures carry them. */
export const variantNames: Readonly<Record<Variant, string>> = {
  portal: 'portal',
  lazy: 'lazy-route SPA',
  bundle: 'one-bundle SPA',
};

async function run(command: Command): Promise<void> {
  const code = await exitCode(command);
  if (code !== 0) throw new Error(`${command.command} ${command.args.join(' ')} ended with ${code}`);
}

/** The comparison is worthless when an application still meets its remotes at run time. */
function refuseFederation(folder: string): void {
  const files = readdirSync(join(folder, 'js')).filter((name) => name.endsWith('.js'));
  const found = files.find((name) => readFileSync(join(folder, 'js', name), 'utf8').includes('__FEDERATION__'));
  if (found) throw new Error(`${found} holds the federation runtime: the shell loads remotes by other files now`);
}

/** Builds and releases the portal into a folder of run-time files of its own; what did not change comes from the cache. */
export const buildPortal = (varFolder: string): Promise<void> =>
  run({ command: 'node', args: ['scripts/build.ts'], env: { EOMS_VAR: varFolder } });

/** Builds both single applications; resolves with the folders to serve as shell. */
export async function buildApplications(folder: string): Promise<Record<'lazy' | 'bundle', string>> {
  await run({
    command: 'webpack',
    args: ['--config', 'e2e/bench/spa/webpack.config.ts'],
    env: { NODE_ENV: 'production', BENCH_OUT: folder },
  });
  const built = { lazy: join(folder, 'lazy'), bundle: join(folder, 'bundle') };
  for (const each of Object.values(built)) refuseFederation(each);
  return built;
}
