import { AppError } from '../../errors.ts';
import { momentOf, sourcesAt, type Facts, type Period } from '../access/access.service.ts';
import type { AuditedContext } from '../audit/audit.service.ts';
import { brokenDuties, readDutyRules, type DutyRule } from '../catalogue/sod.service.ts';
import { factsAbout } from '../governance/administrators.service.ts';
import { conflictsAt, factsOf } from '../governance/sod.service.ts';
import { endGrant } from './grant-ends.ts';
import { begin } from './request-store.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';

/** A conflict that a change brought and no grant takes part in: it comes from base permissions alone. */
export interface Unresolved {
  readonly personId: string;
  readonly rule: DutyRule;
  readonly at: Date;
}

/** Whose duties are looked at; everybody's after a change of rules, roles or the tree of units. */
export type Concerned = readonly string[] | 'everybody';

const isBlocking = ({ mode }: DutyRule): boolean => mode === 'BLOCK';

/** Instants from now on at which somebody's permissions or reach may change by time alone, with whom they concern. */
function agendaOf(facts: Facts, people: ReadonlySet<string>, from: Date): [at: Date, people: Iterable<string>][] {
  const ahead = ({ from: start, to }: Period): number[] =>
    [start.getTime(), to?.getTime() ?? 0].filter((time) => time > from.getTime());
  const common = new Set([...facts.rules, ...facts.edges].flatMap(ahead)).add(from.getTime());
  const own = new Map<number, Set<string>>();
  const note = (period: Period, personId: string): void => {
    for (const time of people.has(personId) ? ahead(period) : [])
      if (!common.has(time)) own.set(time, (own.get(time) ?? new Set()).add(personId));
  };
  for (const fact of [...facts.assignments, ...facts.grants, ...facts.breakGlass, ...facts.heads])
    note(fact, fact.personId);
  // A store that changes hands concerns its owners, not everybody.
  const owners = Map.groupBy(facts.people, ({ franchiseeId }) => franchiseeId);
  for (const owned of facts.franchises) for (const { id } of owners.get(owned.franchiseeId) ?? []) note(owned, id);
  const all = [...[...common].map((time) => [time, people] as const), ...own];
  return all.toSorted(([a], [b]) => a - b).map(([time, concerned]) => [new Date(time), concerned]);
}

/** The grant of somebody, the latest first, that carries one side of a broken rule at an instant. */
function culprit({ facts }: Situation, personId: string, rule: DutyRule, at: Date) {
  const codes = new Set<string>([...rule.left, ...rule.right]);
  const giving = new Set(
    sourcesAt(momentOf(factsOf(facts, personId, at), at), personId)
      .filter(({ via, metaCode }) => via === 'grant' && codes.has(metaCode))
      .map(({ refId }) => refId),
  );
  return facts.grants
    .filter(({ id }) => giving.has(id))
    .toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime() || (a.id < b.id ? 1 : -1))[0];
}

/** Ends grants of one person from an instant on until he breaks no rule any more, or no grant is left to end. */
async function settle(
  deps: GrantsDeps,
  context: AuditedContext,
  before: Situation,
  { personId, at }: { readonly personId: string; readonly at: Date },
): Promise<{ readonly situation: Situation; readonly left: readonly Unresolved[] }> {
  const { seq, changing } = await begin(context, [{ kind: 'person', ref: personId }]);
  let situation = before;
  const left: Unresolved[] = [];
  for (;;) {
    const rules = situation.duties.filter((rule) => isBlocking(rule) && !left.some((one) => one.rule.id === rule.id));
    const [found] = conflictsAt(rules, situation.facts, { personId, at });
    const rule = rules.find(({ id }) => id === found?.ruleId);
    if (!rule) return { situation, left };
    const grant = culprit(situation, personId, rule, at);
    const ending = { action: 'endConflicting', by: null, reason: null, at };
    if (grant && (await endGrant(changing, seq, grant.id, ending))) situation = await loadSituation(deps, changing);
    else left.push({ personId, rule, at });
  }
}

/** Without the conflicts that were there before the change. */
async function brought({ access }: GrantsDeps, unresolved: readonly Unresolved[]): Promise<Unresolved[]> {
  if (unresolved.length === 0) return [];
  const [rules, facts] = [(await readDutyRules({ transaction: undefined })).filter(isBlocking), await access.facts()];
  return unresolved.filter(
    ({ personId, rule, at }) => !conflictsAt(rules, facts, { personId, at }).some(({ ruleId }) => ruleId === rule.id),
  );
}

/**
 * Ends grants of people whom a change of base permissions, places, heads or rules brings into a blocking conflict of duties, from
 * the instant at which it would begin. Call it after the writes, in their transaction. Answers the conflicts that no grant takes
 * part in.
 */
export async function endConflicting(
  deps: GrantsDeps,
  context: AuditedContext,
  concerned: Concerned,
): Promise<Unresolved[]> {
  const { now, transaction } = context;
  let situation = await loadSituation(deps, { now, transaction });
  const blocking = situation.duties.filter(isBlocking);
  if (blocking.length === 0) return [];
  const codes = blocking.flatMap(({ left, right }) => [...left, ...right]);
  const slice = (): Facts => factsAbout(situation.facts, ...codes);
  const people = new Set(concerned === 'everybody' ? situation.facts.people.map(({ id }) => id) : concerned);
  const unresolved: Unresolved[] = [];
  for (const [at, ids] of agendaOf(slice(), people, now)) {
    let moment = momentOf(slice(), at);
    for (const personId of ids) {
      if (brokenDuties(blocking, sourcesAt(moment, personId)).length === 0) continue;
      const settled = await settle(deps, context, situation, { personId, at });
      unresolved.push(...settled.left);
      if (settled.situation === situation) continue;
      situation = settled.situation;
      moment = momentOf(slice(), at);
    }
  }
  return brought(deps, unresolved);
}

/**
 * Keeps duties apart after a change: ends the grants it brings into conflict.
 * @throws AppError `duties_conflict` when base permissions alone would break a rule.
 */
export async function keepDuties(deps: GrantsDeps, context: AuditedContext, concerned: Concerned): Promise<void> {
  const unresolved = await endConflicting(deps, context, concerned);
  if (unresolved.length === 0) return;
  throw new AppError('duties_conflict', {
    blockers: [...Map.groupBy(unresolved, ({ rule }) => rule)].map(([{ code, name }, ofRule]) => ({
      kind: code,
      count: new Set(ofRule.map(({ personId }) => personId)).size,
      name: { ...name },
    })),
  });
}
