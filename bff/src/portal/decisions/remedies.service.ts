import type { Remedy } from '@eoms/contracts/access/decisions.record';
import type { GrantScope } from '@eoms/contracts/access/shared.record';
import type { Context } from '../../http/context.ts';
import {
  sourcesAt,
  withGrantAlone,
  type GrantFact,
  type MetaFact,
  type Moment,
  type ScopeKind,
  type Source,
} from '../access/access.service.ts';
import { metaRefs, roleRefs } from '../catalogue/references.service.ts';
import { unitRefs } from '../people/references.service.ts';
import type { DecisionDeps } from './decision-deps.ts';
import {
  candidatesFor,
  covers,
  scopeKindsOf,
  type AskedMeta,
  type Candidate,
  type PlacedRecord,
} from './decisions.policy.ts';

/** Who lacks what, and on which record. */
export interface Lack {
  readonly personId: string;
  readonly missing: MetaFact;
  readonly held: readonly Source[];
  readonly record: PlacedRecord | null;
}

/** Kinds that follow the person, from the narrowest. */
const FOLLOWING: readonly ScopeKind[] = ['OWN_STORE', 'OWN_FRANCHISE', 'OWN_SUBTREE', 'MANAGED'];

/** What a person would hold by one grant alone, by the evaluator that would decide it. */
function ifGranted(
  moment: Moment,
  personId: string,
  candidate: Pick<Candidate, 'roleId' | 'metaId'>,
  scope: GrantScope,
): Source[] {
  const grant: GrantFact = {
    id: 'hypothetical',
    personId,
    roleId: candidate.roleId,
    metaId: candidate.metaId,
    scopeKind: scope.kind,
    scopeUnitIds: scope.unitIds,
    kind: 'SHORT',
    basisUnitId: null,
    approvedAt: moment.at,
    confirmations: [],
    from: moment.at,
    to: null,
  };
  return sourcesAt(withGrantAlone(moment, grant), personId);
}

/** Scopes worth asking for, the narrowest first. */
function scopesFor({ held, missing, record }: Lack): GrantScope[] {
  const following = FOLLOWING.map((kind): GrantScope => ({ kind, unitIds: [] }));
  const everywhere: GrantScope = { kind: 'ALL', unitIds: [] };
  if (record) {
    const [unitId] = record.unitIds;
    return [
      ...following,
      ...(unitId === undefined ? [] : [{ kind: 'ORG_SET' as const, unitIds: [unitId] }]),
      everywhere,
    ];
  }
  // Whoever works in this system already asks for the reach he works with.
  const used = new Set(
    held.filter(({ metaCode }) => metaCode.startsWith(`${missing.systemCode}.`)).map(({ scopeKind }) => scopeKind),
  );
  const habitual = [...following, everywhere].filter(({ kind }) => used.has(kind));
  return [...habitual, ...following, everywhere];
}

/** True when the scope lets the person do something: it reaches the record, or any store or unit that is not only his desk. */
function suffices(moment: Moment, lack: Lack, candidate: Candidate, scope: GrantScope): boolean {
  const sources = ifGranted(moment, lack.personId, candidate, scope).filter(({ metaId }) => metaId === lack.missing.id);
  if (lack.record) {
    const { record, personId } = lack;
    return sources.some(({ reach, self }) =>
      covers(reach === 'all' ? 'all' : { unitIds: reach, self }, record, personId),
    );
  }
  if (lack.missing.systemCode === 'access') return sources.some(({ reach }) => reach === 'all' || reach.size > 0);
  const stores = new Set(moment.facts.units.filter(({ kind }) => kind === 'STORE').map(({ id }) => id));
  return sources.some(({ reach }) => reach === 'all' || [...reach].some((id) => stores.has(id)));
}

/** What a person could ask for to do what he cannot, the smallest first, and who would decide it. */
export async function remediesFor(
  deps: Pick<DecisionDeps, 'steps'>,
  context: Context,
  moment: Moment,
  lack: Lack,
  asked: ReadonlyMap<string, AskedMeta>,
): Promise<Remedy[]> {
  const held = new Set(lack.held.map(({ metaCode }) => metaCode));
  const found = candidatesFor(moment, lack.missing, held, asked).flatMap((candidate) => {
    const allowed = scopeKindsOf(moment, candidate, asked);
    const scope = scopesFor(lack).find((one) => allowed(one.kind) && suffices(moment, lack, candidate, one));
    return scope ? [{ candidate, scope }] : [];
  });
  const metas = await metaRefs(
    context,
    found.flatMap(({ candidate }) => [candidate.metaId, ...candidate.others.map(({ id }) => id)]),
  );
  const roles = await roleRefs(
    context,
    found.map(({ candidate }) => candidate.roleId),
  );
  const units = await unitRefs(
    context,
    found.flatMap(({ scope }) => scope.unitIds),
  );
  const remedies: Remedy[] = [];
  for (const { candidate, scope } of found) {
    const { roleId, metaId } = candidate;
    const metaCode = metaId === null ? null : lack.missing.code;
    remedies.push({
      role: roles.get(roleId ?? '') ?? null,
      meta: metas.get(metaId ?? '') ?? null,
      others: candidate.others.flatMap(({ id }) => metas.get(id) ?? []),
      riskTier: candidate.riskTier,
      scope: { kind: scope.kind, unitIds: [...scope.unitIds] },
      scopeShown: { kind: scope.kind, units: scope.unitIds.flatMap((id) => units.get(id) ?? []) },
      steps: await deps.steps(context, { granteeId: lack.personId, roleId, metaCode, scope }),
    });
  }
  return remedies;
}
