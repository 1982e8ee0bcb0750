import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sequelize } from 'sequelize';
import { testSealing } from '../../../test/audit-world.ts';
import { emptyDatabase } from '../../../test/test-database.ts';
import { openDatabase } from '../../database/connect.ts';
import { migrate } from '../../database/migrate.ts';
import { inTransaction } from '../../database/transaction.ts';
import { AuditAnchor, AuditEvent, AuditSeal, defineAuditEvent } from './audit.model.ts';
import { recordAudit } from './audit.service.ts';
import { sealNow } from './seal.service.ts';
import { verifyChain } from './verify.service.ts';

let sequelize: Sequelize;
const day = testSealing();

// Really migrated: databases of other tests on a server are made from their tables alone, without triggers.
beforeAll(async () => {
  sequelize = await openDatabase(await emptyDatabase());
  await migrate(sequelize);
  defineAuditEvent(sequelize);
  const context = { now: day.clock(), requestId: 'r', caller: { kind: 'person', id: 'p1' } as const };
  await inTransaction(sequelize, ({ transaction }) =>
    recordAudit({ ...context, transaction }, { action: 'createStore', objectKind: 'store', objectId: 's1' }),
  );
  await sealNow({ ...day, sequelize });
  day.move(48 * 3600_000);
  await sealNow({ ...day, sequelize });
});
afterAll(() => sequelize.close());

test.each([
  ['audit_event', 'reason'],
  ['audit_seal', 'day'],
  ['audit_anchor', 'hash'],
])('%s: the database itself refuses to change or delete what is recorded', async (table, column) => {
  const refused = /never changed or deleted|SQLITE_CONSTRAINT/;
  await expect(sequelize.query(`UPDATE ${table} SET ${column} = 'x'`)).rejects.toThrow(refused);
  await expect(sequelize.query(`DELETE FROM ${table}`)).rejects.toThrow(refused);
  expect(await verifyChain(sequelize, day.clock())).toMatchObject({ sound: true, guarded: true });
});

test('the models refuse before the database does', async () => {
  await expect(AuditEvent.update({ reason: 'x' }, { where: {} })).rejects.toThrow('never changed');
  await expect(AuditSeal.destroy({ where: {} })).rejects.toThrow('never changed');
  await expect(AuditAnchor.destroy({ where: {} })).rejects.toThrow('never changed');
});
