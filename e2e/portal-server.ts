import { freshFolder, launch } from './portal.ts';

// The portal under test: production builds, demo data of its own that the next run throws away.
const port = Number(process.env['PORT']);
if (!port) throw new Error('PORT says where the portal under test listens');

const portal = launch({ port, publicUrl: `http://localhost:${port}`, folder: freshFolder(`portal-${port}`) });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => portal.kill(signal));
portal.once('exit', (code) => process.exit(code ?? 0));
