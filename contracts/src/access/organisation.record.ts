import { z } from 'zod';
import { Id, Instant, LocalizedText } from '../fields.ts';
import { PersonRef, UnitRef } from './shared.record.ts';

/** Where a fact about the organisation comes from: HR's system, or EOMS itself. */
export const FactSource = z.enum(['EHR', 'EOMS']).meta({ id: 'FactSource' });
/** Where a fact about the organisation comes from. */
export type FactSource = z.infer<typeof FactSource>;

/** How a stretch of time lies to the instant of the answer. */
export const Phase = z.enum(['PAST', 'NOW', 'AHEAD']).meta({ id: 'Phase' });
/** How a stretch of time lies to the instant of the answer. */
export type Phase = z.infer<typeof Phase>;

/** 负责人, 代理负责人, 副职. */
export const HeadKind = z.enum(['HEAD', 'ACTING', 'DEPUTY']).meta({ id: 'HeadKind' });
/** 负责人, 代理负责人, 副职. */
export type HeadKind = z.infer<typeof HeadKind>;

/** A unit as the tree shows it at an instant; counts include everything below it. */
export const OrgNode = z
  .object({
    ...UnitRef.shape,
    code: z.string().nullable(),
    status: z.enum(['ACTIVE', 'CLOSED']),
    /** Who leads it, head first. */
    leaders: z.array(z.object({ kind: HeadKind, person: PersonRef })),
    people: z.int().min(0),
    stores: z.int().min(0),
    hasChildren: z.boolean(),
  })
  .meta({ id: 'OrgNode' });
/** A unit as the tree shows it at an instant. */
export type OrgNode = z.infer<typeof OrgNode>;

/** A unit found by name or code, with all units above it from the top. */
export const FoundUnit = z
  .object({ ...UnitRef.shape, code: z.string().nullable(), path: z.array(UnitRef) })
  .meta({ id: 'FoundUnit' });
/** A unit found by name or code. */
export type FoundUnit = z.infer<typeof FoundUnit>;

/** Somebody who leads a unit for a time. */
export const UnitHead = z
  .object({
    id: Id,
    kind: HeadKind,
    person: PersonRef,
    from: Instant,
    until: Instant.nullable(),
    phase: Phase,
    source: FactSource,
    /** True when the caller may end it or take it back: only what EOMS itself keeps. */
    mayEnd: z.boolean(),
  })
  .meta({ id: 'UnitHead' });
/** Somebody who leads a unit for a time. */
export type UnitHead = z.infer<typeof UnitHead>;

/** Something that will change about a unit, and when. */
export const UnitChange = z
  .object({
    at: Instant,
    kind: z.enum(['HEAD_BEGINS', 'HEAD_ENDS', 'JOINS', 'LEAVES', 'MOVES_BELOW', 'ENDS']),
    headKind: HeadKind.nullable(),
    person: PersonRef.nullable(),
    /** The unit it will be below. */
    unit: UnitRef.nullable(),
  })
  .meta({ id: 'UnitChange' });
/** Something that will change about a unit. */
export type UnitChange = z.infer<typeof UnitChange>;

/** A unit as its own page shows it at an instant. */
export const UnitDetail = z
  .object({
    ...OrgNode.shape,
    at: Instant,
    ehrId: z.string().nullable(),
    name: LocalizedText,
    /** Units above it from the top, without itself. */
    path: z.array(UnitRef),
    /** Everybody who leads, led or will lead it, the latest first. */
    heads: z.array(UnitHead),
    changes: z.array(UnitChange),
    /** True when the caller may see its people. */
    maySeePeople: z.boolean(),
    mayAppoint: z.boolean(),
  })
  .meta({ id: 'UnitDetail' });
/** A unit as its own page shows it at an instant. */
export type UnitDetail = z.infer<typeof UnitDetail>;
