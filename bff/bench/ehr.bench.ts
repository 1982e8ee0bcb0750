import { performance } from 'node:perf_hooks';
import type { Sequelize } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { startMariadb } from '../../scripts/mariadb.ts';
import { defineModels } from '../src/associations.ts';
import { openDatabase } from '../src/database/connect.ts';
import { createFieldVault } from '../src/database/field-vault.ts';
import { migrate } from '../src/database/migrate.ts';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { createAccessService, recordChanges } from '../src/portal/access/access.service.ts';
import { BaseRule, Meta, Role, RoleMeta, SodRule } from '../src/portal/catalogue/catalogue.model.ts';
import { declareMetas } from '../src/portal/catalogue/declare.service.ts';
import { createIngest, type IngestedRun } from '../src/portal/ehr/ingest.service.ts';
import { createAdministratorsService } from '../src/portal/governance/administrators.service.ts';
import { Position } from '../src/portal/people/people.model.ts';
import { createGrantsService } from '../src/portal/grants/grants.service.ts';
import { atMost, single, type Figure, type Goal, type Part } from './bench.ts';
import { firstDay, nextDay } from './hr-records.ts';

const EDIT: MetaCode = 'stores.store.edit';
const NOTE: MetaCode = 'service.ticket.note';

/** Clerks hold one side of a forbidding rule and leads the other, so that every run looks at everybody's duties. */
async function writeRules(sequelize: Sequelize): Promise<void> {
  await inTransaction(sequelize, async ({ transaction, now }) => {
    await declareMetas(transaction, now);
    const seq = await recordChanges(transaction, [{ kind: 'rule', ref: 'bench' }], now);
    const anybody = { unitId: null, includeSubtree: true, levelMin: null, levelMax: null, personKind: null };
    for (const [position, code] of [
      ['clerk', EDIT],
      ['lead', NOTE],
    ] as const) {
      await Position.create({ code: position, nameZh: position, nameEn: position }, { transaction });
      const meta = await Meta.findOne({ where: { liveCode: code }, rejectOnEmpty: true, transaction });
      const roleId = newId();
      const named = { code: position, nameZh: position, nameEn: position, status: 'ACTIVE' as const, version: 1 };
      await Role.create({ id: roleId, systemCode: meta.systemCode, ...named }, { transaction });
      await RoleMeta.create({ roleId, metaId: meta.id }, { transaction });
      const scope = { scopeKind: 'OWN_SUBTREE' as const, scopeUnitIds: [], startsAt: new Date(0), endsAt: null };
      await BaseRule.create({ id: newId(), ...anybody, position, roleId, ...scope, seq }, { transaction });
    }
    const sides = { leftMetas: [EDIT], rightMetas: [NOTE], mode: 'BLOCK' as const, scopeSensitive: true };
    const named = { code: 'edit-and-note', nameZh: '分离', nameEn: 'Apart', status: 'ACTIVE' as const, version: 1 };
    await SodRule.create({ id: newId(), ...named, ...sides, seq }, { transaction });
  });
}

/** Complete reads of a whole company, each one transaction on MariaDB; the HR product's own time is left out. */
export const part: Part = {
  name: 'ehr',
  order: 4,
  async measure(size) {
    const server = await startMariadb();
    const sequelize = await openDatabase({ url: server.url, file: '' });
    try {
      await migrate(sequelize);
      defineModels(sequelize);
      await writeRules(sequelize);
      const access = createAccessService({ sequelize, loadFranchises: async () => [] });
      const { assertAdministratorsRemain } = createAdministratorsService({ access });
      const grants = createGrantsService({
        sequelize,
        access,
        storeZone: async () => null,
        assertAdministratorsRemain,
      });
      const { endForLeaver, keepDuties } = grants;
      const vault = createFieldVault(Buffer.alloc(32, 7));
      const ingest = createIngest({ vault, access, endForLeaver, keepDuties, assertAdministratorsRemain });
      const caller = { kind: 'system' as const, id: 'bench' };
      const read = (records: readonly unknown[]): Promise<IngestedRun> =>
        inTransaction(sequelize, ({ transaction, now }) =>
          ingest(
            { requestId: 'bench', caller, now, transaction },
            { source: 'ehr', mode: 'FULL', records, complete: true },
          ),
        );
      const figures: Figure[] = [];
      const measured = async (what: string, records: readonly unknown[], goal: Goal | null): Promise<void> => {
        const began = performance.now();
        const { state, counts } = await read(records);
        if (state !== 'APPLIED') throw new Error(`${what}: the run is ${state} (${JSON.stringify(counts)})`);
        figures.push(single(`${what} (${counts.records} records)`, 'eoms', performance.now() - began, 'ms', goal));
      };
      await measured('first complete read: everybody is new', firstDay(size), null);
      await measured('complete read of the same', firstDay(size), atMost(60_000));
      await measured('complete read a day later: 1 % changed', nextDay(size), atMost(60_000));
      return figures;
    } finally {
      await sequelize.close();
      await server.stop();
    }
  },
};
