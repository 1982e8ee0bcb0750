import type { ErrorCode } from '@eoms/contracts/errors';

/** A refusal in the words of RFC 7644 section 3.12; the service turns it into a refusal of EOMS. */
export class ScimFault extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string) {
    super(detail);
    this.name = 'ScimFault';
    this.code = code;
  }
}

export const invalidFilter = (detail: string): ScimFault => new ScimFault('scim_invalid_filter', detail);
export const invalidPath = (detail: string): ScimFault => new ScimFault('scim_invalid_path', detail);
export const invalidValue = (detail: string): ScimFault => new ScimFault('scim_invalid_value', detail);
export const invalidSyntax = (detail: string): ScimFault => new ScimFault('scim_invalid_syntax', detail);
export const noTarget = (detail: string): ScimFault => new ScimFault('scim_no_target', detail);
export const notMutable = (detail: string): ScimFault => new ScimFault('scim_mutability', detail);
export const tooMany = (detail: string): ScimFault => new ScimFault('scim_too_many', detail);
export const notUnique = (detail: string): ScimFault => new ScimFault('scim_uniqueness', detail);
