import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A whole BFF in a process of its own. */
export interface PortalProcess {
  readonly port: number;
  /** Resolves when it answers requests. @throws Error with what it said when it ended instead. */
  readonly ready: Promise<void>;
  /** Exit code and everything it wrote to stderr. */
  readonly ended: Promise<{ code: number | null; said: string }>;
  /** Asks it to leave. */
  leave(): void;
  kill(): void;
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts `main.ts` with these settings and nothing else of the environment but PATH. */
export function startPortal(settings: Readonly<Record<string, string>>): PortalProcess {
  const child = spawn(process.execPath, ['--no-warnings', program], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const listening = Promise.withResolvers<void>();
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (written.includes('"listening"')) return;
    written += chunk.toString();
    if (written.includes('"listening"')) listening.resolve();
  });
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.once('close', (code) => {
      listening.reject(new Error(said || 'it ended before it listened'));
      resolve({ code, said });
    });
  });
  listening.promise.catch(() => undefined);
  return {
    port: Number(settings['PORT']),
    ready: listening.promise,
    ended,
    leave: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}
