import { createHmac } from 'node:crypto';
import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { instant, line, primary } from './columns.ts';
import { isDuplicate } from './failures.ts';

/** Fingerprint of the secret that protects personal data in this database; the secret itself is never stored here. */
export class DataSeal extends Model<InferAttributes<DataSeal>, InferCreationAttributes<DataSeal>> {
  declare id: string;
  declare fingerprint: string;
  declare createdAt: Date;
}

/** Registers the model of the data seal. */
export const defineDataSeal = (sequelize: Sequelize): void => {
  DataSeal.init(
    { id: primary(line(20)), fingerprint: line(64), createdAt: instant() },
    { sequelize, tableName: 'data_seal' },
  );
};

const SEAL = 'personal-data';

/**
 * Makes sure that every instance protects personal data by the same secret: the first start leaves its fingerprint,
 * a start with another secret would write what nobody else can read. @throws Error that says what to set.
 */
export async function checkDataSecret(secret: string | Buffer, now: Date): Promise<void> {
  const fingerprint = createHmac('sha256', secret).update(SEAL).digest('hex');
  try {
    await DataSeal.create({ id: SEAL, fingerprint, createdAt: now });
    return;
  } catch (error) {
    if (!isDuplicate(error, 'data_seal', ['id'], 'primary')) throw error;
  }
  const kept = await DataSeal.findByPk(SEAL);
  if (kept?.fingerprint !== fingerprint) {
    throw new Error(
      'the data of this database is protected by another secret: set EOMS_DATA_SECRET to that of the other instances, or share their keys folder',
    );
  }
}
