import type { Router } from 'express';
import type { Identity } from './identity.ts';
import { createAuditLogService } from './portal/audit/audit-log.service.ts';
import { auditRoutes } from './portal/audit/audit.routes.ts';
import { CATALOGUE, createCatalogueService } from './portal/catalogue/catalogue.service.ts';
import { catalogueRoutes } from './portal/catalogue/catalogue.routes.ts';
import { metaRefs, metaRefsByCode, roleRefs } from './portal/catalogue/references.service.ts';
import { CLIENT } from './portal/clients/client-change.service.ts';
import { createClientsService } from './portal/clients/client-desk.service.ts';
import { clientsRoutes } from './portal/clients/clients.routes.ts';
import { createEhrService } from './portal/ehr/ehr.service.ts';
import { ehrRoutes } from './portal/ehr/ehr.routes.ts';
import { createAdministratorsService } from './portal/governance/administrators.service.ts';
import { governanceRoutes } from './portal/governance/governance.routes.ts';
import { createGovernanceService } from './portal/governance/governance.service.ts';
import { conflictsOf } from './portal/governance/sod.service.ts';
import { createGrantsService } from './portal/grants/grants.service.ts';
import { grantsRoutes } from './portal/grants/grants.routes.ts';
import { createPeopleService } from './portal/people/desk.service.ts';
import { peopleRoutes } from './portal/people/people.routes.ts';
import { namesByIds, unitsByIds } from './portal/people/people.service.ts';
import { createScimService } from './portal/scim/scim.service.ts';
import { scimRoutes } from './portal/scim/scim.routes.ts';
import { endSessionsOfPerson, openSessionsOf } from './portal/sessions/sessions.service.ts';
import { createUseService } from './portal/use/use.service.ts';
import type { Foundations } from './services.ts';
import type { StoresService } from './systems/stores/stores/stores.service.ts';

/** The permission centre 权限中心: organisation, catalogue, requests and grants, governance, audit. */
export function createPermissionCentre(
  foundations: Foundations,
  { access }: Identity,
  { storeZone }: Pick<StoresService, 'storeZone'>,
) {
  const { sequelize, vault } = foundations;
  const { assertAdministratorsRemain } = createAdministratorsService({ access });
  const grants = createGrantsService({ sequelize, access, storeZone, assertAdministratorsRemain });
  const catalogue = createCatalogueService({
    access,
    changeRequests: grants,
    listChangeRequests: grants.listChangeRequests,
    assertAdministratorsRemain,
  });
  grants.registerApplier(CATALOGUE, catalogue.applier);
  const people = createPeopleService({
    access,
    vault,
    sessions: { openCount: openSessionsOf, endAll: endSessionsOfPerson },
    endForLeaver: grants.endForLeaver,
    keepDuties: grants.keepDuties,
    assertAdministratorsRemain,
  });
  const governance = createGovernanceService({
    access,
    conflicts: conflictsOf,
    revoke: grants.revokeForReview,
    reasons: grants.reasonsOf,
    assertAdministratorsRemain,
  });
  const auditLog = createAuditLogService({
    sequelize,
    peopleNames: namesByIds,
    unitNames: async (context, ids) =>
      new Map([...(await unitsByIds(context, ids))].map(([id, unit]) => [id, unit.name])),
    roleRefs,
    metaRefs,
    metaRefsByCode,
  });
  const clients = createClientsService({ access, changes: grants });
  grants.registerApplier(CLIENT, clients.applier);
  const ehr = createEhrService({
    ...foundations,
    access,
    endForLeaver: grants.endForLeaver,
    keepDuties: grants.keepDuties,
    assertAdministratorsRemain,
  });
  const scim = createScimService({ ...foundations, ingest: ehr.ingest });
  return { grants, catalogue, people, governance, auditLog, clients, ehr, scim, use: createUseService() };
}

/** Services of the permission centre. */
export type PermissionCentre = ReturnType<typeof createPermissionCentre>;

/** Routes of the permission centre, in the order of the catalogue of endpoints. */
export const permissionCentreRoutes = (centre: PermissionCentre): Router[] => [
  auditRoutes(centre.auditLog),
  peopleRoutes(centre.people),
  catalogueRoutes(centre.catalogue),
  grantsRoutes(centre.grants),
  clientsRoutes(centre.clients),
  governanceRoutes(centre.governance),
  ehrRoutes(centre.ehr),
  scimRoutes(centre.scim),
];
