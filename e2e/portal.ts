import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const WAIT_MS = 30_000;

/** Built remotes of the repository, as `npm run build` released them. */
export const builtReleases = join(root, 'var', 'releases');

/** Where a portal listens, at which address people reach it, and the folder of its run-time files. */
export interface PortalPlace {
  readonly port: number;
  readonly publicUrl: string;
  readonly folder: string;
}

/** A portal of a test's own. */
export interface OwnPortal {
  readonly process: ChildProcess;
  readonly url: string;
  /** Ends it as a deployment would, and resolves when it has finished what it had begun. */
  stop(): Promise<void>;
}

/** A fresh folder of run-time files that holds nothing but the built remotes. @throws Error when nothing is built. */
export function freshFolder(name: string): string {
  if (!existsSync(builtReleases)) throw new Error('no releases are built: run `npm run build` first');
  const folder = join(root, 'e2e', '.cache', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(builtReleases, join(folder, 'releases'), { recursive: true });
  return folder;
}

// The BFF refuses settings it does not know, so that it gets its own and nothing else of this process's environment.
const plainEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );

/** Starts the BFF of production builds; it may not answer yet. Only its errors are told. */
export function launch({ port, publicUrl, folder }: PortalPlace): ChildProcess {
  const settings = { PORT: String(port), PUBLIC_URL: publicUrl, EOMS_VAR: folder, LOG_LEVEL: 'error' };
  const env = { ...plainEnvironment(), ...settings };
  // In a group of its own, or a signal to this process's group would reach it twice, which ends it at once.
  const portal = spawn(process.execPath, ['bff/src/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
    env,
    detached: true,
  });
  let said = '';
  portal.stderr.on('data', (part: Buffer) => (said += part.toString()));
  portal.once('exit', (code) => code !== null && code !== 0 && console.error(said));
  return portal;
}

const ended = (portal: ChildProcess): boolean => portal.exitCode !== null || portal.signalCode !== null;

async function untilReady(portal: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until && !ended(portal)) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the portal at ${url} did not become ready`);
}

/** Starts a portal of its own and resolves when it is ready; `publicUrl` is its own address unless something stands in front. */
export async function startPortal(place: Omit<PortalPlace, 'publicUrl'> & { publicUrl?: string }): Promise<OwnPortal> {
  const url = `http://localhost:${place.port}`;
  const portal = launch({ publicUrl: url, ...place });
  const gone = new Promise<void>((resolve) => portal.once('exit', () => resolve()));
  await untilReady(portal, url);
  return {
    process: portal,
    url,
    async stop() {
      portal.kill('SIGTERM');
      await gone;
    },
  };
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Releases built files of a remote into a portal's folder with the command that department teams use; answers the version. */
export function release(dist: string, folder: string, packageFile: string): Promise<string> {
  const args = [
    'kit/cli/eoms.ts',
    'release',
    '--dist',
    dist,
    '--to',
    join(folder, 'releases'),
    '--package',
    packageFile,
  ];
  return new Promise((resolve, reject) => {
    const command = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    command.stdout.on('data', (part: Buffer) => (told += part.toString()));
    command.once('exit', (code) => {
      const version = /^\w+ (\S+) released/m.exec(told)?.[1];
      if (code === 0 && version) resolve(version);
      else reject(new Error(`eoms release ended with ${code}: ${told}`));
    });
  });
}

/** Absolute path of a file of the repository. */
export const inRepository = (...parts: string[]): string => join(root, ...parts);
