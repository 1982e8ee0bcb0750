import type { Transaction } from 'sequelize';
import type { FieldVault } from '../../database/field-vault.ts';
import type { Context } from '../../http/context.ts';
import type { AccessService } from '../access/access.service.ts';

/** What people and organisation are given by composition. */
export interface PeopleDeps {
  readonly access: Pick<AccessService, 'facts'>;
  readonly vault: FieldVault;
  readonly sessions: {
    openCount(personId: string, transaction: Transaction | undefined): Promise<number>;
    endAll(personId: string, now: Date, transaction: Transaction): Promise<void>;
  };
  /** Ends everything custom of somebody who leaves: requests about him, grants, delegations. */
  endForLeaver(context: Context, personId: string): Promise<void>;
  /**
   * Ends grants that conflict with what people hold or reach now.
   * @throws AppError `duties_conflict` when base permissions alone would give somebody what must be kept apart.
   */
  keepDuties(context: Context, personIds: readonly string[]): Promise<void>;
  /** @throws AppError `last_administrators` when the change would leave too few permission owners. */
  assertAdministratorsRemain(context: Context): Promise<void>;
}

/** The transaction of a command. @throws Error outside one. */
export function transactionOf({ transaction }: Pick<Context, 'transaction'>): Transaction {
  if (!transaction) throw new Error('people and organisation are only changed inside a transaction');
  return transaction;
}
