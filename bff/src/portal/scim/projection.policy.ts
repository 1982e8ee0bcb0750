import {
  coreAttributes,
  findAttribute,
  findExtension,
  isUrn,
  type Attribute,
  type ResourceType,
} from './attributes.policy.ts';
import { readPath } from './filter.policy.ts';
import { isObject, isSchemaOf, resolvePath, type Doc, type Target } from './resolve.policy.ts';
import { ScimFault } from './scim-error.policy.ts';

/** What of a resource an answer shows (RFC 7644 section 3.9); names that the server does not know count as not given. */
export interface Projection {
  readonly attributes: readonly string[];
  readonly excludedAttributes: readonly string[];
}

/** Names of a comma-separated list. */
export const namesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

type Chosen = { readonly kind: 'schema'; readonly urn: string | null } | ({ readonly kind: 'attribute' } & Target);

function choose(type: ResourceType, name: string): Chosen[] {
  if (isSchemaOf(type, name)) return [{ kind: 'schema', urn: findExtension(type, name)?.id ?? null }];
  try {
    const target = resolvePath(type, readPath(name));
    return target ? [{ kind: 'attribute', ...target }] : [];
  } catch (error) {
    if (error instanceof ScimFault) return [];
    throw error;
  }
}

type Ask = (urn: string | null, attribute: Attribute, sub: Attribute | null) => boolean;

const names = (chosen: readonly Chosen[], urn: string | null, attribute: Attribute, sub: Attribute | null): boolean =>
  chosen.some((one) => {
    if (one.urn !== urn) return false;
    if (one.kind === 'schema') return true;
    if (one.attribute.name !== attribute.name) return false;
    return one.sub === null || one.sub.name === sub?.name;
  });

/** True for an attribute of which at least a part is named. */
const touches = (chosen: readonly Chosen[], urn: string | null, { name }: Attribute): boolean =>
  chosen.some((one) => one.urn === urn && (one.kind === 'schema' || one.attribute.name === name));

function asked(type: ResourceType, projection: Projection): Ask {
  const wanted = projection.attributes.flatMap((name) => choose(type, name));
  const unwanted = projection.excludedAttributes.flatMap((name) => choose(type, name));
  return (urn, attribute, sub) => {
    if (attribute.returned === 'always') return true;
    if (projection.attributes.length > 0)
      return sub === null ? touches(wanted, urn, attribute) : names(wanted, urn, attribute, sub);
    if (attribute.returned === 'request') return false;
    return !names(unwanted, urn, attribute, sub);
  };
}

function projectedValue(value: unknown, urn: string | null, attribute: Attribute, ask: Ask): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => projectedValue(each, urn, attribute, ask));
  if (attribute.type !== 'complex' || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => {
      const sub = findAttribute(attribute.subAttributes, name);
      return sub !== undefined && ask(urn, attribute, sub);
    }),
  );
}

function projectedFields(attributes: readonly Attribute[], doc: Doc, urn: string | null, ask: Ask): Doc {
  return Object.fromEntries(
    Object.entries(doc).flatMap(([name, value]) => {
      const attribute = findAttribute(attributes, name);
      return attribute && ask(urn, attribute, null) ? [[name, projectedValue(value, urn, attribute, ask)]] : [];
    }),
  );
}

/** True when the projection shows an attribute of the resource itself that is not shown by itself. */
export const asksFor = (type: ResourceType, projection: Projection, name: string): boolean => {
  const attribute = findAttribute(coreAttributes(type), name);
  return attribute !== undefined && asked(type, projection)(null, attribute, null);
};

/** The part of a resource that an answer shows; `schemas` and `id` always. */
export function project(type: ResourceType, doc: Doc, projection: Projection): Doc {
  const ask = asked(type, projection);
  const shown = projectedFields(
    coreAttributes(type),
    Object.fromEntries(Object.entries(doc).filter(([name]) => !isUrn(name))),
    null,
    ask,
  );
  for (const extension of type.extensions) {
    const fields = doc[extension.id];
    if (!isObject(fields)) continue;
    const part = projectedFields(extension.attributes, fields, extension.id, ask);
    if (Object.keys(part).length > 0) shown[extension.id] = part;
  }
  return shown;
}
