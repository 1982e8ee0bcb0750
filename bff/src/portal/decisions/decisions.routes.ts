import { Router } from 'express';
import { explainDecision, getMyPermissions, listQuestions, previewAs } from '@eoms/contracts/access/decisions.contract';
import { serve } from '../../http/serve.ts';
import type { DecisionsService } from './decisions.service.ts';

/** Why somebody may or may not do something. */
export function decisionsRoutes(service: DecisionsService): Router {
  const routes = Router();
  serve(routes, getMyPermissions, service.getMyPermissions);
  serve(routes, listQuestions, service.listQuestions);
  serve(routes, explainDecision, service.explainDecision);
  serve(routes, previewAs, service.previewAs);
  return routes;
}
