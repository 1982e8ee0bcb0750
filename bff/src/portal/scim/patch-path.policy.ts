import type { Attribute, ResourceType } from './attributes.policy.ts';
import { findAttribute, findExtension, isUrn } from './attributes.policy.ts';
import { parseFilter, readPath, type Filter } from './filter.policy.ts';
import { matcherWithin, type Matcher } from './match.policy.ts';
import { resolvePath } from './resolve.policy.ts';
import { invalidPath, ScimFault } from './scim-error.policy.ts';

/** What a PATCH operation is about: a whole extension, or an attribute with an optional selection and sub-attribute. */
export type PatchTarget =
  | { readonly kind: 'extension'; readonly urn: string | null }
  | {
      readonly kind: 'attribute';
      readonly urn: string | null;
      readonly attribute: Attribute;
      readonly sub: Attribute | null;
      /** Which values of a multi-valued attribute; null for all. */
      readonly selects: { readonly filter: Filter; readonly matches: Matcher } | null;
    };

/** `attribute[filter]` or `attribute[filter].sub`. */
const SELECTION = /^([^[\]]+)\[(.+)\](?:\.([A-Za-z$][\w-]*))?$/su;

function readTarget(type: ResourceType, text: string): PatchTarget {
  if (isUrn(text)) {
    const extension = findExtension(type, text);
    if (extension) return { kind: 'extension', urn: extension.id };
    if (text.toLowerCase() === type.core.id.toLowerCase()) return { kind: 'extension', urn: null };
  }
  const [, head = text, selection, sub] = SELECTION.exec(text) ?? [];
  const found = resolvePath(type, readPath(head));
  if (!found) throw invalidPath(`${type.name} has no ${text}`);
  const { urn, attribute } = found;
  if (selection === undefined) return { kind: 'attribute', urn, attribute, sub: found.sub, selects: null };
  if (!attribute.multiValued || found.sub) throw invalidPath(`${text}: only values of a list can be selected`);
  const filter = parseFilter(selection);
  const selected = sub === undefined ? null : findAttribute(attribute.subAttributes, sub);
  if (selected === undefined) throw invalidPath(`${attribute.name} has no ${sub ?? ''}`);
  const selects = { filter, matches: matcherWithin(attribute, filter) };
  return { kind: 'attribute', urn, attribute, sub: selected, selects };
}

/** Reads the path of a PATCH operation (RFC 7644 figure 7). @throws ScimFault `scim_invalid_path`, `scim_invalid_filter` */
export function readPatchPath(type: ResourceType, text: string): PatchTarget {
  try {
    return readTarget(type, text.trim());
  } catch (error) {
    // A name that cannot be read is a matter of the path here, a selection that cannot be read one of the filter.
    if (error instanceof ScimFault && error.code === 'scim_invalid_filter' && !text.includes('['))
      throw invalidPath(error.message);
    throw error;
  }
}
