import { Router } from 'express';
import * as contract from '@eoms/contracts/access/catalogue.contract';
import { serve } from '../../http/serve.ts';
import type { CatalogueService } from './catalogue.service.ts';

/** Endpoints of the catalogue. */
export function catalogueRoutes(catalogue: CatalogueService): Router {
  const routes = Router();
  serve(routes, contract.listSystems, catalogue.listSystems);
  serve(routes, contract.getSystem, catalogue.getSystem);
  serve(routes, contract.listMetas, catalogue.listMetas);
  serve(routes, contract.listSystemMetas, catalogue.listSystemMetas);
  serve(routes, contract.getMeta, catalogue.getMeta);
  serve(routes, contract.listRoles, catalogue.listRoles);
  serve(routes, contract.getRole, catalogue.getRole);
  serve(routes, contract.listRules, catalogue.listRules);
  serve(routes, contract.listSodRules, catalogue.listSodRules);
  serve(routes, contract.getAccessPolicy, catalogue.getAccessPolicy);
  serve(routes, contract.previewChange, catalogue.previewChange);
  serve(routes, contract.proposeChange, catalogue.proposeChange);
  serve(routes, contract.listChanges, catalogue.listChanges);
  serve(routes, contract.listUnitChoices, catalogue.listUnitChoices);
  serve(routes, contract.listPositionChoices, catalogue.listPositionChoices);
  serve(routes, contract.listOwnerChoices, catalogue.listOwnerChoices);
  return routes;
}
