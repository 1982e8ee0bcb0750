import { Router } from 'express';
import * as contract from '@eoms/contracts/access/sync.contract';
import { serve } from '../../http/serve.ts';
import type { EhrService } from './ehr.service.ts';

/** Endpoints of the HR synchronisation. */
export function ehrRoutes(service: EhrService): Router {
  const routes = Router();
  serve(routes, contract.getSyncSource, service.getSyncSource);
  serve(routes, contract.listSyncRuns, service.listSyncRuns);
  serve(routes, contract.getSyncRun, service.getSyncRun);
  serve(routes, contract.listStagedChanges, service.listStagedChanges);
  serve(routes, contract.startSync, service.startSync);
  serve(routes, contract.importCsv, service.importCsv);
  serve(routes, contract.applyRun, service.applyRun);
  serve(routes, contract.rejectRun, service.rejectRun);
  serve(routes, contract.listDeadLetters, service.listDeadLetters);
  serve(routes, contract.retryDeadLetters, service.retryDeadLetters);
  serve(routes, contract.dismissDeadLetter, service.dismissDeadLetter);
  return routes;
}
