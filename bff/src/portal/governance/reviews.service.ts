import { Op, type WhereOptions } from 'sequelize';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type * as contract from '@eoms/contracts/access/governance.contract';
import { keysetPage } from '../../database/keyset.ts';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChange, recordChanges, type AccessService, type Facts } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { ReviewCampaign, ReviewItem } from './governance.model.ts';
import { REVIEW_DAYS, reviewableGrants } from './reviewable.ts';
import { mayAnswer, shownCampaigns, shownItems } from './review-records.service.ts';

/** What reviews need from the rest of the permission centre. */
export interface ReviewDeps {
  readonly access: Pick<AccessService, 'facts'>;
  /** Revokes a grant because a review said so, in the transaction of the answer. */
  readonly revoke: (context: Context, grantId: string, comment: string) => Promise<void>;
  /** Why grants were asked for, by grant id. */
  readonly reasons: (context: Context, grantIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

type Campaign = HandlerOutput<typeof contract.getReviewCampaign>;
type Items = HandlerOutput<typeof contract.listReviewItems>;
type Answers = HandlerOutput<typeof contract.decideReviewItems>;
type Answer = HandlerInput<typeof contract.decideReviewItems>['body']['decisions'][number];

const DAY = 24 * 3600_000;

const refuseDue = (): AppError =>
  new AppError('validation_failed', {
    errors: [
      {
        pointer: '#/body/dueAt',
        code: 'review_due',
        messages: { zh: '截止时间应在 1 至 90 天之内', en: 'The due date lies between 1 and 90 days ahead' },
      },
    ],
  });

async function present(context: Context, campaignId: string): Promise<Campaign> {
  const row = await ReviewCampaign.findByPk(campaignId, { transaction: context.transaction ?? null });
  const [campaign] = row ? await shownCampaigns(context, [row]) : [];
  if (!campaign) throw new AppError('not_found');
  return campaign;
}

/** Holders of grants for whom somebody may answer. */
const answerable = (facts: Facts, reviewerId: string, at: Date): string[] => {
  const holders = new Set(facts.grants.map(({ personId }) => personId));
  const may = new Set([...holders].filter((holder) => mayAnswer(facts, reviewerId, holder, at)));
  return facts.grants.filter(({ personId }) => may.has(personId)).map(({ id }) => id);
};

async function answer({ access, revoke }: ReviewDeps, context: Context, given: Answer): Promise<string | null> {
  const transaction = context.transaction ?? null;
  const item = await ReviewItem.findByPk(given.itemId, { transaction });
  const facts = await access.facts(context.transaction);
  const grant = facts.grants.find(({ id }) => id === item?.grantId);
  if (!item || !grant || !mayAnswer(facts, context.caller.id, grant.personId, context.now)) return 'not_found';
  const { verdict, comment } = given;
  if (context.transaction) await recordChange(context.transaction, 'person', grant.personId, context.now);
  const changed = await updateWhere(
    ReviewItem,
    { verdict, comment, decidedBy: context.caller.id, decidedAt: context.now },
    { id: item.id, verdict: null, dueAt: { [Op.gt]: context.now } },
    { transaction },
  );
  if (changed === 0) return 'conflict';
  if (verdict === 'REVOKE') await revoke(context, grant.id, comment ?? '');
  const detail = { grantId: grant.id, campaignId: item.campaignId, verdict };
  await recordAudit(context, { action: 'decideReviewItems', objectKind: 'review-item', objectId: item.id, detail });
  return null;
}

async function start(
  deps: ReviewDeps,
  context: Context,
  { body }: HandlerInput<typeof contract.startReview>,
): Promise<Campaign> {
  const { transaction, now, caller } = context;
  if (!transaction) throw new AppError('not_found');
  const dueAt = new Date(body.dueAt);
  const days = (dueAt.getTime() - now.getTime()) / DAY;
  if (days < REVIEW_DAYS.least || days > REVIEW_DAYS.most) throw refuseDue();
  const found = reviewableGrants(await deps.access.facts(transaction), body.selection, now);
  if (found.length === 0) throw new AppError('review_empty');
  const id = newId();
  const { name, onNoAnswer, selection } = body;
  // Silence may end the grants at the due date, so their holders' permissions follow from it.
  const holders = found.map(({ granteeId }) => ({ kind: 'person' as const, ref: granteeId }));
  await recordChanges(transaction, holders, now);
  await ReviewCampaign.create(
    { id, name, startedBy: caller.id, startedAt: now, dueAt, onNoAnswer, selection, closedAt: null, version: 1 },
    { transaction },
  );
  const blank = { verdict: null, comment: null, decidedBy: null, decidedAt: null };
  await ReviewItem.bulkCreate(
    found.map(({ grantId, reviewerId }) => ({ id: newId(), campaignId: id, grantId, reviewerId, dueAt, ...blank })),
    { transaction },
  );
  const detail = { grants: found.length, onNoAnswer, dueAt: body.dueAt };
  await recordAudit(context, { action: 'startReview', objectKind: 'review', objectId: id, detail });
  return present(context, id);
}

async function listItems(
  deps: ReviewDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listReviewItems>,
): Promise<Items> {
  const { campaignId, mine, open, cursor, limit } = query;
  const facts = await deps.access.facts(context.transaction);
  // Whoever runs reviews sees all of them; a superior sees what he may answer for.
  const all = mine === 'false' && context.caller.access.has('access.review.run');
  const filters: WhereOptions[] = [
    ...(campaignId ? [{ campaignId }] : []),
    ...(open === 'true' ? [{ verdict: null, dueAt: { [Op.gt]: context.now } }] : []),
    ...(all ? [] : [{ grantId: answerable(facts, context.caller.id, context.now) }]),
  ];
  const keyset = keysetPage(ReviewItem, {
    sort: [{ column: 'dueAt', direction: 'asc' }],
    cursor,
    limit,
    binding: { campaignId: campaignId ?? null, all, open },
  });
  const rows = await ReviewItem.findAll({
    where: { [Op.and]: [...filters, keyset.where] },
    order: keyset.order,
    limit: keyset.limit,
  });
  const { items, next } = keyset.page(rows);
  const reasons = await deps.reasons(
    context,
    items.map(({ grantId }) => grantId),
  );
  return { items: await shownItems(context, facts, items, reasons), next };
}

/** Reviews of grants by the superiors of those who hold them. */
export const createReviewsService = (deps: ReviewDeps) => ({
  async listReviewCampaigns(context: Context, { query }: HandlerInput<typeof contract.listReviewCampaigns>) {
    const { state, cursor, limit } = query;
    const only = state?.length === 1 ? state[0] : undefined;
    const open = { dueAt: { [Op.gt]: context.now }, closedAt: null };
    const closed = { [Op.or]: [{ dueAt: { [Op.lte]: context.now } }, { closedAt: { [Op.not]: null } }] };
    const filter: WhereOptions = only === 'OPEN' ? open : only === 'CLOSED' ? closed : {};
    const keyset = keysetPage(ReviewCampaign, {
      sort: [{ column: 'startedAt', direction: 'desc' }],
      cursor,
      limit,
      binding: { only: only ?? null },
    });
    const rows = await ReviewCampaign.findAll({
      where: { [Op.and]: [filter, keyset.where] },
      order: keyset.order,
      limit: keyset.limit,
    });
    const { items, next } = keyset.page(rows);
    return { items: await shownCampaigns(context, items), next };
  },

  getReviewCampaign: (context: Context, { params }: HandlerInput<typeof contract.getReviewCampaign>) =>
    present(context, params.campaignId),

  startReview: (context: Context, input: HandlerInput<typeof contract.startReview>) => start(deps, context, input),

  listReviewItems: (context: Context, input: HandlerInput<typeof contract.listReviewItems>) =>
    listItems(deps, context, input),

  async decideReviewItems(
    context: Context,
    { body }: HandlerInput<typeof contract.decideReviewItems>,
  ): Promise<Answers> {
    const results: Answers['results'] = [];
    for (const given of body.decisions) {
      const code = await answer(deps, context, given);
      results.push({ itemId: given.itemId, ok: code === null, code });
    }
    return { results };
  },
});
