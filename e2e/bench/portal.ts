import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../scripts/steps.ts';
import { freePort } from '../portal.ts';

/** A process that answers requests and says how much CPU it has used. */
export interface Server {
  readonly url: string;
  /** User and system time of all its threads so far, in seconds. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** What a portal under measurement is started with. */
export interface PortalOptions {
  readonly varFolder: string;
  /** Folder of the built shell; the project's own when left out. */
  readonly shellFolder?: string;
  /** `mysql://…`; the embedded database when left out. */
  readonly databaseUrl?: string;
}

const START_MS = 60_000;
const LOOK_MS = 100;
const NO_LIMIT = '100000000';

/** The BFF ends at settings it does not know, so those of the calling shell are left behind. */
const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:EOMS|OIDC|DATABASE|PUBLIC|NODE)_|^PORT$/.test(name)),
  );

/** Ends a process in good order, or at once when it does not. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const hurry = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(hurry);
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = AbortSignal.timeout(START_MS);
  while (!deadline.aborted) {
    if (child.exitCode !== null) throw new Error(`the BFF ended with ${child.exitCode} before it was ready`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`the BFF was not ready after ${START_MS} ms`);
}

async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error('the metrics name no CPU time');
  return Number(seconds);
}

/** Starts the BFF with the embedded sign-in and lifted rate limits. It writes its log as in production, but to nowhere. */
export async function startPortal({ varFolder, shellFolder, databaseUrl }: PortalOptions): Promise<Server> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [join('bff', 'src', 'main.ts')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...plainEnvironment(),
      PORT: String(port),
      PUBLIC_URL: url,
      EOMS_VAR: varFolder,
      EOMS_REQUESTS_PER_MINUTE: NO_LIMIT,
      EOMS_COMMANDS_PER_MINUTE: NO_LIMIT,
      ...(shellFolder ? { EOMS_SHELL: shellFolder } : {}),
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    },
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4000)));
  const killed = (): void => void child.kill('SIGKILL');
  process.once('exit', killed);
  try {
    await untilReady(child, url);
  } catch (error) {
    killed();
    throw new Error(`the BFF did not start: ${said}`, { cause: error });
  }
  return {
    url,
    cpuSeconds: () => cpuSeconds(url),
    async stop() {
      process.removeListener('exit', killed);
      await endProcess(child);
    },
  };
}
