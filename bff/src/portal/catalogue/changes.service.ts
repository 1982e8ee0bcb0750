import { CatalogueChange, type ChangePreview } from '@eoms/contracts/access/catalogue-change.record';
import type { listChanges, previewChange, proposeChange } from '@eoms/contracts/access/catalogue.contract';
import type { AccessRequest, ChangeShown } from '@eoms/contracts/access/requests.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { recordChanges, type AccessService, type Change, type Effects, type Facts } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { ChangeApplier, ChangeRequests } from '../grants/change-requests.service.ts';
import { writeDifference } from './change-apply.service.ts';
import { objectOf, pictureOf, type ChangeObject } from './change-audit.policy.ts';
import { breachesOf, effectsOf, refuseBreaches, type WorkedOut } from './change-effects.service.ts';
import { refuseFaults } from './change-faults.ts';
import { changeLines } from './change-lines.policy.ts';
import { loadCatalogueState } from './change-state.service.ts';
import type { CatalogueState } from './change-state.policy.ts';
import { titleOf } from './change-words.policy.ts';
import { factsWith, outcomeOf, touchedMetas } from './change.policy.ts';
import { namesFor } from './change-names.service.ts';
import { metaNaming, showPreview } from './change-preview.service.ts';

/** Kind under which changes of the catalogue wait for their approval. */
export const CATALOGUE = 'catalogue';

/** What proposing, approving and applying changes needs from others. */
export interface ChangesDeps {
  readonly access: Pick<AccessService, 'facts' | 'waysHeld'>;
  readonly changeRequests: Pick<ChangeRequests, 'submitChange'>;
  /** All changes that were proposed, the newest first. */
  listChangeRequests(
    context: Context,
    page: HandlerInput<typeof listChanges>['query'],
  ): Promise<HandlerOutput<typeof listChanges>>;
  /** @throws AppError `last_administrators` */
  assertAdministratorsRemain(context: Context, change?: (facts: Facts) => Facts): Promise<void>;
}

const CHANGE_KINDS: Readonly<Record<ChangeObject['kind'], Change['kind']>> = {
  role: 'role',
  'base-rule': 'rule',
  meta: 'meta',
  'sod-rule': 'policy',
  'access-policy': 'policy',
  system: 'policy',
};

async function workOut(context: Context, change: CatalogueChange, proposing = false): Promise<WorkedOut> {
  const before = await loadCatalogueState(context, change);
  const { after, faults } = outcomeOf(before, change, context.now, proposing);
  refuseFaults(faults);
  return { change, before, after, now: context.now };
}

const recordedAs = (op: CatalogueChange['ops'][number], state: CatalogueState): Change => {
  const { kind, id } = objectOf(op, state);
  const ref = kind === 'meta' ? (state.metas.get(id)?.systemCode ?? id) : id;
  return { kind: CHANGE_KINDS[kind], ref };
};

/** Carries a change out in the transaction of the last approval. */
async function apply(
  deps: ChangesDeps,
  context: Context,
  { change, requestId }: { readonly change: CatalogueChange; readonly requestId: string },
): Promise<void> {
  const { transaction, now } = context;
  if (!transaction) throw new Error('a change of the catalogue is only applied inside a transaction');
  const announced = await loadCatalogueState(context, change);
  // From here on every other change of permissions waits, so what is worked out next is what is written.
  const seq = await recordChanges(
    transaction,
    change.ops.map((op) => recordedAs(op, announced)),
    now,
  );
  const worked = await workOut(context, change);
  refuseBreaches(breachesOf(worked, await deps.access.facts(transaction)));
  const { before, after } = worked;
  await writeDifference({ transaction, now, seq, changeId: requestId }, before, after);
  for (const op of change.ops) {
    const object = objectOf(op, before);
    await recordAudit(context, {
      action: 'applyChange',
      objectKind: object.kind,
      objectId: object.id,
      detail: { op: op.op, changeId: requestId, seq },
      before: pictureOf(before, object),
      after: pictureOf(after, object),
    });
  }
  await deps.assertAdministratorsRemain(context);
}

const touchedTier = ({ change, before, after }: WorkedOut): number => {
  const touched = new Set<string>(touchedMetas(change, before, after));
  return Math.max(0, ...[...before.metas.values()].map((meta) => (touched.has(meta.code) ? meta.riskTier : 0)));
};

const UNKNOWN = { gained: null, lost: null };
const affected = ({ people }: Effects) => ({
  gained: people.filter(({ gained }) => gained.length > 0).length,
  lost: people.filter(({ lost }) => lost.length > 0).length,
});

/** Proposing, previewing and applying changes of the catalogue. */
export function createChangesService(deps: ChangesDeps) {
  async function assertPossible(context: Context, worked: WorkedOut): Promise<void> {
    refuseBreaches(breachesOf(worked, await deps.access.facts()));
    await deps.assertAdministratorsRemain(context, (facts) => factsWith(facts, worked.after));
  }

  async function describe(context: Context, content: CatalogueChange): Promise<Omit<ChangeShown, 'kind'>> {
    const change = CatalogueChange.parse(content);
    const before = await loadCatalogueState(context, change);
    const lines = changeLines(before, await namesFor(context, before, change), change);
    const { after, faults } = outcomeOf(before, change, context.now, false);
    const worked = { change, before, after, now: context.now };
    const counts = faults.length === 0 ? affected(effectsOf(worked, await deps.access.facts())) : UNKNOWN;
    return { title: titleOf(lines), lines, metas: metaNaming(before)(touchedMetas(change, before, after)), ...counts };
  }

  const applier: ChangeApplier<CatalogueChange> = {
    validate: async (context, content) =>
      assertPossible(context, await workOut(context, CatalogueChange.parse(content))),
    describe,
    apply: (context, content, requestId) => apply(deps, context, { change: CatalogueChange.parse(content), requestId }),
    async touchedMetas(context, content) {
      const change = CatalogueChange.parse(content);
      const before = await loadCatalogueState(context, change);
      return touchedMetas(change, before, outcomeOf(before, change, context.now, false).after);
    },
  };

  return {
    applier,
    async previewChange(context: Context, { body }: HandlerInput<typeof previewChange>): Promise<ChangePreview> {
      const worked = await workOut(context, body, true);
      const facts = await deps.access.facts();
      return showPreview(
        context,
        worked,
        { effects: effectsOf(worked, facts), breaches: breachesOf(worked, facts) },
        facts,
      );
    },
    async proposeChange(
      context: Context,
      { body: { reason, ...change } }: HandlerInput<typeof proposeChange>,
    ): Promise<AccessRequest> {
      const worked = await workOut(context, change, true);
      await assertPossible(context, worked);
      const content = { kind: CATALOGUE, content: change, touchedTier: touchedTier(worked) };
      return deps.changeRequests.submitChange(context, { ...content, reason });
    },
    listChanges: (
      context: Context,
      { query }: HandlerInput<typeof listChanges>,
    ): Promise<HandlerOutput<typeof listChanges>> => deps.listChangeRequests(context, query),
  };
}
