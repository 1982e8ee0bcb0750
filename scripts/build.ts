import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandStep, root } from './steps.ts';

/** Folders of the project's own remotes. */
export const remotes = readdirSync(join(root, 'remotes'));

/** Folder in which everything is kept that is written at run time. */
export const varFolder = process.env['EOMS_VAR'] ?? join(root, 'var');

/** Puts the built files of a remote where the registry reads them; the running portal takes them up by itself. */
export const releaseRemote = (remote: string): Promise<boolean> =>
  commandStep(`release ${remote}`, {
    command: 'node',
    args: [
      'kit/cli/eoms.ts',
      'release',
      '--dist',
      join('remotes', remote, 'dist'),
      '--to',
      join(varFolder, 'releases'),
    ],
  });

/** Builds what changed and releases each remote. Resolves true when all succeeded. */
export async function buildAll(): Promise<boolean> {
  // What watch mode left behind must not get into a release; turbo restores unchanged builds in no time.
  for (const folder of ['shell', ...remotes.map((remote) => join('remotes', remote))]) {
    rmSync(join(root, folder, 'dist'), { recursive: true, force: true });
  }
  const built = await commandStep('build shell and remotes', {
    command: 'turbo',
    args: ['run', 'build', '--concurrency=2', '--output-logs=errors-only'],
    env: { NODE_ENV: 'production', TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  if (!built) return false;
  for (const remote of remotes) if (!(await releaseRemote(remote))) return false;
  return true;
}

if (import.meta.main) process.exitCode = (await buildAll()) ? 0 : 1;
