import type { Sequelize } from 'sequelize';
import type { Localized } from '@eoms/contracts/endpoint';
import type { Context, Scope } from '../../../http/context.ts';
import type { PhoneVault } from './phones.ts';
import type { TicketModels } from './tickets.model.ts';

/** A page of choices with the opaque cursor of the next one. */
export interface Choices {
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly next: string | null;
}

/** What a person typed to find a choice, and where the page begins. */
export interface ChoiceQuery {
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What tickets need of the store register. */
export interface TicketStores {
  /** Names of the stores that exist among these ids. */
  names(context: Pick<Context, 'transaction'>, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  search(context: Context, scope: Scope, query: ChoiceQuery): Promise<Choices>;
}

/** What tickets need of people and departments. */
export interface TicketPeople {
  names(context: Pick<Context, 'transaction'>, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  departments(context: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Localized>>;
  /** Tickets a person may reply to at the instant of the request; none for people who are unknown or not active. */
  replyScope(context: Context, personId: string): Promise<Scope>;
  /** Everybody active who may reply to some ticket at the instant of the request. */
  agentIds(context: Context): Promise<readonly string[]>;
  /** Departments of the headquarters. */
  headquarters(context: Context): Promise<readonly { readonly id: string; readonly name: Localized }[]>;
}

/** One command as the audit trail keeps it: names of what changed, never texts or phones. */
export interface TicketAudit {
  readonly action: string;
  readonly objectKind: 'ticket';
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Why, where the person had to say so. */
  readonly reason?: string;
}

/** What the ticket desk is given by composition. */
export interface TicketDeps {
  readonly sequelize: Sequelize;
  readonly models: TicketModels;
  readonly phones: PhoneVault;
  readonly stores: TicketStores;
  readonly people: TicketPeople;
  audit(context: Context, entry: TicketAudit): Promise<void>;
}
