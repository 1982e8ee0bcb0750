import { SCIM_BASE, scimUrns, type ScimError } from '@eoms/contracts/access/scim.record';
import { errors, type ErrorCode } from '@eoms/contracts/errors';
import type { AppError } from '../errors.ts';

/** Content type of SCIM (RFC 7644 section 8.1). */
export const SCIM_TYPE = 'application/scim+json';

/** True for an address of the SCIM server: whatever refuses there does so in its words. */
export const isScimAddress = (path: string): boolean => path === SCIM_BASE || path.startsWith(`${SCIM_BASE}/`);

/** Kinds of refusals of RFC 7644 table 9. */
const TYPES: Partial<Record<ErrorCode, string>> = {
  scim_invalid_filter: 'invalidFilter',
  scim_invalid_path: 'invalidPath',
  scim_no_target: 'noTarget',
  scim_invalid_value: 'invalidValue',
  scim_invalid_syntax: 'invalidSyntax',
  scim_mutability: 'mutability',
  scim_uniqueness: 'uniqueness',
  malformed_json: 'invalidSyntax',
  validation_failed: 'invalidSyntax',
  invalid_parameter: 'invalidValue',
};

/** Status of a refusal: RFC 7644 knows no 422. */
export const scimStatus = ({ code }: AppError): number => (errors[code].status === 422 ? 400 : errors[code].status);

/** A refusal in the words of RFC 7644 section 3.12, in English as products log it. */
export function toScimError(refusal: AppError): ScimError {
  const { code, details } = refusal;
  const { title, next } = errors[code];
  const places = (details.errors ?? []).map(({ pointer, messages }) => `${pointer}: ${messages.en}`);
  const detail = [details.detail?.en ?? title.en, ...places, next.en].join('. ');
  const scimType = TYPES[code];
  return {
    schemas: [scimUrns.error],
    status: String(scimStatus(refusal)),
    ...(scimType ? { scimType } : {}),
    detail: `${detail}.`,
  };
}

interface Versioned {
  readonly meta?: { readonly version?: string; readonly location?: string };
}

const metaOf = (record: unknown): Versioned['meta'] =>
  typeof record === 'object' && record !== null ? (record as Versioned).meta : undefined;

/** Entity tag of a resource, which it carries itself (RFC 7644 section 3.14). */
export const scimTag = (record: unknown): string | null => metaOf(record)?.version ?? null;

/** Address of a resource (RFC 7644 section 3.1). */
export const scimLocation = (record: unknown): string | null => metaOf(record)?.location ?? null;
