import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EhrRecordInput } from '@eoms/contracts/access/sync.record';
import { EhrWorld, personRecord, place, unitRecord } from '../../../test/ehr-world.ts';
import { pictureOf } from '../../../test/ehr-picture.ts';
import { HrTruth, hrSteps, tell } from '../../../test/ehr-truth.ts';
import { DeadLetter } from './ehr.model.ts';

let world: EhrWorld;
beforeAll(async () => {
  world = await EhrWorld.make();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const breakage = fc.record({
  kind: fc.constantFrom('level', 'period', 'name', 'shape', 'nothing', 'version', 'id', 'conflict'),
  at: fc.nat(),
  who: fc.nat(),
});

/** A record nobody can take in, made of one that is fine; a newer version of it where it is about somebody known. */
function broken(record: EhrRecordInput, kind: string): unknown {
  const newer = { ...record, version: record.version + 1000 };
  switch (kind) {
    case 'level':
      return {
        ...newer,
        data: { ...record.data, assignments: [{ ...place('top'), level: 77 }], effectiveFrom: 'soon' },
      };
    case 'period':
      return { ...newer, data: { ...record.data, statusFrom: 'never', effectiveFrom: '2026-13-45' } };
    case 'name':
      return { ...newer, data: { ...record.data, name: 'a\u202eb', nameZh: '' } };
    case 'shape':
      return [newer];
    case 'nothing':
      return null;
    case 'version':
      return { ...newer, version: 1.5 };
    case 'id':
      return { ...newer, externalId: 'no spaces allowed' };
    default:
      return { ...record, data: { ...record.data, name: 'other', nameZh: 'other' } };
  }
}

describe('records that fail', () => {
  it('invariant 22: a record that fails leaves everything as if it had not come (mistake 13)', async () => {
    await fc.assert(
      fc.asyncProperty(hrSteps(8), fc.array(breakage, { minLength: 1, maxLength: 5 }), async (steps, breakages) => {
        await world.reset();
        const truth = tell(steps);
        const records: unknown[] = [...truth.records];
        for (const { kind, at, who } of breakages) {
          const bad = broken(truth.records[who % truth.records.length]!, kind);
          // A second content under a version comes after the first.
          records.splice(kind === 'conflict' ? records.length : at % (records.length + 1), 0, bad);
        }
        for (let at = 0; at < records.length; at += 7) await world.deliver(records.slice(at, at + 7));
        expect(await pictureOf(world, HrTruth.instants)).toEqual(truth.picture());
        expect(await DeadLetter.count({ where: { error: ['record_malformed', 'version_conflict'] } })).toBeGreaterThan(
          0,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('personal data of a record set aside is readable nowhere', async () => {
    const secret = { phone: '13900001234', idNumber: '310101199001011234' };
    await world.deliver([unitRecord('top', 1, null), personRecord('ann', 1, [place('top')], secret)]);
    await world.deliver([personRecord('bob', 1, [place('top')], { ...secret, status: 'GONE', extra: secret.phone })]);
    await world.deliver([personRecord('cat', 1, [place('nowhere')], secret)], { approved: false });
    for (const table of ['ehr_record', 'dead_letter', 'staged_change', 'sync_run', 'person', 'audit_event'])
      for (const row of await world.rows(`SELECT * FROM ${table}`))
        for (const value of Object.values(secret)) expect(JSON.stringify(row)).not.toContain(value);
  });
});
