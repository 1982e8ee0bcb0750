import {
  decideReviewItems,
  getReviewCampaign,
  listReviewCampaigns,
  listReviewItems,
  startReview,
} from '@eoms/contracts/access/governance.contract';
import { useCommand, useEndpoint, useEndpointPages, type CommandOptions } from '@eoms/kit/ui';

/** Grants under review: those the person may answer for, or all of one review. */
export const useReviewItems = (query: { campaignId?: string; mine: boolean; open: boolean }, enabled = true) =>
  useEndpointPages(
    listReviewItems,
    {
      query: {
        mine: query.mine ? 'true' : 'false',
        open: query.open ? 'true' : 'false',
        ...(query.campaignId ? { campaignId: query.campaignId } : {}),
      },
    },
    { place: 'component', enabled },
  );

/** Reviews, newest first. */
export const useReviewCampaigns = (enabled: boolean) =>
  useEndpointPages(listReviewCampaigns, { query: {} }, { place: 'component', enabled });

/** One review. */
export const useReviewCampaign = (campaignId: string) => useEndpoint(getReviewCampaign, { params: { campaignId } });

/** Answers for several grants at once. */
export const useDecideReviewItems = (options: CommandOptions<typeof decideReviewItems>) =>
  useCommand(decideReviewItems, { invalidates: [listReviewItems, listReviewCampaigns, getReviewCampaign], ...options });

/** Starts a review. */
export const useStartReview = (options: CommandOptions<typeof startReview>) =>
  useCommand(startReview, { invalidates: [listReviewItems, listReviewCampaigns], ...options });
