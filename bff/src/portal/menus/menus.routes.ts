import { Router } from 'express';
import { getSystemMenu } from '@eoms/contracts/portal/portal.contract';
import { serve } from '../../http/serve.ts';
import type { MenusService } from './menus.service.ts';

/** Menu of one system. */
export function menusRoutes(service: MenusService): Router {
  const routes = Router();
  serve(routes, getSystemMenu, service.getSystemMenu);
  return routes;
}
