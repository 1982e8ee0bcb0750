import {
  coreAttributes,
  findAttribute,
  findExtension,
  isUrn,
  type Attribute,
  type ResourceType,
} from './attributes.policy.ts';
import { isObject, type Doc } from './resolve.policy.ts';
import { invalidSyntax, invalidValue } from './scim-error.policy.ts';

const LONGEST_TEXT = 500;

/** Texts a client may send where JSON has a type of its own: some products write `"True"`. */
const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false };

function textOf(value: unknown, { name }: Attribute): string {
  if (typeof value !== 'string' || !value.isWellFormed()) throw invalidValue(`${name} must be a text`);
  if (value.length > LONGEST_TEXT) throw invalidValue(`${name} is longer than ${LONGEST_TEXT} characters`);
  return value;
}

function flagOf(value: unknown, { name }: Attribute): boolean {
  const known = typeof value === 'string' ? FLAGS[value.toLowerCase()] : value;
  if (typeof known !== 'boolean') throw invalidValue(`${name} must be true or false`);
  return known;
}

function wholeOf(value: unknown, { name }: Attribute): number {
  const known = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(known)) throw invalidValue(`${name} must be a whole number`);
  return known as number;
}

const XSD_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

function momentOf(value: unknown, attribute: Attribute): string {
  const text = textOf(value, attribute);
  if (!XSD_INSTANT.test(text) || Number.isNaN(Date.parse(text)))
    throw invalidValue(`${attribute.name} must be an instant such as 2026-03-11T12:30:00Z`);
  return new Date(text).toISOString();
}

function complexOf(value: unknown, attribute: Attribute): Doc | undefined {
  // A bare value stands for the `value` of a complex one: "manager": "…" and "members": ["…"] are common.
  const given = isObject(value) ? value : { value };
  if (!isObject(value) && !findAttribute(attribute.subAttributes, 'value'))
    throw invalidValue(`${attribute.name} must be an object`);
  const known = canonicalFields(attribute.subAttributes ?? [], given, attribute.name);
  return Object.keys(known).length === 0 ? undefined : known;
}

function singleOf(value: unknown, attribute: Attribute): unknown {
  switch (attribute.type) {
    case 'boolean':
      return flagOf(value, attribute);
    case 'integer':
      return wholeOf(value, attribute);
    case 'dateTime':
      return momentOf(value, attribute);
    case 'complex':
      return complexOf(value, attribute);
    default:
      return textOf(value, attribute);
  }
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/** Only the last value that says so is the primary one (RFC 7643 section 2.4). */
export function onePrimary(values: readonly unknown[]): unknown[] {
  const last = values.findLastIndex((value) => isObject(value) && value['primary'] === true);
  return values.map((value, index) =>
    isObject(value) && value['primary'] === true && index !== last ? { ...value, primary: false } : value,
  );
}

/** A value as the attribute wants it; undefined for an unassigned one. @throws ScimFault `scim_invalid_value` */
export function canonicalValue(value: unknown, attribute: Attribute): unknown {
  if (isNothing(value)) return undefined;
  if (!attribute.multiValued) {
    if (Array.isArray(value)) throw invalidValue(`${attribute.name} has one value only`);
    return singleOf(value, attribute);
  }
  const values = (Array.isArray(value) ? value : [value]).filter((each) => !isNothing(each));
  const known = values.map((each) => singleOf(each, attribute)).filter((each) => each !== undefined);
  return known.length === 0 ? undefined : onePrimary(known);
}

/** Fields of an object under the names of the schema; what the schema does not know or does not let write is left out. */
export function canonicalFields(attributes: readonly Attribute[], given: Doc, where: string): Doc {
  const known: Doc = {};
  for (const [name, value] of Object.entries(given)) {
    const attribute = findAttribute(attributes, name);
    if (!attribute || attribute.mutability === 'readOnly') continue;
    if (attribute.name in known) throw invalidSyntax(`${where} has ${attribute.name} twice`);
    const canonical = canonicalValue(value, attribute);
    if (canonical !== undefined) known[attribute.name] = canonical;
  }
  return known;
}

/**
 * A whole resource as a client sent it, under the names of its schemas: names and URNs in any case, single values where a list is
 * meant, unknown and read-only attributes left out. @throws ScimFault `scim_invalid_value`, `scim_invalid_syntax`
 */
export function canonicalDoc(type: ResourceType, given: Doc): Doc {
  const own = Object.fromEntries(
    Object.entries(given).filter(([name]) => !isUrn(name) && name.toLowerCase() !== 'schemas'),
  );
  const doc = canonicalFields(coreAttributes(type), own, type.name);
  for (const [name, value] of Object.entries(given)) {
    const extension = isUrn(name) ? findExtension(type, name) : undefined;
    if (!extension || isNothing(value)) continue;
    if (!isObject(value)) throw invalidValue(`${extension.id} must be an object`);
    const fields = canonicalFields(extension.attributes, value, extension.id);
    if (Object.keys(fields).length > 0) doc[extension.id] = fields;
  }
  return doc;
}

/** Refuses a resource without what it needs. @throws ScimFault `scim_invalid_value` */
export function refuseIncomplete(type: ResourceType, doc: Doc): void {
  const missing = type.core.attributes.find(({ name, required }) => {
    const value = doc[name];
    return required && (value === undefined || (typeof value === 'string' && value.trim() === ''));
  });
  if (missing) throw invalidValue(`${missing.name} is required`);
}
