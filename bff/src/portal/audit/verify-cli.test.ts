import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sequelize } from 'sequelize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSealing, unguard } from '../../../test/audit-world.ts';
import { emptyDatabase } from '../../../test/test-database.ts';
import { openDatabase } from '../../database/connect.ts';
import { migrate } from '../../database/migrate.ts';
import { inTransaction } from '../../database/transaction.ts';
import { AuditSeal, defineAuditEvent } from './audit.model.ts';
import { recordAudit } from './audit.service.ts';
import { sealNow } from './seal.service.ts';

const program = fileURLToPath(new URL('./verify-cli.ts', import.meta.url));
let folder: string;
let sequelize: Sequelize;
let settings: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eoms-verify-'));
  const { url } = await emptyDatabase();
  settings = { EOMS_VAR: folder, ...(url === undefined ? {} : { DATABASE_URL: url }) };
  sequelize = await openDatabase({ url, file: join(folder, 'eoms.sqlite') });
  await migrate(sequelize);
  defineAuditEvent(sequelize);
});
afterAll(async () => {
  await sequelize.close();
  rmSync(folder, { recursive: true, force: true });
});

function verify(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--no-warnings', program, ...args], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

test('says what it verified, then what is broken and why, and ends accordingly', async () => {
  const day = testSealing();
  const context = { requestId: 'r', caller: { kind: 'person', id: 'p1' } as const };
  for (const objectId of ['s1', 's2', 's3']) {
    await inTransaction(sequelize, ({ transaction }) =>
      recordAudit(
        { ...context, now: day.clock(), transaction },
        { action: 'createStore', objectKind: 'store', objectId },
      ),
    );
    await sealNow({ ...day, sequelize });
    if (objectId === 's2') day.move(24 * 3600_000);
  }
  expect(await verify()).toEqual({ code: 0, said: 'verified 3 events, 2 days\n' });

  const anchored = (await AuditSeal.findByPk(2)) as AuditSeal;
  expect(await verify('--anchor', `2026-03-11=${anchored.hash}`)).toMatchObject({ code: 0 });
  expect(await verify('--anchor', `2026-03-11=${'0'.repeat(64)}`)).toEqual({
    code: 1,
    said: 'broken after 3 sound events: the day 2026-03-11 differs from what was anchored (anchor)\n',
  });
  const newest = (await AuditSeal.findByPk(3)) as AuditSeal;
  expect(await verify('--anchor', `3=${newest.hash}`)).toMatchObject({ code: 0 });
  expect(await verify('--anchor', `4=${newest.hash}`)).toEqual({
    code: 1,
    said: 'broken after 3 sound events: seal 4 differs from what was anchored (anchor)\n',
  });
  expect(await verify('--anchor', 'yesterday')).toMatchObject({ code: 2 });

  const { eventId } = anchored;
  for (const table of ['audit_event', 'audit_seal', 'audit_anchor'])
    for (const write of ['update', 'delete']) await sequelize.query(`DROP TRIGGER ${table}_no_${write}`);
  await sequelize.query('UPDATE audit_event SET object_id = :other WHERE id = :eventId', {
    replacements: { other: 's9', eventId },
  });
  const broken = await verify();
  expect(broken.code).toBe(1);
  expect(broken.said).toContain(
    `broken after 1 sound events: seal 2 event ${eventId} of 2026-03-11 was altered (altered)`,
  );
  expect(broken.said).toContain('no triggers');

  await unguard(sequelize);
  expect((await verify()).said).toContain('seal 1 is missing (missing)');
});
