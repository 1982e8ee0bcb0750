import { existsSync, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { buildAll, releaseRemote, remotes, varFolder } from './build.ts';
import { root, start } from './steps.ts';

const QUIET_MS = 300;

/** Runs `act` once the folder has been quiet for a moment: a build writes many files. */
function whenSettled(folder: string, act: () => Promise<unknown>): void {
  let timer: NodeJS.Timeout | undefined;
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void act(), QUIET_MS);
  });
}

if (!(await buildAll())) process.exit(1);

const children = [
  // The BFF restarts on its own sources and on contracts; open tabs retry while it does.
  start({
    command: 'node',
    args: ['--watch-path=bff/src', '--watch-path=contracts/src', '--watch-preserve-output', 'bff/src/main.ts'],
    env: { EOMS_VAR: varFolder },
  }),
  ...['shell', ...remotes.map((name) => join('remotes', name))].map((cwd) =>
    start({
      command: 'webpack',
      args: ['--watch', '--config', 'webpack.config.ts'],
      cwd,
      env: { NODE_ENV: 'production' },
    }),
  ),
];

for (const remote of remotes) {
  const dist = join(root, 'remotes', remote, 'dist');
  if (!existsSync(dist)) mkdirSync(dist, { recursive: true });
  whenSettled(dist, () => releaseRemote(remote));
}

const stop = (): void => {
  for (const child of children) child.kill('SIGTERM');
  process.exit(0);
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
console.log('▸ watching: reload the page to see an edit of a remote or the shell');
