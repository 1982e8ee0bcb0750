import { foldPhone, type FieldVault } from '../../../database/field-vault.ts';

/** How a phone is kept: only the mask is ever shown, the indexes find it again without opening it. */
export interface SealedPhone {
  readonly phoneSealed: string;
  readonly phoneMasked: string;
  readonly phoneIndex: string;
  readonly phoneTailIndex: string;
}

/** What is kept where no phone was given. */
export const NO_PHONE = { phoneSealed: null, phoneMasked: null, phoneIndex: null, phoneTailIndex: null } as const;

/** Blind index values a search text stands for, when it can be a phone. */
export interface PhoneSearch {
  readonly phoneIndex?: string;
  readonly phoneTailIndex?: string;
}

/** Phones of requesters in the vault of the portal. */
export interface PhoneVault {
  seal(phone: string): SealedPhone;
  open(sealed: string): string;
  /** Full number or exactly the last four digits; null for any other text. */
  search(text: string): PhoneSearch | null;
}

const PURPOSE = 'ticket-phone';
const TAIL = 4;

/** The phones of tickets, sealed by the portal's vault. */
export function ticketPhones(vault: FieldVault): PhoneVault {
  const whole = (phone: string): string => vault.blindIndex(PURPOSE, 'index', phone);
  const tail = (digits: string): string => vault.blindIndex(PURPOSE, 'tail', digits);
  return {
    seal(entered) {
      const phone = foldPhone(entered);
      const { sealed, masked } = vault.seal(PURPOSE, phone);
      return {
        phoneSealed: sealed,
        phoneMasked: masked,
        phoneIndex: whole(phone),
        phoneTailIndex: tail(phone.slice(-TAIL)),
      };
    },
    open: (sealed) => vault.open(PURPOSE, sealed),
    search(text) {
      const digits = foldPhone(text.normalize('NFKC').replace(/[\s-]/g, ''));
      if (/^\d{4}$/.test(digits)) return { phoneTailIndex: tail(digits) };
      return /^\+?\d{7,15}$/.test(digits) ? { phoneIndex: whole(digits) } : null;
    },
  };
}
