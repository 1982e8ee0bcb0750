import { Router } from 'express';
import * as contract from '@eoms/contracts/access/clients.contract';
import { serve } from '../../http/serve.ts';
import type { ClientsService } from './client-desk.service.ts';

/** Routes of service clients. */
export function clientsRoutes(service: ClientsService): Router {
  const routes = Router();
  serve(routes, contract.listClients, service.listClients);
  serve(routes, contract.listClientMetas, service.listClientMetas);
  serve(routes, contract.getClient, service.getClient);
  serve(routes, contract.listClientProposals, service.listClientProposals);
  serve(routes, contract.createClient, service.createClient);
  serve(routes, contract.changeClient, service.changeClient);
  serve(routes, contract.withdrawClient, service.withdrawClient);
  return routes;
}
