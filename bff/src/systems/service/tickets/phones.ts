import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

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

/** Seals phones with keys derived from one secret of at least 32 bytes, kept outside the database. */
export interface PhoneVault {
  seal(phone: string): SealedPhone;
  open(sealed: string): string;
  /** Full number or exactly the last four digits; null for any other text. */
  search(text: string): PhoneSearch | null;
}

const TAIL = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** One spelling of a number: the country code of mainland mobiles is left out, so both ways of writing it are found. */
const fold = (phone: string): string => phone.replace(/^(?:\+|00)86(?=1\d{10}$)/, '');

const mask = (phone: string): string => {
  const digits = phone.replace(/^\+/, '');
  const head = digits.length >= 11 ? 3 : Math.max(0, digits.length - TAIL - 4);
  return `${digits.slice(0, head)}****${digits.slice(-TAIL)}`;
};

export function createPhoneVault(secret: Buffer): PhoneVault {
  if (secret.length < 32) throw new RangeError('the phone secret needs at least 32 bytes');
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `eoms/ticket-phone/${purpose}`, 32));
  const [cipherKey, indexKey, tailKey] = [derive('cipher'), derive('index'), derive('tail')];
  const blind = (key: Buffer, value: string): string => createHmac('sha256', key).update(value).digest('base64url');

  return {
    seal(entered) {
      const phone = fold(entered);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', cipherKey, iv);
      const body = Buffer.concat([cipher.update(phone, 'utf8'), cipher.final()]);
      return {
        phoneSealed: Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url'),
        phoneMasked: mask(phone),
        phoneIndex: blind(indexKey, phone),
        phoneTailIndex: blind(tailKey, phone.slice(-TAIL)),
      };
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', cipherKey, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
    search(text) {
      const digits = fold(text.normalize('NFKC').replace(/[\s-]/g, ''));
      if (/^\d{4}$/.test(digits)) return { phoneTailIndex: blind(tailKey, digits) };
      return /^\+?\d{7,15}$/.test(digits) ? { phoneIndex: blind(indexKey, digits) } : null;
    },
  };
}
