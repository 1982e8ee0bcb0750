import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFieldVault } from '../../../database/field-vault.ts';
import { ticketPhones } from './phones.ts';

const phonesOf = (secret: Buffer) => ticketPhones(createFieldVault(secret));
const vault = phonesOf(Buffer.alloc(32, 1));

describe('phones', () => {
  it('open again, show at most seven digits and are found whole and by their end', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{7,15}$/), (phone) => {
        const sealed = vault.seal(phone);
        const { phoneIndex, phoneTailIndex } = sealed;
        const kept = vault.open(sealed.phoneSealed);
        expect(phone.endsWith(kept)).toBe(true);
        expect(vault.search(phone)).toEqual({ phoneIndex });
        expect(vault.search(phone.slice(-4))).toEqual({ phoneTailIndex });
        expect(sealed.phoneMasked.replace(/\D/g, '').length).toBeLessThanOrEqual(7);
        expect(sealed.phoneSealed).not.toBe(vault.seal(phone).phoneSealed);
      }),
    );
  });

  it('take other spellings for the same number and other texts for none', () => {
    const { phoneIndex } = vault.seal('+8610012345678');
    for (const text of ['10012345678', '100 1234 5678', '＋８６１００１２３４５６７８', '008610012345678'])
      expect(vault.search(text)).toEqual({ phoneIndex });
    for (const text of ['', '123', '12345', 'abc', '1234567890123456', '12a4']) expect(vault.search(text)).toBeNull();
  });

  it('that rows already hold open, and are found, as before', () => {
    expect(vault.open('8zDJogY6mNJSUp5jvD2NQF8UKBg37Ku2tQBCResx_-g8PKES8r5b')).toBe('10012345678');
    expect(vault.search('10012345678')).toEqual({ phoneIndex: 'VErhCiBlz0lXXUakPyQG_U0b8yT-zsP8rqrbtVSyW0k' });
    expect(vault.search('5678')).toEqual({ phoneTailIndex: 'IRL7Fu1GtPPt_PQa20n_N6M00gSdvGwupAZnSBsMonw' });
  });

  it('cannot be found or opened with another secret, and need a long one', () => {
    const other = phonesOf(Buffer.alloc(32, 2));
    const sealed = vault.seal('10012345678');
    expect(other.search('10012345678')).not.toEqual({ phoneIndex: sealed.phoneIndex });
    expect(() => other.open(sealed.phoneSealed)).toThrow('authenticate');
    expect(() => phonesOf(Buffer.alloc(16))).toThrow(RangeError);
  });
});
