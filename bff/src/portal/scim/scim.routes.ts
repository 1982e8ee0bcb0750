import { Router } from 'express';
import * as contract from '@eoms/contracts/access/scim.contract';
import * as discovery from '@eoms/contracts/access/scim-service.contract';
import { serve } from '../../http/serve.ts';
import type { ScimService } from './scim.service.ts';

/** Endpoints of the SCIM 2.0 server. */
export function scimRoutes(service: ScimService): Router {
  const routes = Router();
  serve(routes, contract.scimListUsers, service.scimListUsers);
  serve(routes, contract.scimGetUser, service.scimGetUser);
  serve(routes, contract.scimCreateUser, service.scimCreateUser);
  serve(routes, contract.scimReplaceUser, service.scimReplaceUser);
  serve(routes, contract.scimPatchUser, service.scimPatchUser);
  serve(routes, contract.scimDeleteUser, service.scimDeleteUser);
  serve(routes, contract.scimListGroups, service.scimListGroups);
  serve(routes, contract.scimGetGroup, service.scimGetGroup);
  serve(routes, contract.scimCreateGroup, service.scimCreateGroup);
  serve(routes, contract.scimReplaceGroup, service.scimReplaceGroup);
  serve(routes, contract.scimPatchGroup, service.scimPatchGroup);
  serve(routes, contract.scimDeleteGroup, service.scimDeleteGroup);
  serve(routes, discovery.scimSearchUsers, service.scimSearchUsers);
  serve(routes, discovery.scimSearchGroups, service.scimSearchGroups);
  serve(routes, discovery.scimSearch, service.scimSearch);
  serve(routes, discovery.scimBulk, service.scimBulk);
  serve(routes, discovery.scimGetConfig, service.scimGetConfig);
  serve(routes, discovery.scimListResourceTypes, service.scimListResourceTypes);
  serve(routes, discovery.scimGetResourceType, service.scimGetResourceType);
  serve(routes, discovery.scimListSchemas, service.scimListSchemas);
  serve(routes, discovery.scimGetSchema, service.scimGetSchema);
  return routes;
}
