import type { EhrEntity, EhrPerson, EhrUnit } from '@eoms/contracts/access/sync.record';
import type { SealedField } from '../../database/field-vault.ts';

/** Personal data of a record: sealed, with a keyed mark under which equal values are equal. */
export interface KeptField extends SealedField {
  readonly mark: string;
}

/** A person as records of the HR system are kept: personal data sealed. */
export type PersonData = Omit<EhrPerson, 'phone' | 'idNumber'> & {
  readonly phone: KeptField | null;
  readonly idNumber: KeptField | null;
};

/** Where a version puts a unit: in force from `from` until a higher version takes over. */
export interface Placement {
  readonly version: number;
  readonly parent: string | null;
  readonly from: string;
}

/** How a record went: deleted by a record of its own, or missing in a complete read. */
export type Gone = 'record' | 'absence' | null;

/** What is kept of a unit's record; `data` is null when only its deletion is known. */
export interface KeptUnit {
  readonly entity: 'unit';
  readonly data: EhrUnit | null;
  readonly placements: readonly Placement[];
  readonly gone: Gone;
  /** True when the content came without a version, such as a corrected file: the next numbered version replaces it. */
  readonly manual: boolean;
}

/** What is kept of a person's record. */
export interface KeptPerson {
  readonly entity: 'person';
  readonly data: PersonData | null;
  readonly gone: Gone;
  readonly manual: boolean;
  /** Highest version that said he left; 0 when none did. Whoever comes back after it starts with base permissions. */
  readonly leftVersion: number;
  /** When he left, where the record does not say; set when that was first read. */
  readonly leftAt: string | null;
  /** Status the feed last gave him here; a suspension that EOMS decided is not in it and outlives the feed. */
  readonly givenStatus: EhrPerson['status'] | null;
}

/** What is kept of a record of the HR system. */
export type KeptContent = KeptUnit | KeptPerson;

/** A kept record with its place. */
export interface Kept<C extends KeptContent = KeptContent> {
  readonly entity: EhrEntity;
  readonly externalId: string;
  readonly version: number;
  readonly hash: string;
  readonly seenAt: Date;
  readonly content: C;
}

/** One version of a record as it came, checked and with personal data sealed; `version` null means newer than what is known. */
export type Incoming = {
  readonly externalId: string;
  readonly version: number | null;
  readonly hash: string;
} & (
  | { readonly entity: 'unit'; readonly deleted: false; readonly data: EhrUnit }
  | { readonly entity: 'person'; readonly deleted: false; readonly data: PersonData }
  | { readonly entity: EhrEntity; readonly deleted: true }
);

/** Key of a record within its source. */
export const keyOf = ({ entity, externalId }: { entity: EhrEntity; externalId: string }): string =>
  `${entity} ${externalId}`;
