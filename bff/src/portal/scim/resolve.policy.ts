import {
  coreAttributes,
  findAttribute,
  findExtension,
  isUrn,
  type Attribute,
  type ResourceType,
} from './attributes.policy.ts';
import type { AttributePath } from './filter.policy.ts';

/** A resource with attribute names as its schemas write them; those of an extension are below its URN. */
export type Doc = Record<string, unknown>;

/** An attribute a path leads to. */
export interface Target {
  /** URN of the extension it belongs to; null for the resource's own. */
  readonly urn: string | null;
  readonly attribute: Attribute;
  readonly sub: Attribute | null;
}

/** True for a JSON object. */
export const isObject = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Finds the attribute of a path; undefined when the resource has none of that name. */
export function resolvePath(type: ResourceType, { urn, name, sub }: AttributePath): Target | undefined {
  const isCore = urn === null || urn.toLowerCase() === type.core.id.toLowerCase();
  const extension = isCore ? undefined : findExtension(type, urn);
  if (!isCore && !extension) return undefined;
  const attribute = findAttribute(extension ? extension.attributes : coreAttributes(type), name);
  if (!attribute) return undefined;
  const target = { urn: extension?.id ?? null, attribute };
  if (sub === null) return { ...target, sub: null };
  const found = findAttribute(attribute.subAttributes, sub);
  return found && { ...target, sub: found };
}

/** The object that holds a target's attribute: the resource, or what is below its extension's URN. */
export const holderOf = (doc: Doc, urn: string | null): Doc | undefined => {
  if (urn === null) return doc;
  const below = doc[urn];
  return isObject(below) ? below : undefined;
};

/** True for a URN of a schema of the type, as it stands in front of an object or of an attribute. */
export const isSchemaOf = (type: ResourceType, urn: string): boolean =>
  isUrn(urn) && (urn.toLowerCase() === type.core.id.toLowerCase() || findExtension(type, urn) !== undefined);
