import type { Transaction } from 'sequelize';
import { allMetas } from '@eoms/contracts/catalogue';
import type { MetaCode, MetaDefinition } from '@eoms/contracts/endpoint';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import { newId } from '../../database/new-id.ts';
import { recordChanges } from '../access/epoch.service.ts';
import { Meta, SystemEntry } from './catalogue.model.ts';
import { raiseMetaVersions } from './change-apply.service.ts';

/** Longest grants of each risk tier unless the business sets its own: minutes of a SHORT one, days of a LONG one. */
const LIMITS = [
  { maxShortMinutes: 30 * 24 * 60, maxLongDays: 730 },
  { maxShortMinutes: 14 * 24 * 60, maxLongDays: 365 },
  { maxShortMinutes: 3 * 24 * 60, maxLongDays: 180 },
  { maxShortMinutes: 12 * 60, maxLongDays: 90 },
] as const;

const KINDS = { page: 'PAGE', action: 'ACTION', field: 'FIELD' } as const;

type Declared = readonly [code: MetaCode, definition: MetaDefinition];

/** Permissions that contracts or one remote declare. */
export interface Declaration {
  /** `contracts`, or `remote:<system>`. */
  readonly declaredBy: string;
  readonly metas: Readonly<Record<string, MetaDefinition>>;
}

const systemOf = (code: string): SystemCode => code.split('.')[0] as SystemCode;

const declaredColumns = ([code, definition]: Declared, sort: number) => ({
  kind: KINDS[definition.kind ?? 'action'],
  titleZh: definition.zh,
  titleEn: definition.en,
  status: definition.deprecated ? ('DEPRECATED' as const) : ('ACTIVE' as const),
  sort,
  systemCode: systemOf(code),
});

const tunable = ({ risk, requestable }: MetaDefinition) => ({
  riskTier: risk,
  requestable: requestable ?? true,
  ...LIMITS[risk],
});

type Shown = ReturnType<typeof declaredColumns> & Partial<ReturnType<typeof tunable>>;

const differs = (meta: Meta, values: Shown): boolean =>
  Object.entries(values).some(([name, value]) => meta.get(name) !== value);

interface Difference {
  readonly fresh: readonly { readonly declared: Declared; readonly sort: number }[];
  readonly gone: readonly Meta[];
  readonly changed: readonly { readonly meta: Meta; readonly values: Shown }[];
  readonly nextBit: number;
  readonly systems: readonly SystemCode[];
}

/** What a declaration would change; one that contracts and a remote share belongs to the contracts. */
async function differenceOf(transaction: Transaction, { declaredBy, metas }: Declaration): Promise<Difference> {
  const known = await Meta.findAll({ transaction });
  const living = new Map(known.flatMap((meta) => (meta.liveCode === null ? [] : [[meta.liveCode, meta] as const])));
  const declared = Object.entries(metas) as unknown as Declared[];
  const wanted = new Set(declared.map(([code]) => code));
  const fresh = declared
    .map((one, sort) => ({ declared: one, sort }))
    .filter(({ declared: [code] }) => !living.has(code));
  const gone = [...living.values()].filter((meta) => meta.declaredBy === declaredBy && !wanted.has(meta.code));
  const changed = declared.flatMap((one, sort) => {
    const meta = living.get(one[0]);
    const taken = meta !== undefined && declaredBy === 'contracts' && meta.declaredBy !== declaredBy;
    const values = {
      ...declaredColumns(one, sort),
      ...(meta?.tuned ? {} : tunable(one[1])),
      ...(taken ? { declaredBy } : {}),
    };
    return meta && (taken || meta.declaredBy === declaredBy) && differs(meta, values) ? [{ meta, values }] : [];
  });
  const codes = [
    ...fresh.map(({ declared: [code] }) => code),
    ...[...gone, ...changed.map(({ meta }) => meta)].map(({ code }) => code),
  ];
  const nextBit = Math.max(-1, ...known.map(({ bitNo }) => bitNo)) + 1;
  return { fresh, gone, changed, nextBit, systems: [...new Set(codes.map(systemOf))] };
}

const sizeOf = ({ fresh, gone, changed }: Difference): number => fresh.length + gone.length + changed.length;

async function declareSystems(transaction: Transaction): Promise<void> {
  const known = new Set((await SystemEntry.findAll({ transaction })).map(({ code }) => code));
  await SystemEntry.bulkCreate(
    systemCodes
      .filter((code) => !known.has(code))
      .map((code) => ({ code, status: 'LIVE' as const, ownerId: null, metaVersion: 1 })),
    { transaction },
  );
}

/**
 * Brings the catalogue up to what contracts or a remote declare: new Metas arrive with the next free bit, changed names follow,
 * and what `declaredBy` declares no longer is retired. A retired code that is declared again is a new Meta: whatever spoke of the
 * old one stays without effect. Returns how many rows changed; nothing is written when nothing did.
 */
export async function declareMetas(
  transaction: Transaction,
  now: Date,
  { declaredBy = 'contracts', metas = allMetas }: Partial<Declaration> = {},
): Promise<number> {
  const declaration = { declaredBy, metas };
  const seen = await differenceOf(transaction, declaration);
  if (sizeOf(seen) === 0) return 0;
  await recordChanges(
    transaction,
    seen.systems.map((ref) => ({ kind: 'meta' as const, ref })),
    now,
  );
  // Another instance that started at the same moment may have declared them while this one waited.
  const difference = await differenceOf(transaction, declaration);
  if (sizeOf(difference) === 0) return 0;
  await declareSystems(transaction);
  await Meta.bulkCreate(
    difference.fresh.map(({ declared, sort }, index) => ({
      id: newId(),
      bitNo: difference.nextBit + index,
      code: declared[0],
      liveCode: declared[0],
      parentCode: null,
      scopeKinds: [],
      declaredBy,
      tuned: false,
      version: 1,
      createdAt: now,
      retiredAt: null,
      ...declaredColumns(declared, sort),
      ...tunable(declared[1]),
    })),
    { transaction },
  );
  for (const { meta, values } of difference.changed)
    await Meta.update({ ...values, version: meta.version + 1 }, { where: { id: meta.id }, transaction });
  for (const { id } of difference.gone)
    await Meta.update({ status: 'RETIRED', liveCode: null, retiredAt: now }, { where: { id }, transaction });
  await raiseMetaVersions(transaction, difference.systems);
  return sizeOf(difference);
}
