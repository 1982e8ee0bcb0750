import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Models } from './associations.ts';
import { createIdentity, type Identity } from './identity.ts';
import { recordAudit } from './portal/audit/audit.service.ts';
import { createBootstrapService, type BootstrapService } from './portal/bootstrap/bootstrap.service.ts';
import { createClientErrorsService, type ClientErrorsService } from './portal/client-errors/client-errors.service.ts';
import { createMenusService, type MenusService } from './portal/menus/menus.service.ts';
import { describePerson } from './portal/people/describe-person.service.ts';
import { listUnits, namesByIds, placesByIds } from './portal/people/people.service.ts';
import { createPreferencesService, type PreferencesService } from './portal/preferences/preferences.service.ts';
import { createRegistryService, type RegistryService } from './portal/registry/registry.service.ts';
import { createWorkService, type WorkService } from './portal/work/work.service.ts';
import type { PhoneVault } from './systems/service/tickets/phones.ts';
import type { TicketDeps } from './systems/service/tickets/ticket-deps.ts';
import { createTicketsService, type TicketsService } from './systems/service/tickets/tickets.service.ts';
import { createStoresService, type StoresService } from './systems/stores/stores/stores.service.ts';

/** Whom EOMS trusts to say who signs in. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly keys: JWTVerifyGetKey;
  /** Client whose unbound tokens are accepted; null outside development. */
  readonly developmentClientId: string | null;
}

/** What the services of one process are built on. */
export interface Foundations {
  readonly sequelize: Sequelize;
  readonly models: Models;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Address people use, without a trailing slash. */
  readonly publicUrl: string;
  readonly trusted: TrustedIssuer;
  /** Folder with the releases of remotes. */
  readonly releasesFolder: string;
  readonly phones: PhoneVault;
  /** True in the embedded demo set-up. */
  readonly demo: boolean;
}

/** Every service of the BFF. */
export interface Services {
  readonly identity: Identity;
  readonly registry: RegistryService;
  readonly menus: MenusService;
  readonly preferences: PreferencesService;
  readonly bootstrap: BootstrapService;
  readonly work: WorkService;
  readonly clientErrors: ClientErrorsService;
  readonly stores: StoresService;
  readonly tickets: TicketsService;
}

const REPLY = 'service.ticket.reply';

/** What the ticket desk asks of people and of the organisation. */
const deskPeople = ({ access }: Identity): TicketDeps['people'] => ({
  names: namesByIds,
  departments: async (context, ids) =>
    new Map([...(await placesByIds(context, ids))].map(([id, { unit }]) => [id, unit.name])),
  replyScope: async ({ now, transaction }, personId) =>
    (await access.accessOfPerson(personId, now, transaction)).scope(REPLY),
  agentIds: ({ now }) => access.holdersOf(REPLY, now),
  headquarters: (context) => listUnits(context, 'DEPARTMENT'),
});

/** The business systems; stores and tickets ask each other through these functions only. */
function createSystems(
  { sequelize, models, phones }: Foundations,
  identityOf: () => Identity,
): Pick<Services, 'stores' | 'tickets'> {
  const stores = createStoresService({
    models: models.stores,
    openMatters: (context, storeId) => tickets.openMatters(context, storeId),
  });
  const tickets: TicketsService = createTicketsService({
    sequelize,
    models: models.tickets,
    phones,
    stores: { names: stores.storeNames, search: stores.searchStores },
    people: deskPeople(identityOf()),
    audit: recordAudit,
  });
  return { stores, tickets };
}

/** Builds every service of the BFF on a migrated database with declared models. @throws Error with one line when a release may not be served. */
export function createServices(foundations: Foundations): Services {
  const { sequelize, log, clock, publicUrl, trusted, releasesFolder, demo } = foundations;
  const identity = createIdentity({
    sequelize,
    publicUrl,
    ...trusted,
    clock,
    resolveFranchiseStores: (franchiseeId, at) => systems.stores.storesOfFranchisee(franchiseeId, at),
  });
  const systems = createSystems(foundations, () => identity);
  const registry = createRegistryService({ folder: releasesFolder, log });
  const menus = createMenusService({ registry });
  const preferences = createPreferencesService();
  const bootstrap = createBootstrapService({
    registry,
    menus,
    preferences,
    describePerson: (context) => describePerson(context, context.caller.id),
    epoch: () => identity.access.epoch(),
    demo,
  });
  const work = createWorkService({ registry });
  work.registerWorkProvider(systems.tickets.workProvider);
  work.registerWorkProvider(systems.stores.workProvider);
  const clientErrors = createClientErrorsService();
  return { identity, registry, menus, preferences, bootstrap, work, clientErrors, ...systems };
}
