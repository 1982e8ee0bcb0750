import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A portal of production builds with demo data of its own, thrown away with the run.
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'e2e', '.cache', 'var');
const port = process.env['PORT'];
if (!port) throw new Error('PORT says where the portal under test listens');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync(join(process.env['EOMS_VAR'] ?? join(root, 'var'), 'releases'), join(folder, 'releases'), { recursive: true });

const portal = spawn(process.execPath, ['bff/src/main.ts'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, PORT: port, PUBLIC_URL: `http://localhost:${port}`, EOMS_VAR: folder, LOG_LEVEL: 'error' },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => portal.kill(signal));
portal.once('exit', (code) => process.exit(code ?? 0));
