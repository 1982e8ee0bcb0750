import { Router } from 'express';
import { reportClientError } from '@eoms/contracts/portal/portal.contract';
import { serve } from '../../http/serve.ts';
import type { ClientErrorsService } from './client-errors.service.ts';

/** Errors that browsers report. */
export function clientErrorsRoutes(service: ClientErrorsService): Router {
  const routes = Router();
  serve(routes, reportClientError, service.reportClientError);
  return routes;
}
