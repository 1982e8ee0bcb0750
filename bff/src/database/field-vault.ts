import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Fields whose values are kept sealed; each has keys of its own, so that one can never be read as another. */
export type FieldPurpose = 'ticket-phone' | 'person-phone' | 'person-id-number' | 'sync-record';

/** A value as a row keeps it: only the mask is ever shown. */
export interface SealedField {
  readonly sealed: string;
  readonly masked: string;
}

/** Seals personal data with keys derived from one secret of at least 32 bytes, kept outside the database. */
export interface FieldVault {
  seal(purpose: FieldPurpose, value: string): SealedField;
  /** The value again. @throws Error when it was sealed for another purpose or with another secret. */
  open(purpose: FieldPurpose, sealed: string): string;
  mask(purpose: FieldPurpose, value: string): string;
  /** Value under which a row is found again without opening it; `part` keeps indexes of parts of a value apart. */
  blindIndex(purpose: FieldPurpose, part: 'index' | 'tail', value: string): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const TAIL = 4;

/** One spelling of a phone: the country code of mainland mobiles is left out, so both ways of writing it are found. */
export const foldPhone = (phone: string): string => phone.replace(/^(?:\+|00)86(?=1\d{10}$)/, '');

const maskPhone = (phone: string): string => {
  const digits = phone.replace(/^\+/, '');
  const head = digits.length >= 11 ? 3 : Math.max(0, digits.length - TAIL - 4);
  return `${digits.slice(0, head)}****${digits.slice(-TAIL)}`;
};

// The middle of an identity number tells birthday and place: nothing but its ends is shown.
const maskIdNumber = (number: string): string =>
  `${number.slice(0, 1)}${'*'.repeat(number.length - 2)}${number.slice(-1)}`;

const forms: Readonly<Record<FieldPurpose, { fold(value: string): string; mask(value: string): string }>> = {
  'ticket-phone': { fold: foldPhone, mask: maskPhone },
  'person-phone': { fold: foldPhone, mask: maskPhone },
  'person-id-number': { fold: (value) => value, mask: maskIdNumber },
  // Whole records of the HR system that could not be read: nothing of them is shown.
  'sync-record': { fold: (value) => value, mask: () => '' },
};

function encrypt(key: Buffer, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

function decrypt(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}

/** Makes the vault of an installation. @throws RangeError for a short secret. */
export function createFieldVault(secret: Buffer): FieldVault {
  if (secret.length < 32) throw new RangeError('the secret of the field vault needs at least 32 bytes');
  const known = new Map<string, Buffer>();
  const keyOf = (purpose: FieldPurpose, use: 'cipher' | 'index' | 'tail'): Buffer => {
    const name = `eoms/${purpose}/${use}`;
    const key = known.get(name) ?? Buffer.from(hkdfSync('sha256', secret, '', name, 32));
    known.set(name, key);
    return key;
  };
  return {
    seal(purpose, entered) {
      const value = forms[purpose].fold(entered);
      return { sealed: encrypt(keyOf(purpose, 'cipher'), value), masked: forms[purpose].mask(value) };
    },
    open: (purpose, sealed) => decrypt(keyOf(purpose, 'cipher'), sealed),
    mask: (purpose, value) => forms[purpose].mask(forms[purpose].fold(value)),
    blindIndex: (purpose, part, value) => createHmac('sha256', keyOf(purpose, part)).update(value).digest('base64url'),
  };
}
