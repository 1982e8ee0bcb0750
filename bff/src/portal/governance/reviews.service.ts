import { Op, type WhereOptions } from 'sequelize';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type * as contract from '@eoms/contracts/access/governance.contract';
import { keysetPage } from '../../database/keyset.ts';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChanges, type AccessService, type Facts } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { creatorsOfOutsiders } from '../people/people.service.ts';
import { reachedBy } from '../people/reach.service.ts';
import { ReviewCampaign, ReviewItem } from './governance.model.ts';
import { REVIEW_DAYS, reviewableGrants } from './reviewable.ts';
import { answersFor, shownCampaigns, shownItems } from './review-records.service.ts';

/** What reviews need from the rest of the permission centre. */
export interface ReviewDeps {
  readonly access: Pick<AccessService, 'facts'>;
  /** Revokes a grant because a review said so, in the transaction of the answer. */
  readonly revoke: (context: Context, grantId: string, comment: string) => Promise<void>;
  /** Why grants were asked for, by grant id. */
  readonly reasons: (context: Context, grantIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** @throws AppError `last_administrators` when silence would leave too few permission owners at the due date. */
  readonly assertAdministratorsRemain: (context: Context) => Promise<void>;
}

type Campaign = HandlerOutput<typeof contract.getReviewCampaign>;
type Items = HandlerOutput<typeof contract.listReviewItems>;
type Answers = HandlerOutput<typeof contract.decideReviewItems>;
type Answer = HandlerInput<typeof contract.decideReviewItems>['body']['decisions'][number];

const DAY = 24 * 3600_000;
const RUN = 'access.review.run';

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

/** Ids of the grants of some people. */
const grantsOf = (facts: Facts, isMeant: (personId: string) => boolean): string[] => {
  const holders = new Set(facts.grants.map(({ personId }) => personId));
  const meant = new Set([...holders].filter(isMeant));
  return facts.grants.filter(({ personId }) => meant.has(personId)).map(({ id }) => id);
};

/**
 * Which items somebody sees: whoever runs reviews those of the people he reaches, a superior those he may answer for. Null when
 * it is all there are.
 */
async function grantsShown(context: Context, facts: Facts, mine: boolean): Promise<string[] | null> {
  const { caller, now } = context;
  if (mine || !caller.access.has(RUN)) return grantsOf(facts, await answersFor(context, facts));
  const scope = caller.access.scope(RUN);
  return scope.kind === 'all' ? null : grantsOf(facts, reachedBy(scope, caller.id, facts, now));
}

/** Facts that hold until the commit: the holders of the grants are named as changed before they are looked at. */
async function claimed(
  { access }: ReviewDeps,
  { transaction, now }: Context,
  items: readonly ReviewItem[],
): Promise<Facts> {
  const known = await access.facts(transaction);
  const wanted = new Set(items.map(({ grantId }) => grantId));
  const holders = known.grants.filter(({ id }) => wanted.has(id)).map(({ personId }) => personId);
  if (!transaction || holders.length === 0) return known;
  await recordChanges(
    transaction,
    holders.map((ref) => ({ kind: 'person' as const, ref })),
    now,
  );
  return access.facts(transaction);
}

interface Answering {
  readonly item: ReviewItem | undefined;
  readonly given: Answer;
  readonly mayAnswer: (granteeId: string) => boolean;
}

async function answer(
  { revoke }: ReviewDeps,
  context: Context,
  facts: Facts,
  { item, given, mayAnswer }: Answering,
): Promise<string | null> {
  const transaction = context.transaction ?? null;
  const grant = facts.grants.find(({ id }) => id === item?.grantId);
  if (!item || !grant || !mayAnswer(grant.personId)) return 'not_found';
  const { verdict, comment } = given;
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
  const facts = await deps.access.facts(transaction);
  const isReached = reachedBy(caller.access.scope(RUN), caller.id, facts, now);
  const creators = await creatorsOfOutsiders(context);
  const found = reviewableGrants(facts, body.selection, now, creators).filter(({ granteeId }) => isReached(granteeId));
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
  if (onNoAnswer === 'REVOKE') await deps.assertAdministratorsRemain(context);
  return present(context, id);
}

async function listItems(
  deps: ReviewDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listReviewItems>,
): Promise<Items> {
  const { campaignId, mine, open, cursor, limit } = query;
  const facts = await deps.access.facts(context.transaction);
  const shown = await grantsShown(context, facts, mine === 'true');
  const filters: WhereOptions[] = [
    ...(campaignId ? [{ campaignId }] : []),
    ...(open === 'true' ? [{ verdict: null, dueAt: { [Op.gt]: context.now } }] : []),
    ...(shown ? [{ grantId: shown }] : []),
  ];
  const keyset = keysetPage(ReviewItem, {
    sort: [{ column: 'dueAt', direction: 'asc' }],
    cursor,
    limit,
    binding: { campaignId: campaignId ?? null, mine, open },
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
    const ids = body.decisions.map(({ itemId }) => itemId);
    const items = await ReviewItem.findAll({ where: { id: ids }, transaction: context.transaction ?? null });
    const facts = await claimed(deps, context, items);
    const mayAnswer = await answersFor(context, facts);
    for (const given of body.decisions) {
      const item = items.find(({ id }) => id === given.itemId);
      const code = await answer(deps, context, facts, { item, given, mayAnswer });
      results.push({ itemId: given.itemId, ok: code === null, code });
    }
    return { results };
  },
});
