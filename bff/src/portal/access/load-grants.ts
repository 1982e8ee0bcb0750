import type { Select } from '../../database/select.ts';
import type { BreakGlassFact, GrantFact, ScopeKind } from './facts.policy.ts';
import { given, ids, instantOf, isEmpty, span, within, type Among, type Span, type Text } from './fact-rows.ts';

interface GivenRow extends Span {
  readonly id: string;
  readonly role_id: string | null;
  readonly meta_id: string | null;
  readonly scope_kind: ScopeKind;
  readonly scope_unit_ids: string;
}

const earlier = (a: Date | null, b: Text | null): Date | null => {
  if (b === null) return a;
  const other = instantOf(b);
  return a === null || other < a ? other : a;
};

const givenTo = (row: GivenRow, personId: string) => ({
  id: row.id,
  personId,
  roleId: row.role_id,
  metaId: row.meta_id,
  scopeKind: row.scope_kind,
  scopeUnitIds: ids(row.scope_unit_ids),
});

type GrantRow = GivenRow & {
  grantee_id: string;
  kind: GrantFact['kind'];
  basis_unit_id: string | null;
  created_at: Text;
  revoked_at: Text | null;
};

/** When grants end because nobody answered for them in a review whose silence means "take back". */
async function loadSilentEnds(select: Select, among: Among): Promise<ReadonlyMap<string, Text>> {
  const rows = await select<{ grant_id: string; due: Text }>(
    `SELECT i.grant_id, MIN(i.due_at) AS due FROM review_item i
      JOIN review_campaign c ON c.id = i.campaign_id AND c.on_no_answer = 'REVOKE'
      JOIN access_grant g ON g.id = i.grant_id
      WHERE i.verdict IS NULL${within('g.grantee_id', among, 'AND')} GROUP BY i.grant_id`,
    given(among),
  );
  return new Map(rows.map(({ grant_id, due }) => [grant_id, due]));
}

/** Grants, past and to come; a revoked one ends at its revocation. */
export async function loadGrants(select: Select, among: Among = null): Promise<GrantFact[]> {
  if (isEmpty(among)) return [];
  const grants = await select<GrantRow>(`SELECT * FROM access_grant${within('grantee_id', among)}`, given(among));
  const confirmations = await select<{ grant_id: string; unit_id: string; at: Text }>(
    `SELECT c.grant_id, c.unit_id, c.at FROM grant_confirmation c${
      among === null ? '' : ` JOIN access_grant g ON g.id = c.grant_id${within('g.grantee_id', among)}`
    } ORDER BY c.at, c.id`,
    given(among),
  );
  const confirmed = Map.groupBy(confirmations, ({ grant_id }) => grant_id);
  const silent = await loadSilentEnds(select, among);
  return grants.map((row) => ({
    ...givenTo(row, row.grantee_id),
    kind: row.kind,
    basisUnitId: row.basis_unit_id,
    approvedAt: instantOf(row.created_at),
    confirmations: (confirmed.get(row.id) ?? []).map((one) => ({ unitId: one.unit_id, at: instantOf(one.at) })),
    from: instantOf(row.starts_at),
    to: earlier(earlier(span(row).to, row.revoked_at), silent.get(row.id) ?? null),
  }));
}

/** Emergency permissions; one that was given back early ends there. */
export async function loadBreakGlass(select: Select, among: Among = null): Promise<BreakGlassFact[]> {
  if (isEmpty(among)) return [];
  const rows = await select<GivenRow & { person_id: string; ends_at: Text; ended_at: Text | null }>(
    `SELECT * FROM break_glass${within('person_id', among)}`,
    given(among),
  );
  return rows.map((row) => ({
    ...givenTo(row, row.person_id),
    from: instantOf(row.starts_at),
    to: earlier(span(row).to, row.ended_at),
  }));
}
