import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QueryTypes } from 'sequelize';
import { describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { migrate } from '../../src/database/migrate.ts';
import { newId } from '../../src/database/new-id.ts';
import { defineAuditEvent, AuditEvent } from '../../src/portal/audit/audit.model.ts';
import { recordAudit } from '../../src/portal/audit/audit.service.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { emptyDatabase, testDatabase } from '../test-database.ts';
import { otherProcess } from './processes.ts';
import { SAMPLE_MIGRATIONS } from './sample-model.ts';

describe('migrations', () => {
  it('run once, in order, when several processes start together', async () => {
    const address = await emptyDatabase();
    const others = [1, 2, 3].map(() => otherProcess('migrate', address));
    expect(await Promise.all(others.map((other) => other.ended))).toEqual([0, 0, 0]);
    const applied = others.map((other) => other.lines[0] as string[]);
    expect(applied.toSorted((a, b) => b.length - a.length)).toEqual([['0001-sample', '0002-more'], [], []]);
    const sequelize = await openDatabase(address);
    expect(await migrate(sequelize, SAMPLE_MIGRATIONS)).toEqual([]);
    await sequelize.close();
  });

  it('of the project apply to an empty database and then are done', async () => {
    const sequelize = await openDatabase(await emptyDatabase());
    const applied = await migrate(sequelize);
    expect(applied[0]).toBe('0001-core');
    expect(applied).toEqual(applied.toSorted());
    expect(await migrate(sequelize)).toEqual([]);
    await sequelize.close();
  });

  it('that fail can be run again after they were corrected', async () => {
    const folder = join(inject('testServer').folder, newId());
    mkdirSync(folder);
    const table = `import { id } from '${new URL('../../src/database/columns.ts', import.meta.url).href}';
      export const up = async ({ context }) => { await context.createTable('half', { id: id() }, { indexes: [['id']] });`;
    writeFileSync(join(folder, '0001-half.ts'), `${table} throw new Error('half way'); };`);
    const address = await emptyDatabase();
    const sequelize = await openDatabase(address);
    await expect(migrate(sequelize, folder)).rejects.toThrow('half way');
    writeFileSync(join(folder, '0001-half.ts'), `${table} };`);
    const other = otherProcess('migrate', address, folder);
    expect(await other.ended).toBe(0);
    expect(other.lines).toEqual([['0001-half']]);
    expect(await sequelize.query('SELECT * FROM half', { type: QueryTypes.SELECT })).toEqual([]);
    await sequelize.close();
  });
});

describe('openDatabase', () => {
  it('says in one line what an address should look like', async () => {
    for (const url of ['postgres://a/b', 'mysql://host', 'nonsense', 'mysql://h/a b']) {
      await expect(openDatabase({ url, file: 'unused' })).rejects.toThrow(
        /^DATABASE_URL must look like mysql:\/\/user:password@host:3306\/database$/,
      );
    }
  });

  it('says in one line that the server does not answer', async () => {
    const url = 'mysql://eoms:secret@127.0.0.1:1/eoms';
    await expect(openDatabase({ url, file: 'unused' })).rejects.toThrow(
      /^the database at 127\.0\.0\.1:1 cannot be used \([^\n]+\): start it or correct DATABASE_URL$/,
    );
  });
});

describe('audit events', () => {
  it('stand and fall with the change, and are never changed', async () => {
    const database = await testDatabase();
    defineAuditEvent(database.sequelize);
    const at = { requestId: 'r-1', now: new Date(), caller: { kind: 'system', id: 'sweep:test' } } as const;
    const entry = { action: 'closeStore', objectKind: 'store', objectId: newId(), detail: { from: 'open' } };
    const write = (fails: boolean) =>
      inTransaction(database.sequelize, async ({ transaction }) => {
        await recordAudit({ ...at, transaction }, entry);
        if (fails) throw new Error('undone');
      });
    await expect(write(true)).rejects.toThrow('undone');
    await write(false);
    await expect(recordAudit({ ...at, transaction: undefined }, entry)).rejects.toThrow('needs the transaction');
    const events = await AuditEvent.findAll();
    expect(events.map((event) => event.get({ plain: true }))).toMatchObject([
      { actorId: 'sweep:test', action: 'closeStore', detail: { from: 'open' }, at: at.now },
    ]);
    await expect(AuditEvent.update({ action: 'x' }, { where: {} })).rejects.toThrow('never changed');
    await expect(AuditEvent.destroy({ where: {} })).rejects.toThrow('never changed');
    await expect(events[0]?.destroy()).rejects.toThrow('never changed');
    await database.close();
  });
});
