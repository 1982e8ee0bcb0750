import type { Transaction } from 'sequelize';

/** What every part of the demo seed gets: one transaction for all of them, and the instant the demo begins at. */
export interface DemoSeed {
  readonly transaction: Transaction;
  readonly anchor: Date;
}
