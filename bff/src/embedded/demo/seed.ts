import type { Sequelize } from 'sequelize';
import { inTransaction } from '../../database/transaction.ts';
import { keptKey, publicHalf } from '../identity-provider/keys.ts';
import { demoServiceClientId, hasCompany, seedCompany, seedServiceClient } from './company.ts';
import type { DemoSeed } from './demo-seed.ts';
import { demoAnchor } from './plan.ts';

/** What the demo company is written into, and what belongs to it beyond organisation and people. */
export interface DemoSettings {
  readonly sequelize: Sequelize;
  /** Folder of private keys; the demo POS gets its key there. */
  readonly keysFolder: string;
  /** Seeds of the business systems, in order; they run in the same transaction. */
  readonly systems: readonly ((seed: DemoSeed) => Promise<void>)[];
  /** Instant of the seeding; the demo begins on the Wednesday evening before. */
  readonly at: Date;
}

/** Writes the demo company once, whole or not at all. Resolves false when a company is there already. */
export async function seedDemo({ sequelize, keysFolder, systems, at }: DemoSettings): Promise<boolean> {
  if (await hasCompany()) return false;
  const anchor = demoAnchor(at);
  const posKey = publicHalf(await keptKey(keysFolder, demoServiceClientId));
  await inTransaction(sequelize, async ({ transaction }) => {
    const seed = { transaction, anchor };
    await seedCompany(seed);
    await seedServiceClient(seed, { ...posKey });
    for (const system of systems) await system(seed);
  });
  return true;
}
