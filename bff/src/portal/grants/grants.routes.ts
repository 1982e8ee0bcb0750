import { Router } from 'express';
import * as delegations from '@eoms/contracts/access/delegations.contract';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import { serve } from '../../http/serve.ts';
import type { GrantsService } from './grants.service.ts';

/** Endpoints of requests, the approval inbox, grants and delegations. */
export function grantsRoutes(service: GrantsService): Router {
  const routes = Router();
  serve(routes, requests.listRequestable, service.listRequestable);
  serve(routes, requests.previewRequest, service.previewRequest);
  serve(routes, requests.getWorkClock, service.getWorkClock);
  serve(routes, requests.createRequest, service.createRequest);
  serve(routes, requests.listMyRequests, service.listMyRequests);
  serve(routes, requests.getRequest, service.getRequest);
  serve(routes, requests.editRequest, service.editRequest);
  serve(routes, requests.withdrawRequest, service.withdrawRequest);
  serve(routes, requests.listInbox, service.listInbox);
  serve(routes, requests.decideRequests, service.decideRequests);
  serve(routes, grants.listGrants, service.listGrants);
  serve(routes, grants.listMyGrants, service.listMyGrants);
  serve(routes, grants.expiryDigest, service.expiryDigest);
  serve(routes, grants.giveGrant, service.giveGrant);
  serve(routes, grants.extendGrant, service.extendGrant);
  serve(routes, grants.revokeGrant, service.revokeGrant);
  serve(routes, grants.returnGrant, service.returnGrant);
  serve(routes, grants.confirmGrant, service.confirmGrant);
  serve(routes, delegations.listMyDelegations, service.listMyDelegations);
  serve(routes, delegations.listDelegateChoices, service.listDelegateChoices);
  serve(routes, delegations.createDelegation, service.createDelegation);
  serve(routes, delegations.endDelegation, service.endDelegation);
  return routes;
}
