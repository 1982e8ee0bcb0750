import type { Sequelize } from 'sequelize';
import { defineDataSeal } from './database/data-seal.ts';
import { defineStoredAnswer } from './database/idempotency.model.ts';
import { defineIdentity } from './identity.ts';
import { defineAuditEvent } from './portal/audit/audit.model.ts';
import { defineClientError } from './portal/client-errors/client-errors.model.ts';
import { defineEhr } from './portal/ehr/ehr.model.ts';
import { defineScim } from './portal/scim/scim.model.ts';
import { definePreference } from './portal/preferences/preferences.model.ts';
import { initTicketModels, type TicketModels } from './systems/service/tickets/tickets.model.ts';
import { initStoreModels, type StoreModels } from './systems/stores/stores/stores.model.ts';

/** Models that their features get from composition. */
export interface Models {
  readonly stores: StoreModels;
  readonly tickets: TicketModels;
}

/** Declares every table of the BFF on one database. */
export function defineModels(sequelize: Sequelize): Models {
  defineStoredAnswer(sequelize);
  defineDataSeal(sequelize);
  defineAuditEvent(sequelize);
  defineIdentity(sequelize);
  defineEhr(sequelize);
  defineScim(sequelize);
  definePreference(sequelize);
  defineClientError(sequelize);
  return { stores: initStoreModels(sequelize), tickets: initTicketModels(sequelize) };
}
