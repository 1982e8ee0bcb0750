import { Router } from 'express';
import * as contract from '@eoms/contracts/access/governance.contract';
import { serve } from '../../http/serve.ts';
import type { GovernanceService } from './governance.service.ts';

/** Reviews, emergencies and alarms. */
export function governanceRoutes(service: GovernanceService): Router {
  const routes = Router();
  serve(routes, contract.listReviewCampaigns, service.listReviewCampaigns);
  serve(routes, contract.getReviewCampaign, service.getReviewCampaign);
  serve(routes, contract.startReview, service.startReview);
  serve(routes, contract.listReviewItems, service.listReviewItems);
  serve(routes, contract.decideReviewItems, service.decideReviewItems);
  serve(routes, contract.listBreakGlass, service.listBreakGlass);
  serve(routes, contract.takeBreakGlass, service.takeBreakGlass);
  serve(routes, contract.endBreakGlass, service.endBreakGlass);
  serve(routes, contract.listBreakGlassReviews, service.listBreakGlassReviews);
  serve(routes, contract.reviewBreakGlass, service.reviewBreakGlass);
  serve(routes, contract.listAlarms, service.listAlarms);
  serve(routes, contract.seeAlarm, service.seeAlarm);
  return routes;
}
