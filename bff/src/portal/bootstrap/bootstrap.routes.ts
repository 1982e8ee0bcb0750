import { Router } from 'express';
import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import { serve } from '../../http/serve.ts';
import type { BootstrapService } from './bootstrap.service.ts';

/** First answer to a tab. */
export function bootstrapRoutes(service: BootstrapService): Router {
  const routes = Router();
  serve(routes, getBootstrap, service.getBootstrap);
  return routes;
}
