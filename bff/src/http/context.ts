import type { Logger } from 'pino';
import type { Transaction } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';

/** What a caller may reach with one Meta: everything, explicit units of the organisation, or nothing. */
export type Scope =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'units';
      /** Every unit reached, stores among them; a store's unit has the store's id. */
      readonly unitIds: ReadonlySet<string>;
      readonly storeIds: ReadonlySet<string>;
      /** True when his own records are reached whatever unit they belong to. */
      readonly self: boolean;
      /** How many units there are in all, where that is known; a list chooses by it how it is read. */
      readonly outOf?: number;
    }
  | { readonly kind: 'none' };

/** Scope of exactly these stores. */
export const storeScope = (storeIds: Iterable<string>): Scope => {
  const ids = new Set(storeIds);
  return { kind: 'units', unitIds: ids, storeIds: ids, self: false };
};

/** What one caller may do, evaluated in process; deny by default. */
export interface Access {
  /** True when the caller holds the permission now. */
  has(meta: MetaCode): boolean;
  /** Data scope of exactly this permission; `none` when he does not hold it. */
  scope(meta: MetaCode): Scope;
  /** All permissions held, for menus and buttons of one system at a time. */
  metas(): ReadonlySet<MetaCode>;
  /** The same object for everybody who holds the same permissions now, whatever their scopes: a key for what depends on nothing else. */
  readonly held?: object;
}

/** Who calls: a person in the portal or a service client (POS, mini-program back end). */
export interface Caller {
  readonly kind: 'person' | 'service';
  /** Person id, or the id of the service client. */
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  /** Session at the OpenID provider; null for service clients. */
  readonly sid: string | null;
  readonly access: Access;
}

/** Language of an answer. */
export type AnswerLocale = 'zh' | 'en';

/** What every service receives about the request it serves. */
export interface Context {
  readonly requestId: string;
  readonly locale: AnswerLocale;
  readonly caller: Caller;
  /** One instant for the whole request. */
  readonly now: Date;
  readonly log: Logger;
  /** The transaction of a command; undefined for reads. Pass it to every statement. */
  readonly transaction: Transaction | undefined;
  /** Runs after the transaction committed; effects outside the database belong here. */
  afterCommit(effect: () => void | Promise<void>): void;
}
