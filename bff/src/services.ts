import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import type { Models } from './associations.ts';
import type { FieldVault } from './database/field-vault.ts';
import { AppError } from './errors.ts';
import { createIdentity, type Identity } from './identity.ts';
import { createPermissionCentre, type PermissionCentre } from './permission-centre.ts';
import { recordAudit } from './portal/audit/audit.service.ts';
import { createRemoteMetas, type RemoteMetas } from './portal/catalogue/remote-metas.service.ts';
import { createBootstrapService, type BootstrapService } from './portal/bootstrap/bootstrap.service.ts';
import {
  createDecisionsService,
  personRecords,
  type DecisionsService,
  type RecordResolver,
} from './portal/decisions/decisions.service.ts';
import type { FeedClient } from './portal/ehr/feed-client.ts';
import { createClientErrorsService, type ClientErrorsService } from './portal/client-errors/client-errors.service.ts';
import { createEventsService, type EventsService } from './portal/events/events.service.ts';
import { createMenusService, type MenusService } from './portal/menus/menus.service.ts';
import { describePerson } from './portal/people/describe-person.service.ts';
import { findPerson, listUnits, namesByIds, peopleOfFranchisees, placesByIds } from './portal/people/people.service.ts';
import { createPreferencesService, type PreferencesService } from './portal/preferences/preferences.service.ts';
import { createRegistryService, type RegistryService } from './portal/registry/registry.service.ts';
import { createWorkService, type WorkService } from './portal/work/work.service.ts';
import { ticketPhones } from './systems/service/tickets/phones.ts';
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
  /** Seals personal data such as phones. */
  readonly vault: FieldVault;
  /** Feed of the HR system; null when none is set up. */
  readonly feed: FeedClient | null;
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
  readonly events: EventsService;
  readonly work: WorkService;
  readonly clientErrors: ClientErrorsService;
  readonly remoteMetas: RemoteMetas;
  readonly centre: PermissionCentre;
  readonly decisions: DecisionsService;
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
  headquarters: (context) => listUnits(context, 'CENTRE'),
});

/** The business systems; stores and tickets ask each other through these functions only. */
function createSystems(
  { sequelize, models, vault }: Foundations,
  identityOf: () => Identity,
  centreOf: () => PermissionCentre,
): Pick<Services, 'stores' | 'tickets'> {
  const stores = createStoresService({
    models: models.stores,
    openMatters: (context, storeId) => tickets.openMatters(context, storeId),
    ownersChanged: async (context, franchiseeIds) => {
      const people = await peopleOfFranchisees(context, franchiseeIds);
      if (people.length > 0) await centreOf().grants.keepDuties(context, people);
    },
  });
  const tickets: TicketsService = createTicketsService({
    sequelize,
    models: models.tickets,
    phones: ticketPhones(vault),
    stores: { names: stores.storeNames, search: stores.searchStores },
    people: deskPeople(identityOf()),
    audit: recordAudit,
  });
  return { stores, tickets };
}

/** A record outside the caller's reach looks like none. */
const orUnknown =
  (resolve: RecordResolver): RecordResolver =>
  (context, id) =>
    resolve(context, id).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    });

/** Explanations look at records of every system, and ask approvals who would decide. */
function createDecisions(
  { sequelize }: Foundations,
  { access }: Identity,
  { stores, tickets }: Pick<Services, 'stores' | 'tickets'>,
  { menus, registry, centre }: Pick<Services, 'menus' | 'registry' | 'centre'>,
): DecisionsService {
  return createDecisionsService({
    sequelize,
    access,
    menus,
    registry,
    recordResolvers: {
      person: personRecords(access),
      store: orUnknown(async (context, id) => {
        await stores.assertVisible(context, id);
        const names = await stores.storeNames(context, [id]);
        return { name: names.get(id) ?? null, unitIds: [id], ownerPersonId: null };
      }),
      ticket: orUnknown(async (context, id) => {
        const { no, storeIds } = await tickets.whereabouts(context, id);
        return { name: no, unitIds: storeIds, ownerPersonId: null };
      }),
    },
    steps: async (context, { granteeId, roleId, metaCode, scope }) => {
      const caller = { ...context.caller, kind: 'person' as const, id: granteeId };
      const times = { ticketRef: null, wantedFrom: null, wantedUntil: null, durationMinutes: 60 };
      const body = {
        granteeId: null,
        kind: 'SHORT' as const,
        items: [{ roleId, metaCode, scope }],
        reason: '-',
        ...times,
      };
      return (await centre.grants.previewRequest({ ...context, caller }, { body })).steps;
    },
    countStores: (context, one) => stores.countStores(context, one.scope('stores.store.view')),
    audit: recordAudit,
  });
}

type Frame = Pick<
  Services,
  'registry' | 'remoteMetas' | 'menus' | 'preferences' | 'bootstrap' | 'events' | 'clientErrors'
>;

/** What stands around all systems: releases and their menus, the start of a tab, its stream of events. */
function createFrame({ sequelize, log, clock, releasesFolder, demo }: Foundations, { access }: Identity): Frame {
  const registry = createRegistryService({ folder: releasesFolder, log, onDeployed: () => remoteMetas.follow() });
  const remoteMetas: RemoteMetas = createRemoteMetas({
    sequelize,
    log,
    deployed: () => registry.deployed().map(({ manifest }) => manifest),
  });
  const menus = createMenusService({ registry });
  const preferences = createPreferencesService();
  const bootstrap = createBootstrapService({
    registry,
    menus,
    preferences,
    describePerson: (context) => describePerson(context, context.caller.id),
    accessVersion: (one) => access.accessVersion(one),
    demo,
  });
  const events = createEventsService({
    access,
    isActive: async (personId) => (await findPerson({ transaction: undefined }, personId))?.active ?? false,
    clock,
    log,
  });
  return { registry, remoteMetas, menus, preferences, bootstrap, events, clientErrors: createClientErrorsService() };
}

/** Builds every service of the BFF on a migrated database with declared models. @throws Error with one line when a release may not be served. */
export function createServices(foundations: Foundations): Services {
  const { sequelize, log, clock, publicUrl, trusted } = foundations;
  const identity = createIdentity({
    sequelize,
    publicUrl,
    ...trusted,
    clock,
    log,
    loadFranchises: (transaction) => systems.stores.ownerships(transaction),
  });
  const systems = createSystems(
    foundations,
    () => identity,
    () => centre,
  );
  const frame = createFrame(foundations, identity);
  const { registry, menus } = frame;
  const centre: PermissionCentre = createPermissionCentre(foundations, identity, systems.stores);
  const work = createWorkService({ registry });
  for (const { workProvider } of [systems.tickets, systems.stores, centre.grants])
    work.registerWorkProvider(workProvider);
  const decisions = createDecisions(foundations, identity, systems, { menus, registry, centre });
  return { identity, ...frame, work, centre, decisions, ...systems };
}
