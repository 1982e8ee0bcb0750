import { DEFAULT_ACCESS_POLICY } from '@eoms/contracts/access/catalogue.record';
import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { SystemCode } from '@eoms/contracts/systems';
import { POLICY_ID } from '../../portal/catalogue/access-policy.service.ts';
import { AccessPolicy, SodRule, SystemEntry } from '../../portal/catalogue/catalogue.model.ts';
import { demoHeads } from './company-heads.ts';
import { departmentId } from './company-people.ts';
import type { DemoSeed } from './demo-seed.ts';
import { demoId } from './plan.ts';

interface DemoDuty {
  readonly code: string;
  readonly name: Localized;
  readonly left: readonly MetaCode[];
  readonly right: readonly MetaCode[];
  readonly mode: SodRule['mode'];
  readonly scopeSensitive?: true;
}

/** Rules of separation of duties of the demo company; its base rules break none that forbids. */
export const demoDuties: readonly DemoDuty[] = [
  {
    code: 'people-and-permissions',
    name: { zh: '人事同步与权限审批分离', en: 'HR data and permission decisions apart' },
    left: ['access.sync.run', 'access.person.manage'],
    right: ['access.catalogue.approve'],
    mode: 'BLOCK',
  },
  {
    code: 'emergency-and-review',
    name: { zh: '紧急权限使用与复核分离', en: 'Using and reviewing emergencies apart' },
    left: ['access.break-glass.use'],
    right: ['access.break-glass.review'],
    mode: 'BLOCK',
  },
  {
    code: 'propose-and-approve',
    name: { zh: '权限配置提交与审批分离', en: 'Proposing and approving catalogue changes apart' },
    left: ['access.catalogue.propose'],
    right: ['access.catalogue.approve'],
    mode: 'EXTRA_STAGE',
  },
  {
    code: 'found-and-transfer',
    name: { zh: '门店建档与归属变更分离', en: 'Founding a store and changing its owner apart' },
    left: ['stores.store.create'],
    right: ['stores.store.change-owner'],
    mode: 'EXTRA_STAGE',
    scopeSensitive: true,
  },
  {
    code: 'grant-and-review',
    name: { zh: '直接授权与发起复核分离', en: 'Granting and starting reviews apart' },
    left: ['access.grant.give'],
    right: ['access.review.run'],
    mode: 'REPORT',
  },
];

/** Departments whose head owns a system. */
const owners: readonly (readonly [system: SystemCode, department: Parameters<typeof departmentId>[0]])[] = [
  ['service', 'service'],
  ['stores', 'store-ops'],
];

/** Writes rules of separation of duties, the settings of the permission centre and who owns which system. */
export async function seedDuties({ transaction, anchor }: DemoSeed): Promise<void> {
  await SodRule.bulkCreate(
    demoDuties.map(({ code, name, left, right, mode, scopeSensitive }, index) => ({
      id: demoId('sod-rule', index + 1),
      code,
      nameZh: name.zh,
      nameEn: name.en,
      leftMetas: [...left],
      rightMetas: [...right],
      mode,
      scopeSensitive: scopeSensitive ?? false,
      status: 'ACTIVE' as const,
      version: 1,
      seq: 1,
    })),
    { transaction },
  );
  await AccessPolicy.create(
    { id: POLICY_ID, settings: { ...DEFAULT_ACCESS_POLICY }, version: 1, changedAt: anchor },
    { transaction },
  );
  for (const [code, department] of owners) {
    const head = demoHeads().find(({ unitId, kind }) => kind === 'HEAD' && unitId === departmentId(department));
    if (head) await SystemEntry.update({ ownerId: head.personId }, { where: { code }, transaction });
  }
}
