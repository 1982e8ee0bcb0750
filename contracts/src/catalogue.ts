import * as audit from './access/audit.contract.ts';
import * as catalogue from './access/catalogue.contract.ts';
import * as clients from './access/clients.contract.ts';
import * as decisions from './access/decisions.contract.ts';
import * as delegations from './access/delegations.contract.ts';
import * as governance from './access/governance.contract.ts';
import * as grants from './access/grants.contract.ts';
import { accessMetas } from './access/metas.ts';
import * as organisation from './access/organisation.contract.ts';
import * as people from './access/people.contract.ts';
import * as requests from './access/requests.contract.ts';
import * as scim from './access/scim.contract.ts';
import * as scimService from './access/scim-service.contract.ts';
import * as sync from './access/sync.contract.ts';
import type { Endpoint, MetaDefinition } from './endpoint.ts';
import * as events from './portal/events.contract.ts';
import * as portal from './portal/portal.contract.ts';
import * as tickets from './service/tickets.contract.ts';
import * as stores from './stores/stores.contract.ts';

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'meta' in value;

const endpointsOf = (module: object): Endpoint[] => Object.values(module).filter(isEndpoint);

/** Every endpoint of the BFF, in the order the API page shows them. */
export const allEndpoints: readonly Endpoint[] = [
  portal,
  events,
  stores,
  tickets,
  audit,
  organisation,
  people,
  catalogue,
  requests,
  grants,
  delegations,
  decisions,
  clients,
  governance,
  sync,
  scim,
  scimService,
].flatMap(endpointsOf);

/** Every permission of the portal by its code. */
export const allMetas: Readonly<Record<string, MetaDefinition>> = {
  ...portal.portalMetas,
  ...stores.storeMetas,
  ...tickets.ticketMetas,
  ...accessMetas,
};

/** What is wrong with the catalogue, one sentence each; a start with a non-empty list must fail (deny by default). */
export function catalogueFaults(endpoints = allEndpoints, metas = allMetas): string[] {
  const faults: string[] = [];
  const ids = new Set<string>();
  const routes = new Set<string>();
  for (const endpoint of endpoints) {
    const route = `${endpoint.method} ${endpoint.path}`;
    if (ids.has(endpoint.id)) faults.push(`${endpoint.id}: the operation id is used twice`);
    if (routes.has(route)) faults.push(`${endpoint.id}: ${route} is declared twice`);
    if (endpoint.meta === undefined) faults.push(`${endpoint.id}: names no Meta`);
    else if (endpoint.meta !== null && !(endpoint.meta in metas))
      faults.push(`${endpoint.id}: Meta ${endpoint.meta} is not in the catalogue`);
    ids.add(endpoint.id);
    routes.add(route);
  }
  return faults;
}
