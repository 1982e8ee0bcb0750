import { Router } from 'express';
import { listWork } from '@eoms/contracts/portal/portal.contract';
import { serve } from '../../http/serve.ts';
import type { WorkService } from './work.service.ts';

/** Open work of the caller. */
export function workRoutes(service: WorkService): Router {
  const routes = Router();
  serve(routes, listWork, service.listWork);
  return routes;
}
