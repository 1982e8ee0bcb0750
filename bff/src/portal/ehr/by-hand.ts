import type { GuardTrip, SyncMode } from '@eoms/contracts/access/sync-run.record';
import type { Transaction } from 'sequelize';
import type { AccessService } from '../access/access.service.ts';
import type { AuditedContext } from '../audit/audit.service.ts';
import { effectsOf } from './effects.ts';
import type { PlannedPerson } from './people.policy.ts';
import type { changesOf } from './plan.ts';

/** Risk from which a grant needs an owner besides the superior: a file gives it no more easily. */
const TWO_KEYS_TIER = 2;

/** True for somebody whom the run lets lead a unit or sign in as somebody else; whoever leaves leads no more. */
const isRaised = ({ before, after, heads }: PlannedPerson): boolean =>
  (after.status !== 'LEFT' && heads.add.length + heads.change.length > 0) ||
  (before !== null && before.subject !== after.subject);

/** People whom the run gives a permission that asks for two keys, at least. */
async function risksGiven(
  { access }: { readonly access: Pick<AccessService, 'facts'> },
  changes: ReturnType<typeof changesOf>,
  { now, transaction }: { readonly now: Date; readonly transaction: Transaction | undefined },
): Promise<number> {
  const facts = await access.facts(transaction);
  const risky = new Set(
    facts.metas.filter(({ live, riskTier }) => live && riskTier >= TWO_KEYS_TIER).map(({ code }) => code),
  );
  const { byMeta } = effectsOf(facts, changes, now);
  return Math.max(0, ...byMeta.filter(({ code }) => risky.has(code as never)).map(({ gained }) => gained));
}

/**
 * What somebody brings by hand gives no power by his word alone: a run that is about himself, or lets people lead a unit, sign in
 * otherwise or hold what asks for two keys, waits for a second person. What an HR system tells is not his word.
 */
export async function guardsByHand(
  deps: { readonly access: Pick<AccessService, 'facts'> },
  changes: ReturnType<typeof changesOf>,
  mode: SyncMode,
  context: Pick<AuditedContext, 'caller' | 'now' | 'transaction'>,
): Promise<GuardTrip[]> {
  const { caller, now, transaction } = context;
  const isByHand = caller.kind === 'person' && (mode === 'CSV' || mode === 'PUSH');
  if (!isByHand || changes.people.length + changes.units.length === 0) return [];
  const raised = changes.people.filter((person) => person.id === caller.id || isRaised(person)).length;
  const count = Math.max(raised, await risksGiven(deps, changes, { now, transaction: transaction ?? undefined }));
  return count === 0 ? [] : [{ code: 'by_hand', count, of: changes.people.length, limit: 0, unitKind: null }];
}
