import type { Sequelize, Transaction } from 'sequelize';
import { Op } from 'sequelize';
import type { AccessPolicySettings } from '@eoms/contracts/access/catalogue.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import {
  chainOf,
  headedBy,
  momentOf,
  personIn,
  placesIn,
  primaryAt,
  sourcesAt,
  treeOf,
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
import { creatorsOfOutsiders } from '../people/people.service.ts';
import { loadTargets, type TargetIds, type Targets } from './catalogue-limits.ts';
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
  /** Who entered people outside the EHR, by person. */
  readonly creators: ReadonlyMap<string, string>;
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
  /** True when somebody is one of them; asks about nobody else. */
  isPermissionOwner(id: string): boolean;
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

/** Builds the situation from facts that were read already. */
export function situationOf(
  facts: Facts,
  at: Date,
  rest: Pick<Situation, 'targets' | 'settings' | 'duties' | 'delegations' | 'creators'>,
): Situation {
  const tree = treeOf(facts.edges, at);
  const person = (id: string): PersonFact | undefined => personIn(facts.people, id);
  const assignmentsOf = (id: string): readonly AssignmentFact[] => placesIn(facts.assignments, id);
  const chain = remember((id): readonly ChainLevel[] => chainOf(facts, id, at));
  const deciding = once(() => momentOf(factsAbout(facts, DECIDE), at));
  const mayDecide = remember((id) => sourcesAt(deciding(), id).length > 0);
  const administering = once(() => momentOf(factsAbout(facts, ADMINISTER), at));
  const isAbove = (aboveId: string, id: string): boolean =>
    chain(id).some(({ personIds }) => personIds.includes(aboveId));
  return {
    facts,
    at,
    tree,
    moment: once(() => momentOf(facts, at)),
    ...rest,
    person,
    isActive: (id) => person(id)?.status === 'ACTIVE',
    assignmentsOf,
    unitOf: (id) => primaryAt(assignmentsOf(id), at)?.unitId ?? person(id)?.sponsorUnitId ?? null,
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
    isPermissionOwner: (id) => sourcesAt(administering(), id).length > 0 && mayDecide(id),
  };
}

/**
 * Reads the situation of an instant; a command passes its transaction, after it recorded its change. Where only some roles and
 * permissions are spoken of, `among` spares reading the limits of all others.
 */
export async function loadSituation(
  { sequelize, access }: GrantsDeps,
  { now, transaction }: { readonly now: Date; readonly transaction: Transaction | undefined },
  among?: TargetIds,
): Promise<Situation> {
  // One that was ended counts no more, even for a command that came before and had to wait.
  const delegations = await Delegation.findAll({
    where: { startsAt: { [Op.lte]: now }, endsAt: { [Op.gt]: now }, endedAt: null },
    order: [['id', 'ASC']],
    transaction: transaction ?? null,
  });
  return situationOf(await access.facts(transaction), now, {
    targets: await loadTargets(sequelize, transaction, among),
    settings: (await readAccessPolicy({ transaction })).settings,
    duties: await readDutyRules({ transaction }),
    delegations,
    creators: await creatorsOfOutsiders({ transaction }),
  });
}
