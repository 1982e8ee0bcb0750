import type { Transaction } from 'sequelize';
import type { FieldVault } from '../../database/field-vault.ts';
import { Person } from '../../portal/people/people.model.ts';
import { demoPeople } from './company-people.ts';
import { demoRandom } from './plan.ts';

/** What the seed of personal data writes with; people must be there already. */
export interface PersonalDataSeed {
  readonly vault: FieldVault;
  readonly transaction: Transaction;
}

/** Phone of the n-th person: 100 begins no number that is in use. */
export const demoPhone = (index: number): string => `1000000${String(1001 + index)}`;

/** Identity number of the n-th person: place 000000 and the year 1900 exist in no real one. */
export const demoIdNumber = (index: number): string =>
  `000000190001${String(1 + Math.floor(demoRandom('id-number', index) * 28)).padStart(2, '0')}${String(1001 + index)}`;

/** Gives the people of the demo company invented phones and identity numbers, sealed as real ones would be. */
export async function seedPersonalData({ vault, transaction }: PersonalDataSeed): Promise<void> {
  for (const [index, { id }] of demoPeople.entries()) {
    const phone = vault.seal('person-phone', demoPhone(index));
    const idNumber = vault.seal('person-id-number', demoIdNumber(index));
    await Person.update(
      {
        phoneSealed: phone.sealed,
        phoneMasked: phone.masked,
        idNumberSealed: idNumber.sealed,
        idNumberMasked: idNumber.masked,
      },
      { where: { id }, transaction },
    );
  }
}
