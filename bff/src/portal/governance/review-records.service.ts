import type { z } from 'zod';
import type * as contract from '@eoms/contracts/access/governance.record';
import { databaseOf, selectOn } from '../../database/select.ts';
import type { Context } from '../../http/context.ts';
import { isAbove, type Facts, type GrantFact } from '../access/access.service.ts';
import { creatorsOfOutsiders } from '../people/people.service.ts';
import { personRefs } from '../people/references.service.ts';
import { lastUses } from '../use/use.service.ts';
import { namesOfGiven } from './given.service.ts';
import { ReviewCampaign, ReviewItem } from './governance.model.ts';

type CampaignShown = z.infer<typeof contract.ReviewCampaign>;
type ItemShown = z.infer<typeof contract.ReviewItem>;

const OPEN_UNTIL_DUE = `SELECT campaign_id AS campaignId, verdict, COUNT(*) AS n FROM review_item
  WHERE campaign_id IN (:ids) GROUP BY campaign_id, verdict`;

async function countsOf(context: Pick<Context, 'transaction'>, ids: readonly string[]) {
  const select = selectOn(databaseOf(ReviewItem), context.transaction);
  const rows =
    ids.length === 0
      ? []
      : await select<{ campaignId: string; verdict: 'KEEP' | 'REVOKE' | null; n: number | string }>(OPEN_UNTIL_DUE, {
          ids: [...ids],
        });
  return (id: string): CampaignShown['counts'] => {
    const of = (verdict: 'KEEP' | 'REVOKE' | null): number =>
      Number(rows.find((row) => row.campaignId === id && row.verdict === verdict)?.n ?? 0);
    const [kept, revoked, open] = [of('KEEP'), of('REVOKE'), of(null)];
    return { items: kept + revoked + open, kept, revoked, open };
  };
}

/** Reviews as answers show them; one is over when its time is up or nothing is open. */
export async function shownCampaigns(context: Context, rows: readonly ReviewCampaign[]): Promise<CampaignShown[]> {
  const counts = await countsOf(
    context,
    rows.map(({ id }) => id),
  );
  const people = await personRefs(
    context,
    rows.map(({ startedBy }) => startedBy),
  );
  return rows.flatMap((row) => {
    const startedBy = people.get(row.startedBy);
    if (!startedBy) return [];
    const counted = counts(row.id);
    const over = row.dueAt <= context.now || counted.open === 0;
    return [
      {
        id: row.id,
        name: row.name,
        startedBy,
        startedAt: row.startedAt.toISOString(),
        dueAt: row.dueAt.toISOString(),
        onNoAnswer: row.onNoAnswer,
        selection: row.selection,
        state: over ? ('CLOSED' as const) : ('OPEN' as const),
        counts: counted,
        version: row.version,
      },
    ];
  });
}

/** For whom the caller may answer: for people below him, never for himself, nor for somebody from outside whom he entered. */
export async function answersFor(context: Context, facts: Facts): Promise<(granteeId: string) => boolean> {
  const { caller, now } = context;
  const creators = await creatorsOfOutsiders(context);
  return (granteeId) =>
    granteeId !== caller.id && creators.get(granteeId) !== caller.id && isAbove(facts, caller.id, granteeId, now);
}

async function lastUseOf(
  context: Pick<Context, 'transaction'>,
  facts: Facts,
  grants: readonly GrantFact[],
): Promise<(grant: GrantFact) => string | null> {
  const uses = await lastUses(
    context,
    grants.map(({ personId }) => personId),
  );
  const metasOf = new Map(facts.roles.map(({ id, metaIds }) => [id, metaIds]));
  return ({ personId, roleId, metaId }) => {
    const metas = new Set(roleId === null ? [metaId] : (metasOf.get(roleId) ?? []));
    const days = [...metas].flatMap((id) => uses.get(`${personId} ${id}`) ?? []);
    return days.sort().at(-1) ?? null;
  };
}

/** Items as answers show them; `reasons` are those of the requests behind the grants. */
export async function shownItems(
  context: Context,
  facts: Facts,
  rows: readonly ReviewItem[],
  reasons: ReadonlyMap<string, string>,
): Promise<ItemShown[]> {
  const wanted = new Set(rows.map(({ grantId }) => grantId));
  const grants = new Map(facts.grants.filter(({ id }) => wanted.has(id)).map((grant) => [grant.id, grant]));
  const all = [...grants.values()];
  const lastUsed = await lastUseOf(context, facts, all);
  const campaigns = await ReviewCampaign.findAll({
    where: { id: [...new Set(rows.map(({ campaignId }) => campaignId))] },
    transaction: context.transaction ?? null,
  });
  const names = new Map(campaigns.map(({ id, name }) => [id, name]));
  const people = await personRefs(context, [
    ...all.map(({ personId }) => personId),
    ...rows.flatMap(({ reviewerId, decidedBy }) => [reviewerId, decidedBy]),
  ]);
  const named = await namesOfGiven(context, all);
  const mayAnswer = await answersFor(context, facts);
  return rows.flatMap((row) => {
    const grant = grants.get(row.grantId);
    const grantee = grant && people.get(grant.personId);
    if (!grantee) return [];
    const open = row.verdict === null && context.now < row.dueAt;
    return [
      {
        id: row.id,
        campaignId: row.campaignId,
        campaignName: names.get(row.campaignId) ?? '',
        grantId: row.grantId,
        grantee,
        ...named(grant),
        kind: grant.kind,
        from: grant.from.toISOString(),
        until: grant.to?.toISOString() ?? null,
        reason: reasons.get(row.grantId) ?? '',
        reviewer: people.get(row.reviewerId ?? '') ?? null,
        lastUsedOn: lastUsed(grant),
        verdict: row.verdict,
        comment: row.comment,
        decidedBy: people.get(row.decidedBy ?? '') ?? null,
        decidedAt: row.decidedAt?.toISOString() ?? null,
        dueAt: row.dueAt.toISOString(),
        mayDecide: open && mayAnswer(grant.personId),
      },
    ];
  });
}
