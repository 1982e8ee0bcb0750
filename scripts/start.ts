import { buildAll, varFolder } from './build.ts';
import { start } from './steps.ts';

if (!(await buildAll())) process.exit(1);

console.log('▸ start the portal …');
const portal = start({
  command: 'node',
  args: ['bff/src/main.ts'],
  env: { EOMS_VAR: varFolder, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => portal.kill(signal));
portal.once('exit', (code) => process.exit(code ?? 0));
