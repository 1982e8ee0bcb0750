import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandStep, root } from './steps.ts';

/** Folders of the project's own remotes. */
export const remotes = readdirSync(join(root, 'remotes'));

/** Folder in which everything is kept that is written at run time. */
export const varFolder = process.env['EOMS_VAR'] ?? join(root, 'var');

/** Builds what changed and puts each remote's release where the registry reads it. Resolves true when all succeeded. */
export async function buildAll(): Promise<boolean> {
  const built = await commandStep('build shell and remotes', {
    command: 'turbo',
    args: ['run', 'build', '--concurrency=2', '--output-logs=errors-only'],
    env: { NODE_ENV: 'production', TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  if (!built) return false;
  for (const remote of remotes) {
    const released = await commandStep(`release ${remote}`, {
      command: 'node',
      args: ['kit/cli/eoms.ts', 'release', '--dist', join('remotes', remote, 'dist'), '--to', join(varFolder, 'releases')],
    });
    if (!released) return false;
  }
  return true;
}

if (import.meta.main) process.exitCode = (await buildAll()) ? 0 : 1;
