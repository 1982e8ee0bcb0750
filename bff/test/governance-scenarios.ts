import * as governance from '@eoms/contracts/access/governance.contract';
import { ReviewItem } from '../src/portal/governance/governance.model.ts';
import type { TestApp } from './test-app.ts';
import { stepsOf, type Prepare, type Send } from './grants-scenarios.ts';

const days = (count: number): string => new Date(Date.now() + count * 24 * 3600_000).toISOString();
const idOf = ({ body }: { readonly body: unknown }): string => (body as { id: string }).id;

const emergency = {
  roleId: null,
  metaCode: 'stores.store.edit',
  scope: { kind: 'ALL', unitIds: [] },
  minutes: 30,
  reason: '门店系统故障',
};

/** Reviews, emergencies and alarms: a valid request of each of their endpoints. */
export function governanceScenarios(appOf: () => TestApp): Record<string, Prepare> {
  const { below, grantOf, holder } = stepsOf(appOf);
  const review = {
    name: '例行复核',
    dueAt: days(7),
    onNoAnswer: 'KEEP',
    selection: { systems: [], kinds: [], minRiskTier: 0, unitId: null },
  };
  /** A grant of somebody below whoever will answer for it. */
  const granted = async (): Promise<string> => grantOf(await below(await holder(governance.decideReviewItems)));
  const campaign = async (send: Send): Promise<string> => {
    await granted();
    return idOf(await send(governance.startReview, { body: review }));
  };
  const taken = async (send: Send): Promise<string> => idOf(await send(governance.takeBreakGlass, { body: emergency }));
  return {
    listReviewCampaigns: async () => ({ query: { state: ['OPEN'], limit: 2 } }),
    getReviewCampaign: async (send) => ({ params: { campaignId: await campaign(send) } }),
    startReview: async () => {
      await granted();
      return { body: review };
    },
    listReviewItems: async () => ({ query: { mine: 'false', limit: 2 } }),
    decideReviewItems: async (send) => {
      const grantId = await granted();
      const campaignId = idOf(await send(governance.startReview, { body: review }));
      const item = await ReviewItem.findOne({ where: { grantId, campaignId } });
      return { body: { decisions: [{ itemId: item?.id, verdict: 'REVOKE', comment: '不再需要' }] } };
    },
    listBreakGlass: async () => ({ query: { limit: 2 } }),
    takeBreakGlass: async () => ({ body: emergency }),
    endBreakGlass: async (send) => ({ params: { breakGlassId: await taken(send) }, body: {} }),
    listBreakGlassReviews: async () => ({ query: { open: 'true', limit: 2 } }),
    reviewBreakGlass: async (send) => ({
      params: { breakGlassId: await taken(send) },
      body: { verdict: 'JUSTIFIED', note: '情况属实' },
    }),
    listAlarms: async () => ({ query: { open: 'true', limit: 2 } }),
    seeAlarm: async (send) => {
      await taken(send);
      const list = await send(governance.listAlarms, { query: { limit: 1 } });
      return { params: { alarmId: (list.body as { items: { id: string }[] }).items[0]?.id }, body: {} };
    },
  };
}
