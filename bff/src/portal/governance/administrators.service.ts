import type { MetaCode } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import {
  momentOf,
  sourcesAt,
  treeOf,
  type AccessService,
  type AssignmentFact,
  type Facts,
  type Period,
  type RuleFact,
} from '../access/access.service.ts';

/** Who holds it administers permissions: without two of them nothing could be approved any more. */
export const ADMINISTER: MetaCode = 'access.catalogue.approve';

/** Without it he could not decide anything, whatever he administers. */
const DECIDE: MetaCode = 'access.approval.decide';

/** People who administer permissions at every instant, at least. */
export const LEAST_ADMINISTRATORS = 2;

/** The facts that some permissions follow from: everything else is left out, so that asking about everybody stays cheap. */
export function factsAbout(facts: Facts, ...codes: readonly MetaCode[]): Facts {
  const wanted = new Set(codes);
  const metaIds = new Set(facts.metas.filter(({ code, live }) => live && wanted.has(code)).map(({ id }) => id));
  const roles = facts.roles
    .map((role) => ({ ...role, metaIds: role.metaIds.filter((id) => metaIds.has(id)) }))
    .filter((role) => role.live && role.metaIds.length > 0);
  const roleIds = new Set(roles.map(({ id }) => id));
  const carries = (one: { readonly roleId: string | null; readonly metaId: string | null }): boolean =>
    roleIds.has(one.roleId ?? '') || metaIds.has(one.metaId ?? '');
  return {
    ...facts,
    metas: facts.metas.filter(({ id }) => metaIds.has(id)),
    roles,
    rules: facts.rules.filter(({ roleId }) => roleIds.has(roleId)),
    grants: facts.grants.filter(carries),
    breakGlass: facts.breakGlass.filter(carries),
  };
}

/** Says whether a rule may match somebody for a place of his; what it says of time and person is left to the evaluator. */
function placeTest({ edges }: Facts, { unitId, includeSubtree, position, levelMin, levelMax }: RuleFact, at: Date) {
  const within = unitId !== null && includeSubtree ? treeOf(edges, at).below(unitId) : [unitId];
  const units = new Set(within);
  return (place: AssignmentFact): boolean =>
    (position === null || position === place.position) &&
    (levelMin === null || place.level >= levelMin) &&
    (levelMax === null || place.level <= levelMax) &&
    (unitId === null || units.has(place.unitId));
}

/** People to whom something may come by these facts: by a place that a rule names, or given to them alone. */
function candidatesIn(facts: Facts, at: Date): Facts['people'] {
  const { people, assignments, grants, breakGlass, rules } = facts;
  const isPlaced = ({ unitId, position, levelMin, levelMax }: RuleFact): boolean =>
    unitId !== null || position !== null || levelMin !== null || levelMax !== null;
  if (!rules.every(isPlaced)) return people;
  const tests = rules.map((rule) => placeTest(facts, rule, at));
  const ids = new Set([...grants, ...breakGlass].map(({ personId }) => personId));
  for (const place of assignments) if (tests.some((test) => test(place))) ids.add(place.personId);
  return people.filter(({ id }) => ids.has(id));
}

/** Ids of active people who hold a permission at an instant, whatever its reach. */
export function holdersIn(facts: Facts, meta: MetaCode, at: Date): string[] {
  const about = factsAbout(facts, meta);
  const moment = momentOf(about, at);
  return candidatesIn(about, at)
    .filter(({ id, status }) => status === 'ACTIVE' && sourcesAt(moment, id).length > 0)
    .map(({ id }) => id)
    .sort();
}

const boundaries = (periods: readonly Period[]): number[] =>
  periods.flatMap(({ from, to }) => [from.getTime(), ...(to ? [to.getTime()] : [])]);

// Break-glass is left out: an emergency of hours keeps nobody an administrator.
const administrators = (facts: Facts): Facts => ({ ...factsAbout(facts, ADMINISTER, DECIDE), breakGlass: [] });

/** Those who administer at an instant and may decide. */
function ableAt(facts: Facts, at: Date): string[] {
  const ids = new Set(holdersIn(facts, ADMINISTER, at));
  const theirs = facts.people.filter(({ id }) => ids.has(id));
  const places = facts.assignments.filter(({ personId }) => ids.has(personId));
  return holdersIn({ ...facts, people: theirs, assignments: places }, DECIDE, at);
}

/** First instant from `at` on at which too few administrators are left, and fewer than there would have been; null when there is none. */
export function shortageOf(before: Facts, after: Facts, at: Date): Date | null {
  const [was, is] = [administrators(before), administrators(after)];
  const instants = [at.getTime()];
  const add = (times: readonly number[]): void => {
    for (const time of times) if (time > at.getTime() && !instants.includes(time)) instants.push(time);
  };
  for (const { rules, grants, edges } of [was, is]) add(boundaries([...rules, ...grants, ...edges]));
  const seen = new Set<string>();
  const shortages: number[] = [];
  // Whoever administers at some instant may cease to at the end of one of his places: those instants count too.
  for (const time of instants) {
    const then = new Date(time);
    const [old, now] = [was, is].map((facts) => ableAt(facts, then)) as [string[], string[]];
    for (const id of [...old, ...now]) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const { assignments } of [was, is]) add(boundaries(assignments.filter(({ personId }) => personId === id)));
    }
    if (now.length < LEAST_ADMINISTRATORS && now.length < old.length) shortages.push(time);
  }
  return shortages.length === 0 ? null : new Date(Math.min(...shortages));
}

/** Keeps the last two administrators of permissions in place. */
export const createAdministratorsService = ({ access }: { readonly access: Pick<AccessService, 'facts'> }) => ({
  /**
   * Call it after the writes of a command that may end somebody's permission to administer, or before them with what they
   * will do to the facts.
   * @throws AppError `last_administrators` when at some instant fewer than two would be left, and fewer than without the command.
   */
  async assertAdministratorsRemain(
    { transaction, now }: Pick<Context, 'transaction' | 'now'>,
    change: (facts: Facts) => Facts = (facts) => facts,
  ): Promise<void> {
    const after = change(await access.facts(transaction));
    const shortage = shortageOf(await access.facts(), after, now);
    if (!shortage) return;
    const since = shortage.toISOString();
    throw new AppError('last_administrators', {
      detail: {
        zh: `自 ${since} 起，可用的权限负责人将不足 ${LEAST_ADMINISTRATORS} 名`,
        en: `From ${since} on fewer than ${LEAST_ADMINISTRATORS} permission owners would be left`,
      },
    });
  },
});
