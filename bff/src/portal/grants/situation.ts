import type { Sequelize, Transaction } from 'sequelize';
import { Op } from 'sequelize';
import type { AccessPolicySettings } from '@eoms/contracts/access/catalogue.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import {
  chainOf,
  headedBy,
  momentOf,
  primaryAt,
  sourcesAt,
  treeAt,
  type AccessService,
  type AssignmentFact,
  type ChainLevel,
  type Facts,
  type Moment,
  type PersonFact,
  type Tree,
} from '../access/access.service.ts';
import { readAccessPolicy } from '../catalogue/access-policy.service.ts';
import { readDutyRules, type DutyRule } from '../catalogue/sod.service.ts';
import { ADMINISTER, factsAbout, holdersIn } from '../governance/administrators.service.ts';
import { loadTargets, type Targets } from './catalogue-limits.ts';
import { Delegation } from './grants.model.ts';

const DECIDE: MetaCode = 'access.approval.decide';

/** What approvals are built on. */
export interface GrantsDeps {
  readonly sequelize: Sequelize;
  readonly access: Pick<AccessService, 'facts'>;
}

/** Everything a decision follows from, as it is at one instant; built anew for each command inside its transaction. */
export interface Situation {
  readonly facts: Facts;
  readonly at: Date;
  readonly tree: Tree;
  /** The facts prepared for questions about this instant. */
  moment(): Moment;
  readonly targets: Targets;
  readonly settings: AccessPolicySettings;
  readonly duties: readonly DutyRule[];
  /** Delegations in force. */
  readonly delegations: readonly Delegation[];
  person(id: string): PersonFact | undefined;
  isActive(id: string): boolean;
  assignmentsOf(id: string): readonly AssignmentFact[];
  /** Where a person belongs: his primary unit, or the unit that sponsors him. */
  unitOf(id: string): string | null;
  /** Superiors of a person who can decide about him, level by level, without those named. */
  superiorsOf(id: string, without: ReadonlySet<string>): readonly ChainLevel[];
  /** True when somebody stands above a person, whether he may decide or not. */
  isAbove(aboveId: string, id: string): boolean;
  /** True when a person holds the permission to decide at all. */
  mayDecide(id: string): boolean;
  /** Units a person manages as head or acting head, and all below. */
  managedBy(id: string): ReadonlySet<string>;
  /** Active people who administer permissions and may decide. */
  permissionOwners(): readonly string[];
}

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const remember = <T>(make: (id: string) => T): ((id: string) => T) => {
  const made = new Map<string, T>();
  return (id) => {
    if (!made.has(id)) made.set(id, make(id));
    return made.get(id) as T;
  };
};

/** Superiors by the facts that matter for one person only: his path, the heads on it, and his places. */
function chains(facts: Facts, tree: Tree, at: Date, people: ReadonlyMap<string, PersonFact>) {
  const assignments = Map.groupBy(facts.assignments, ({ personId }) => personId);
  const heads = Map.groupBy(facts.heads, ({ unitId }) => unitId);
  const edges = Map.groupBy(facts.edges, ({ childId }) => childId);
  const unitOf = remember(
    (id): string | null => primaryAt(assignments.get(id) ?? [], at)?.unitId ?? people.get(id)?.sponsorUnitId ?? null,
  );
  const chain = remember((id): readonly ChainLevel[] => {
    const unitId = unitOf(id);
    const path = unitId === null ? [] : tree.pathOf(unitId);
    const leading = path.flatMap((unit) => heads.get(unit) ?? []);
    const some = new Set([id, ...leading.map(({ personId }) => personId)]);
    const slice = {
      edges: path.flatMap((unit) => edges.get(unit) ?? []),
      heads: leading,
      people: [...some].flatMap((one) => people.get(one) ?? []),
      assignments: assignments.get(id) ?? [],
    };
    return chainOf(slice, id, at);
  });
  return { unitOf, chain, assignmentsOf: (id: string) => assignments.get(id) ?? [] };
}

/** Builds the situation from facts that were read already. */
export function situationOf(
  facts: Facts,
  at: Date,
  rest: Pick<Situation, 'targets' | 'settings' | 'duties' | 'delegations'>,
): Situation {
  const people = new Map(facts.people.map((person) => [person.id, person]));
  const tree = treeAt(facts.edges, at);
  const { unitOf, chain, assignmentsOf } = chains(facts, tree, at, people);
  const deciding = once(() => momentOf(factsAbout(facts, DECIDE), at));
  const mayDecide = remember((id) => sourcesAt(deciding(), id).length > 0);
  const isAbove = (aboveId: string, id: string): boolean =>
    chain(id).some(({ personIds }) => personIds.includes(aboveId));
  return {
    facts,
    at,
    tree,
    moment: once(() => momentOf(facts, at)),
    ...rest,
    person: (id) => people.get(id),
    isActive: (id) => people.get(id)?.status === 'ACTIVE',
    assignmentsOf,
    unitOf,
    isAbove,
    mayDecide,
    superiorsOf: (id, without) =>
      chain(id)
        .map(({ unitId, personIds }) => ({
          unitId,
          // Whoever is subordinate to the person elsewhere does not decide about him.
          personIds: personIds.filter((one) => !without.has(one) && mayDecide(one) && !isAbove(id, one)),
        }))
        .filter(({ personIds }) => personIds.length > 0),
    managedBy: remember((id) => new Set(headedBy(facts.heads, id, at).flatMap((unit) => tree.below(unit)))),
    permissionOwners: once(() => holdersIn(facts, ADMINISTER, at).filter(mayDecide)),
  };
}

/** Reads the situation of an instant; a command passes its transaction, after it recorded its change. */
export async function loadSituation(
  { sequelize, access }: GrantsDeps,
  { now, transaction }: { readonly now: Date; readonly transaction: Transaction | undefined },
): Promise<Situation> {
  const running = { startsAt: { [Op.lte]: now }, endsAt: { [Op.gt]: now } };
  const delegations = await Delegation.findAll({
    where: { ...running, endedAt: { [Op.or]: [null, { [Op.gt]: now }] } },
    order: [['id', 'ASC']],
    transaction: transaction ?? null,
  });
  return situationOf(await access.facts(transaction), now, {
    targets: await loadTargets(sequelize, transaction),
    settings: (await readAccessPolicy({ transaction })).settings,
    duties: await readDutyRules({ transaction }),
    delegations,
  });
}
