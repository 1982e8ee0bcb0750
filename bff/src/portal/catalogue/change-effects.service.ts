import type { CatalogueChange } from '@eoms/contracts/access/catalogue-change.record';
import { AppError } from '../../errors.ts';
import { compareFacts, momentOf, sourcesAt, type Effects, type Facts } from '../access/access.service.ts';
import { dutiesAtStake, laterInstants, metasOfDuties, narrowedTo } from './change-effects.policy.ts';
import { without, type CatalogueState, type DutyState } from './change-state.policy.ts';
import { factsWith, movedMetas, turningPoints } from './change.policy.ts';
import { brokenDuties } from './sod.policy.ts';

/** A change that was worked out: the catalogue before and after it. */
export interface WorkedOut {
  readonly change: CatalogueChange;
  readonly before: CatalogueState;
  readonly after: CatalogueState;
  readonly now: Date;
}

/** Permissions and people a rule of separation of duties would be broken by. */
export interface DutyBreach {
  readonly rule: DutyState;
  readonly personIds: ReadonlySet<string>;
}

/** What a change does to people once all of it is in force. */
export function effectsOf({ change, before, after, now }: WorkedOut, facts: Facts): Effects & { readonly at: Date } {
  const at = turningPoints(change, now).at(-1) ?? now;
  const moved = movedMetas(change, before, after);
  const [was, is] = [narrowedTo(facts, moved), narrowedTo(factsWith(facts, after), moved)];
  return { at, ...compareFacts(was, is, at) };
}

function breachesAt(
  rules: readonly DutyState[],
  facts: Facts,
  at: Date,
  concerned: ReadonlySet<string> | null,
): Map<string, Set<string>> {
  const moment = momentOf(facts, at);
  const found = new Map<string, Set<string>>();
  for (const id of concerned ?? facts.people.map((person) => person.id))
    for (const rule of brokenDuties(rules, sourcesAt(moment, id)))
      found.set(rule.id, (found.get(rule.id) ?? new Set()).add(id));
  return found;
}

/**
 * Whom a change makes hold what must be kept apart, now or at any later instant as far as it is known today. People who broke a
 * rule before count only where the change made or sharpened the rule.
 */
export function breachesOf({ change, before, after, now }: WorkedOut, facts: Facts): DutyBreach[] {
  const { rules, fresh } = dutiesAtStake(change, after, movedMetas(change, before, after));
  if (rules.length === 0) return [];
  const metas = metasOfDuties(after, rules);
  const [was, is] = [narrowedTo(facts, metas), narrowedTo(factsWith(facts, after), metas)];
  const people = new Map<string, Set<string>>();
  const kept = rules.filter(({ id }) => !fresh.has(id));
  for (const [time, concerned] of laterInstants(is, now).set(now.getTime(), null)) {
    const at = new Date(time);
    const old = breachesAt(kept, was, at, concerned);
    for (const [ruleId, ids] of breachesAt(rules, is, at, concerned)) {
      const known = people.get(ruleId) ?? new Set();
      people.set(ruleId, new Set([...known, ...without(ids, old.get(ruleId) ?? new Set())]));
    }
  }
  return rules.flatMap((rule) => {
    const personIds = people.get(rule.id);
    return personIds && personIds.size > 0 ? [{ rule, personIds }] : [];
  });
}

/** Refuses a change after which somebody would hold what a rule forbids outright. @throws AppError `duties_conflict` */
export function refuseBreaches(breaches: readonly DutyBreach[]): void {
  const blocking = breaches.filter(({ rule }) => rule.mode === 'BLOCK');
  if (blocking.length === 0) return;
  throw new AppError('duties_conflict', {
    blockers: blocking.map(({ rule, personIds }) => ({
      kind: rule.code,
      count: personIds.size,
      name: { ...rule.name },
    })),
  });
}
