import { Router } from 'express';
import * as contract from '@eoms/contracts/stores/stores.contract';
import { serve } from '../../../http/serve.ts';
import type { StoresService } from './stores.service.ts';

/** Endpoints of the store register. */
export function storesRoutes(service: StoresService): Router {
  const routes = Router();
  serve(routes, contract.listStores, service.listStores);
  serve(routes, contract.getStore, service.getStore);
  serve(routes, contract.createStore, service.createStore);
  serve(routes, contract.updateStore, service.updateStore);
  serve(routes, contract.listStorePeriods, service.listStorePeriods);
  serve(routes, contract.changeStoreStatus, service.changeStoreStatus);
  serve(routes, contract.changeStoreOwner, service.changeStoreOwner);
  serve(routes, contract.cancelStoreChange, service.cancelStoreChange);
  serve(routes, contract.listRegions, service.listRegions);
  serve(routes, contract.listFranchisees, service.listFranchisees);
  return routes;
}
