import { z } from 'zod';
import { Id, Instant, Line, Version } from '../fields.ts';
import { AccessPolicySettings, SodMode } from './catalogue.record.ts';
import { PersonKind } from './people.record.ts';
import { GrantScope, MetaCodeText, MetaRef, PersonRef, ScopeKind, SystemCodeText, UnitRef } from './shared.record.ts';

const CodeText = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'code_format')
  .max(60)
  .meta({ description: 'Lower-case letters, digits and dashes; never used again' });
const Names = z.strictObject({ zh: Line(60), en: Line(60) });
const Metas = z.array(MetaCodeText).max(2000);
const Level = z.int().min(1).max(9).nullable();

/** What a base rule says; an instant that is null means at once, or without end. */
export const BaseRuleDraft = z
  .strictObject({
    roleId: Id,
    unitId: Id.nullable(),
    includeSubtree: z.boolean(),
    position: z.string().max(40).nullable(),
    levelMin: Level,
    levelMax: Level,
    personKind: PersonKind.nullable(),
    scope: GrantScope,
    from: Instant.nullable(),
    until: Instant.nullable(),
  })
  .meta({ id: 'BaseRuleDraft' });
/** What a base rule says. */
export type BaseRuleDraft = z.infer<typeof BaseRuleDraft>;

const SodFields = {
  name: Names,
  left: Metas.min(1),
  right: Metas.min(1),
  mode: SodMode,
  scopeSensitive: z.boolean(),
};

const MetaTuning = {
  riskTier: z.int().min(0).max(3),
  requestable: z.boolean(),
  maxShortMinutes: z
    .int()
    .min(30)
    .max(90 * 24 * 60),
  maxLongDays: z.int().min(1).max(1095),
  scopeKinds: z.array(ScopeKind).max(ScopeKind.options.length),
};

const op = <const Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ op: z.literal(name), ...shape });

/**
 * One step of a change. What is new brings its own id, so that later steps can speak of it; what exists is named with the
 * version its proposer saw, so that an approval never applies to something else than what was shown.
 */
export const CatalogueOp = z
  .discriminatedUnion('op', [
    op('role.create', { id: Id, system: SystemCodeText, code: CodeText, name: Names, metas: Metas }),
    op('role.change', {
      roleId: Id,
      version: Version,
      name: Names.optional(),
      addMetas: Metas,
      removeMetas: Metas,
    }),
    op('role.retire', { roleId: Id, version: Version }),
    op('rule.add', { id: Id, rule: BaseRuleDraft }),
    op('rule.end', { ruleId: Id, at: Instant.nullable() }),
    op('meta.tune', { code: MetaCodeText, version: Version, ...z.object(MetaTuning).partial().shape }),
    op('sod.add', { id: Id, code: CodeText, ...SodFields }),
    op('sod.change', { sodId: Id, version: Version, ...z.object(SodFields).partial().shape }),
    op('sod.retire', { sodId: Id, version: Version }),
    op('policy.set', { version: Version, settings: AccessPolicySettings.partial() }),
    op('system.owner', {
      system: SystemCodeText,
      ownerId: Id.nullable(),
      replaces: Id.nullable().meta({ description: 'Owner its proposer saw' }),
    }),
  ])
  .meta({ id: 'CatalogueOp' });
/** One step of a change. */
export type CatalogueOp = z.infer<typeof CatalogueOp>;
/** Names of the steps. */
export type CatalogueOpName = CatalogueOp['op'];

/** Steps that are approved and applied together. */
export const CatalogueChange = z
  .strictObject({ ops: z.array(CatalogueOp).min(1).max(50) })
  .meta({ id: 'CatalogueChange' });
/** Steps that are approved and applied together. */
export type CatalogueChange = z.infer<typeof CatalogueChange>;

/** A conflict of duties that the change would bring about. */
export const ConflictShown = z
  .object({
    code: z.string(),
    name: z.object({ zh: z.string(), en: z.string() }),
    mode: SodMode,
    people: z.int().min(1),
  })
  .meta({ id: 'ConflictShown' });

/** What a change would do to people at the instant at which all of it is in force. */
export const ChangePreview = z
  .object({
    at: Instant,
    people: z.object({ gaining: z.int(), losing: z.int(), reaching: z.int(), all: z.int() }),
    byMeta: z.array(z.object({ meta: MetaRef, gained: z.int(), lost: z.int(), reached: z.int() })),
    sample: z.array(
      z.object({ person: PersonRef, gained: z.array(MetaRef), lost: z.array(MetaRef), reached: z.array(MetaRef) }),
    ),
    abandoned: z.object({ count: z.int(), sample: z.array(z.object({ unit: UnitRef, meta: MetaRef })) }),
    conflicts: z.array(ConflictShown),
  })
  .meta({ id: 'ChangePreview', description: 'Lists are samples; the counts are complete' });
/** What a change would do to people. */
export type ChangePreview = z.infer<typeof ChangePreview>;
