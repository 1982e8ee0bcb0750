import { spawn, type SpawnOptions } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const bin = join(root, 'node_modules', '.bin');

/** Environment of every step: the project's own Node and tools come first. */
export const stepEnvironment = (extra: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
  ...extra,
});

/** One command of a step. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Starts a command with the project's tools on the PATH. */
export const start = ({ command, args, cwd, env }: Command, options: SpawnOptions = {}) =>
  spawn(command, args, { cwd: cwd ? join(root, cwd) : root, env: stepEnvironment(env), stdio: 'inherit', ...options });

/** Runs a command to its end; resolves with its exit code. */
export const exitCode = (command: Command, options: SpawnOptions = {}): Promise<number> =>
  new Promise((resolve) => {
    const child = start(command, options);
    child.once('error', (error) => {
      console.error(`${command.command}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs a named step, saying when it begins, and how it ended after how long. Resolves true when it succeeded. */
export async function step(name: string, run: () => Promise<boolean>): Promise<boolean> {
  const since = performance.now();
  console.log(`▸ ${name} …`);
  const ok = await run();
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds(since)})`);
  return ok;
}

/** Runs a command as a named step. */
export const commandStep = (name: string, command: Command): Promise<boolean> =>
  step(name, async () => (await exitCode(command)) === 0);
