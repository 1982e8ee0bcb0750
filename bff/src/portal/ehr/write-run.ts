import { endSessionsOfPerson } from '../sessions/sessions.service.ts';
import { applyPlan } from './apply.ts';
import type { IngestContext, IngestDeps } from './ingest.service.ts';
import { keptAfter, leaversOf, lettersOf, settledBy, transactionOf, type Judgement } from './judgement.ts';
import { writeLetters } from './letters.ts';
import { saveKept } from './record-store.ts';

async function change(deps: IngestDeps, context: IngestContext, judgement: Judgement): Promise<void> {
  const transaction = transactionOf(context);
  const { changes, plan } = judgement;
  await applyPlan(plan, changes, context.now, transaction);
  const leavers = leaversOf(judgement);
  for (const personId of leavers) {
    await endSessionsOfPerson(personId, context.now, transaction);
    await deps.endForLeaver(context, personId);
  }
  const gone = new Set(leavers);
  const others = changes.people.map(({ id }) => id).filter((id) => !gone.has(id));
  // A unit that moves takes its people along, and changes what those above reach.
  if (changes.units.length > 0) await deps.keepDuties(context, 'everybody');
  else if (others.length > 0) await deps.keepDuties(context, others);
  if (changes.units.length + changes.people.length > 0) await deps.assertAdministratorsRemain(context);
}

/** Applies what records change, keeps them, and sets aside those that are not in order. */
export async function writeRun(
  deps: IngestDeps,
  context: IngestContext,
  judgement: Judgement,
  { runId, source }: { readonly runId: string; readonly source: string },
): Promise<void> {
  const transaction = transactionOf(context);
  const { now } = context;
  await change(deps, context, judgement);
  await saveKept(source, keptAfter(judgement), now, transaction);
  const letterContext = { vault: deps.vault, source, runId, now, transaction };
  await writeLetters(letterContext, lettersOf(judgement), settledBy(deps.vault, judgement));
}
