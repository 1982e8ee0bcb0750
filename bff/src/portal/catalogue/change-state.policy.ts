import type { AccessPolicySettings } from '@eoms/contracts/access/catalogue.record';
import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { SystemCode } from '@eoms/contracts/systems';
import type { RuleFact, ScopeKind } from '../access/access.service.ts';
import type { DutyRule } from './sod.policy.ts';

/** A permission while a change is worked out. */
export interface MetaState {
  readonly id: string;
  readonly code: MetaCode;
  readonly systemCode: SystemCode;
  readonly name: Localized;
  readonly status: 'ACTIVE' | 'DEPRECATED' | 'RETIRED';
  readonly riskTier: number;
  readonly requestable: boolean;
  readonly maxShortMinutes: number;
  readonly maxLongDays: number;
  readonly scopeKinds: readonly ScopeKind[];
  readonly version: number;
}

/** A role while a change is worked out. */
export interface RoleState {
  readonly id: string;
  readonly systemCode: SystemCode;
  readonly code: string;
  readonly name: Localized;
  readonly status: 'ACTIVE' | 'RETIRED';
  readonly version: number;
  readonly metaIds: ReadonlySet<string>;
}

/** A rule of separation of duties while a change is worked out. */
export interface DutyState extends DutyRule {
  readonly status: 'ACTIVE' | 'RETIRED';
  readonly version: number;
}

/** Settings while a change is worked out. */
export interface PolicyState {
  readonly settings: AccessPolicySettings;
  readonly version: number;
}

/** What a change may speak of but never changes. */
export interface Surroundings {
  /** Ids of units that are not closed. */
  readonly units: ReadonlySet<string>;
  readonly positions: ReadonlySet<string>;
  /** Ids of active people. */
  readonly people: ReadonlySet<string>;
}

/** The catalogue at one moment: what a change starts from, and what it leads to. */
export interface CatalogueState {
  readonly metas: ReadonlyMap<string, MetaState>;
  readonly roles: ReadonlyMap<string, RoleState>;
  readonly rules: ReadonlyMap<string, RuleFact>;
  readonly duties: ReadonlyMap<string, DutyState>;
  readonly policy: PolicyState;
  readonly owners: ReadonlyMap<SystemCode, string | null>;
  readonly surroundings: Surroundings;
}

type Mutable<T> = T extends ReadonlyMap<infer K, infer V> ? Map<K, V> : T;

/** A copy in which the steps of a change are carried out. */
export type Draft = { -readonly [Name in keyof CatalogueState]: Mutable<CatalogueState[Name]> } & {
  /** Instant at which the change takes effect. */
  readonly now: Date;
  /** Living permissions by code. */
  readonly living: Map<string, MetaState>;
};

/** Members of the first set that the second does not have. */
export const without = <T>(all: Iterable<T>, those: ReadonlySet<T>): Set<T> =>
  new Set([...all].filter((one) => !those.has(one)));

/** The parts of a partial value that were given. */
export const given = <T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;

/** Copies a state for a change that takes effect at an instant. */
export const draftOf = (state: CatalogueState, now: Date): Draft => ({
  metas: new Map(state.metas),
  roles: new Map(state.roles),
  rules: new Map(state.rules),
  duties: new Map(state.duties),
  policy: state.policy,
  owners: new Map(state.owners),
  surroundings: state.surroundings,
  now,
  living: new Map(
    [...state.metas.values()].filter(({ status }) => status !== 'RETIRED').map((meta) => [meta.code, meta]),
  ),
});
