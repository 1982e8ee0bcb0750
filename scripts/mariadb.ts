import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureSystem, findProgram } from './system.ts';

/** A database server of this process only; its data goes when it stops. */
export interface PrivateMariadb {
  /** `mysql://…/eoms`, an empty database whose user may create others. */
  readonly url: string;
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const START_MS = 30_000;
const STARTS = 3;

/** The server refuses to run as root: root hands it to the account its package made. */
const accountFor = (): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const [, uid, gid] = /^mysql:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** The folder must be reachable by the server's account, which a private TMPDIR of root is not. */
const makeFolder = (account: Account | undefined): string => {
  const folder = mkdtempSync(join(account ? '/tmp' : tmpdir(), 'eoms-mariadb-'));
  mkdirSync(join(folder, 'tmp'));
  if (account) for (const path of [folder, join(folder, 'tmp')]) chownSync(path, account.uid, account.gid);
  return folder;
};

const initialise = (server: string, folder: string, account: Account | undefined): void => {
  const program =
    findProgram(['mariadb-install-db', 'mysql_install_db']) ?? join(dirname(server), 'mariadb-install-db');
  const flags = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
  const args = ['--no-defaults', `--datadir=${join(folder, 'data')}`, ...flags];
  const done = spawnSync(program, args, {
    ...account,
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, HOME: folder },
  });
  if (done.status !== 0)
    throw new Error(`${program} ended with ${done.status ?? done.error?.message}: ${done.stderr}${done.stdout}`);
};

// Data is thrown away, so nothing is flushed for its safety; the rest is what a production server has.
const serverFlags = (folder: string, port: number): string[] => [
  '--no-defaults',
  `--datadir=${join(folder, 'data')}`,
  `--tmpdir=${join(folder, 'tmp')}`,
  `--socket=${join(folder, 's')}`,
  `--pid-file=${join(folder, 'pid')}`,
  `--init-file=${join(folder, 'init.sql')}`,
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--character-set-server=utf8mb4',
  '--innodb-buffer-pool-size=128M',
  '--innodb-log-file-size=32M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--innodb-doublewrite=0',
  '--max-connections=300',
];

/** Where setpriv is there, the kernel ends the server with this process, even one that was killed. */
const withParent = (server: string, account: Account | undefined): { command: string; lead: string[] } => {
  const setpriv = findProgram(['setpriv']);
  if (!setpriv) return { command: server, lead: [] };
  const identity = account ? ['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups'] : [];
  return { command: setpriv, lead: ['--pdeathsig', 'KILL', ...identity, '--', server] };
};

const untilReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => fail(`not ready after ${START_MS} ms`), START_MS);
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`mariadbd: ${why}\n${log.slice(-2000)}`));
    };
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended with ${code}`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-20_000);
      if (!log.includes('ready for connections')) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve();
    });
  });

async function launch(
  server: string,
  folder: string,
  account: Account | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  const { command, lead } = withParent(server, account);
  for (let start = 1; ; start += 1) {
    const port = await freePort();
    const identity = lead.length === 0 ? account : undefined;
    const child = spawn(command, [...lead, ...serverFlags(folder, port)], {
      ...identity,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      await untilReady(child);
      return { child, port };
    } catch (error) {
      child.kill('SIGKILL');
      // Somebody else may have taken the port in between.
      if (start === STARTS) throw error;
    }
  }
}

/** Starts a MariaDB server in a temporary folder on a free port of this machine; it ends with this process at the latest. */
export async function startMariadb(): Promise<PrivateMariadb> {
  const { mariadb: server } = await ensureSystem(['mariadb']);
  if (server === undefined) throw new Error('MariaDB is missing');
  const account = accountFor();
  const folder = makeFolder(account);
  const password = randomBytes(12).toString('hex');
  initialise(server, folder, account);
  const statements = [
    'CREATE DATABASE IF NOT EXISTS eoms',
    `CREATE OR REPLACE USER eoms@'127.0.0.1' IDENTIFIED BY '${password}'`,
    "GRANT ALL ON *.* TO eoms@'127.0.0.1'",
  ];
  writeFileSync(join(folder, 'init.sql'), `${statements.join(';\n')};\n`);
  const { child, port } = await launch(server, folder, account);
  const clean = (): void => {
    child.kill('SIGKILL');
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', clean);
  return {
    url: `mysql://eoms:${password}@127.0.0.1:${port}/eoms`,
    async stop() {
      process.removeListener('exit', clean);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await ended;
      }
      clean();
    },
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const since = performance.now();
  const { url } = await startMariadb();
  console.log(`${url} (${Math.round(performance.now() - since)} ms); Ctrl+C ends it`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
}
