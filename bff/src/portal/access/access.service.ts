import { LRUCache } from 'lru-cache';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { allMetas } from '@eoms/contracts/catalogue';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access } from '../../http/context.ts';
import {
  findPerson,
  loadActivePeople,
  loadAssignments,
  loadUnits,
  type PersonRecord,
} from '../people/people.service.ts';
import { BaseRule, RoleMeta } from './access.model.ts';
import {
  accessOf,
  evaluate,
  type AssignmentFact,
  type Evaluation,
  type OrganisationFacts,
  type RuleFact,
} from './access.policy.ts';

/** What evaluation needs to know of a person. */
export type AccessPerson = Pick<PersonRecord, 'id' | 'kind' | 'franchiseeId'>;

/** Evaluates who may do what; one per process, because it remembers. */
export interface AccessService {
  /** Number that rises with every change of a fact that permissions follow from; one primary-key read. */
  epoch(): Promise<number>;
  /** Permissions of a person at an instant. `epoch` must have been read after the request arrived. */
  accessAt(person: AccessPerson, epoch: number, at: Date): Promise<Access>;
  /**
   * Permissions of any person, for rules about others, such as who may take a ticket; nothing for unknown or inactive people.
   * A command passes its transaction, so that it needs no second connection.
   */
  accessOfPerson(personId: string, at: Date, transaction?: Transaction): Promise<Access>;
  /** Ids of active people who hold a permission at an instant. */
  holdersOf(meta: MetaCode, at: Date): Promise<readonly string[]>;
}

/** What the evaluator needs from composition. */
export interface AccessDeps {
  readonly sequelize: Sequelize;
  /** Stores a franchisee owns at an instant; the stores system knows. */
  readonly resolveFranchiseStores: (franchiseeId: string, at: Date) => Promise<readonly string[]>;
}

interface Remembered {
  readonly epoch: number;
  readonly evaluatedAt: Date;
  readonly evaluation: Evaluation;
  readonly access: Access;
}

const KEPT_PEOPLE = 100_000;

async function loadOrganisation(transaction?: Transaction): Promise<OrganisationFacts> {
  const apart = { transaction: transaction ?? null };
  const [units, rules, roleMetas] = await Promise.all([
    loadUnits({ transaction }),
    BaseRule.findAll(apart),
    RoleMeta.findAll(apart),
  ]);
  const metas = new Map<string, MetaCode[]>();
  for (const { roleId, meta } of roleMetas) {
    // A Meta that left the catalogue is effective for nobody.
    if (meta in allMetas) metas.set(roleId, [...(metas.get(roleId) ?? []), meta]);
  }
  return { units: new Map(units.map((unit) => [unit.id, unit])), rules: rules.map(ruleFact), roleMetas: metas };
}

const ruleFact = ({
  id,
  unitId,
  includeSubtree,
  position,
  levelMin,
  levelMax,
  personKind,
  roleId,
  scopeKind,
  startsAt,
  endsAt,
}: BaseRule): RuleFact => ({
  id,
  unitId,
  includeSubtree,
  position,
  levelMin,
  levelMax,
  personKind,
  roleId,
  scopeKind,
  from: startsAt,
  to: endsAt,
});

/** Shared facts of the newest epoch seen; loading starts after the epoch was read, so they are never older than their label. */
function organisationCache(): (epoch: number, transaction?: Transaction) => Promise<OrganisationFacts> {
  let kept: { epoch: number; facts: Promise<OrganisationFacts>; loaded: boolean } | undefined;
  return (epoch, transaction) => {
    const known = kept;
    if (known && known.epoch >= epoch && (known.loaded || !transaction)) return known.facts;
    // What a transaction reads may yet be rolled back, and it must not wait for a load that waits for its connection.
    if (transaction) return loadOrganisation(transaction);
    const fresh = { epoch, facts: loadOrganisation(), loaded: false };
    kept = fresh;
    fresh.facts.then(
      () => (fresh.loaded = true),
      () => {
        if (kept === fresh) kept = undefined;
      },
    );
    return fresh.facts;
  };
}

async function assignmentsOf(
  personIds: readonly string[],
  transaction?: Transaction,
): Promise<(personId: string) => AssignmentFact[]> {
  const all = await loadAssignments({ transaction }, personIds);
  return (personId) =>
    (all.get(personId) ?? []).map(({ unitId, position, level, startsAt, endsAt }) => ({
      unitId,
      position,
      level,
      from: startsAt,
      to: endsAt,
    }));
}

const nobody: Access = accessOf({ reaches: new Map() });

const isFresh = (kept: Remembered, epoch: number, at: Date): boolean =>
  kept.epoch >= epoch &&
  kept.evaluatedAt <= at &&
  (kept.evaluation.validUntil === null || at < kept.evaluation.validUntil);

/** Makes the evaluator of a process. */
export function createAccessService({ sequelize, resolveFranchiseStores }: AccessDeps): AccessService {
  const organisation = organisationCache();
  const remembered = new LRUCache<string, Remembered>({ max: KEPT_PEOPLE });

  async function epoch(transaction?: Transaction): Promise<number> {
    const [row] = await sequelize.query<{ v: number | string }>('SELECT v FROM authz_epoch WHERE id = 1', {
      type: QueryTypes.SELECT,
      transaction: transaction ?? null,
    });
    return Number(row?.v ?? 0);
  }

  async function remember(
    person: AccessPerson,
    at: Date,
    current: number,
    transaction?: Transaction,
  ): Promise<Remembered> {
    const known = remembered.get(person.id);
    if (known && isFresh(known, current, at)) return known;
    const facts = await organisation(current, transaction);
    const assignments = (await assignmentsOf([person.id], transaction))(person.id);
    const evaluation = evaluate(facts, { kind: person.kind, assignments }, at);
    const fresh = { epoch: current, evaluatedAt: at, evaluation, access: accessOf(evaluation) };
    if (!transaction) remembered.set(person.id, fresh);
    return fresh;
  }

  async function accessIn(person: AccessPerson, current: number, at: Date, transaction?: Transaction): Promise<Access> {
    const { evaluation, access } = await remember(person, at, current, transaction);
    const franchises =
      person.franchiseeId !== null && [...evaluation.reaches.values()].some((reach) => reach.franchise);
    // Ownership of stores changes on dates the evaluator does not know, so it is asked each time.
    return franchises ? accessOf(evaluation, await resolveFranchiseStores(person.franchiseeId, at)) : access;
  }

  async function accessOfPerson(personId: string, at: Date, transaction?: Transaction): Promise<Access> {
    const current = await epoch(transaction);
    const person = await findPerson({ transaction }, personId);
    return person?.active ? accessIn(person, current, at, transaction) : nobody;
  }

  async function holdersOf(meta: MetaCode, at: Date): Promise<readonly string[]> {
    const facts = await organisation(await epoch());
    const people = await loadActivePeople({ transaction: undefined });
    const placesOf = await assignmentsOf(people.map(({ id }) => id));
    return people
      .filter(({ id, kind }) => evaluate(facts, { kind, assignments: placesOf(id) }, at).reaches.has(meta))
      .map(({ id }) => id);
  }

  return {
    epoch: () => epoch(),
    accessAt: (person, current, at) => accessIn(person, current, at),
    accessOfPerson,
    holdersOf,
  };
}
