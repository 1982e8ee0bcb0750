import type { AccessRequest as ShownRequest, ChangeShown } from '@eoms/contracts/access/requests.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { Appliers } from './decide.ts';
import { assertSubmittable } from './request-content.ts';
import { insertRequest, presentAfter } from './request-entry.ts';
import { auditRequest, begin, loadDossier } from './request-store.ts';
import { loadSituation, type GrantsDeps } from './situation.ts';
import { needsFor } from './subject.ts';

/** What knows one kind of change of the catalogue: checks it, says it in words, and carries it out. */
export interface ChangeApplier<Content = unknown> {
  /** Refuses a change that cannot be made as things are; asked when it is proposed and again right before it is carried out. */
  validate(context: Context, content: Content): Promise<void>;
  /** The change in words, for those who decide. */
  describe(context: Context, content: Content): Promise<Omit<ChangeShown, 'kind'>>;
  /** Carries it out in the transaction of the last approval; records its own changes of facts. */
  apply(context: Context, content: Content, requestId: string): Promise<void>;
  /** Permissions that somebody may gain or lose by it; their risk says how many must agree. */
  touchedMetas(context: Context, content: Content): Promise<readonly MetaCode[]>;
}

/** A change as it is proposed. */
export interface ProposedChange {
  /** Kind whose applier was registered, such as `catalogue`. */
  readonly kind: string;
  readonly content: unknown;
  readonly reason: string;
  readonly ticketRef?: string | null;
  /** Highest risk of the permissions it touches. */
  readonly touchedTier: number;
}

/** Changes of the catalogue as requests. */
export interface ChangeRequests {
  /** Makes a kind of change known; at composition. @throws Error for a kind that is known already. */
  registerApplier<Content>(kind: string, applier: ChangeApplier<Content>): void;
  /**
   * Enters a change as a request that permission owners other than the caller decide: one of them, or two when it touches
   * permissions of risk 2 and above. @throws AppError as the applier's `validate`, and `no_decider`.
   */
  submitChange(context: Context, proposed: ProposedChange): Promise<ShownRequest>;
}

/** Changes of the catalogue as requests, on their way through the same approval as grants. */
export function createChangeRequests(deps: GrantsDeps): ChangeRequests & { readonly appliers: Appliers } {
  const appliers = new Map<string, ChangeApplier>();
  return {
    appliers,
    registerApplier(kind, applier) {
      if (appliers.has(kind)) throw new Error(`changes of kind ${kind} have an applier already`);
      appliers.set(kind, applier as ChangeApplier);
    },
    async submitChange(context, { kind, content, reason, ticketRef = null, touchedTier }) {
      const applier = appliers.get(kind);
      if (!applier) throw new Error(`nobody knows how to carry out a change of kind ${kind}`);
      if (context.caller.kind !== 'person') throw new AppError('no_decider');
      const { seq, changing } = await begin(context, [{ kind: 'policy', ref: `change ${context.caller.id}` }]);
      await applier.validate(context, content);
      const situation = await loadSituation(deps, context);
      const change = { kind, content, tier: touchedTier, shown: await applier.describe(context, content) };
      const wanted = { wantedFrom: null, wantedUntil: null, durationMinutes: null };
      const from = { requesterId: context.caller.id, origin: 'SELF' as const, extendsGrantId: null };
      const subject = { granteeId: null, kind: 'CHANGE' as const, items: [], ...wanted, change, ...from };
      const needs = needsFor(situation, subject, assertSubmittable(situation, subject, []));
      const requestId = await insertRequest(situation, changing, seq, {
        ...from,
        content: subject,
        change,
        reason,
        ticketRef,
        needs,
      });
      await auditRequest(changing, 'proposeChange', await loadDossier(context, requestId), { reason });
      return presentAfter(situation, context, requestId);
    },
  };
}
