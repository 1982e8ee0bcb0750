import { findAttribute, type Attribute, type ResourceType } from './attributes.policy.ts';
import type { AttributePath, Comparison, Filter, FilterValue } from './filter.policy.ts';
import { holderOf, isObject, resolvePath, type Doc } from './resolve.policy.ts';
import { invalidFilter } from './scim-error.policy.ts';

/** A filter that is bound to a resource type. */
export type Matcher = (doc: Doc) => boolean;

const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};

const isPresent = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.some(isPresent);
  return isObject(value) ? Object.values(value).some(isPresent) : true;
};

const ORDERED: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);
const TEXTUAL: ReadonlySet<string> = new Set(['co', 'sw', 'ew']);

const isText = ({ type }: Attribute): boolean => type === 'string' || type === 'reference';

/** Refuses comparisons that make no sense for the type (RFC 7644: boolean and binary have no order). */
function refuseSenseless(op: Comparison, attribute: Attribute, path: AttributePath): void {
  const senseless =
    attribute.type === 'complex' ||
    (attribute.type === 'boolean' && (ORDERED.has(op) || TEXTUAL.has(op))) ||
    (TEXTUAL.has(op) && !isText(attribute));
  if (senseless) throw invalidFilter(`${path.name} cannot be compared by ${op}`);
}

const folded = (text: string, { caseExact }: Attribute): string => (caseExact ? text : text.toLowerCase());

/** Both sides in a form that `<` and `===` order rightly; undefined where they cannot be compared. */
function comparable(
  value: unknown,
  wanted: FilterValue,
  attribute: Attribute,
): [string | number, string | number] | undefined {
  if (attribute.type === 'dateTime') {
    const [left, right] = [Date.parse(String(value)), Date.parse(String(wanted))];
    return Number.isNaN(left) || Number.isNaN(right) ? undefined : [left, right];
  }
  if (typeof value === 'boolean') {
    const known = typeof wanted === 'boolean' ? String(wanted) : typeof wanted === 'string' ? wanted.toLowerCase() : '';
    return [String(value), known];
  }
  if (typeof value === 'number') return typeof wanted === 'number' ? [value, wanted] : undefined;
  if (typeof value !== 'string' || typeof wanted !== 'string') return undefined;
  return [folded(value, attribute), folded(wanted, attribute)];
}

const holds: Readonly<Record<Exclude<Comparison, 'ne'>, (left: string | number, right: string | number) => boolean>> = {
  eq: (left, right) => left === right,
  co: (left, right) => String(left).includes(String(right)),
  sw: (left, right) => String(left).startsWith(String(right)),
  ew: (left, right) => String(left).endsWith(String(right)),
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};

function compares(op: Comparison, attribute: Attribute, values: readonly unknown[], wanted: FilterValue): boolean {
  if (op === 'ne') return !compares('eq', attribute, values, wanted);
  if (wanted === null) return op === 'eq' && !values.some(isPresent);
  return values.some((value) => {
    const sides = comparable(value, wanted, attribute);
    return sides !== undefined && holds[op](...sides);
  });
}

/** Values an attribute has in an object; of a sub-attribute, those of every value of the whole. */
const valuesOf = (holder: Doc | undefined, attribute: Attribute, sub: Attribute | null): readonly unknown[] => {
  const values = listOf(holder?.[attribute.name]);
  if (sub === null) return values;
  return values.flatMap((value) => (isObject(value) ? listOf(value[sub.name]) : []));
};

/** An attribute and how its values are read. */
interface Found {
  readonly attribute: Attribute;
  read(doc: Doc): readonly unknown[];
}

type Find = (path: AttributePath) => Found;

/** A multi-valued attribute stands for the `value` of its values. */
function byValue({ attribute, read }: Found): Found {
  const value = attribute.multiValued ? findAttribute(attribute.subAttributes, 'value') : undefined;
  if (!value) return { attribute, read };
  return {
    attribute: value,
    read: (doc) => read(doc).flatMap((each) => (isObject(each) ? listOf(each[value.name]) : [])),
  };
}

function bind(filter: Filter, find: Find): Matcher {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const [left, right] = [bind(filter.left, find), bind(filter.right, find)];
      return filter.op === 'and' ? (doc) => left(doc) && right(doc) : (doc) => left(doc) || right(doc);
    }
    case 'not': {
      const of = bind(filter.of, find);
      return (doc) => !of(doc);
    }
    case 'pr': {
      const { read } = find(filter.path);
      return (doc) => read(doc).some(isPresent);
    }
    case 'has': {
      const { attribute, read } = find(filter.path);
      const matches = matcherWithin(attribute, filter.of);
      return (doc) => read(doc).some((value) => isObject(value) && matches(value));
    }
    default: {
      const { op, path, value: wanted } = filter;
      const { attribute, read } = byValue(find(path));
      refuseSenseless(op, attribute, path);
      return (doc) => compares(op, attribute, read(doc), wanted);
    }
  }
}

/** A filter on the values of one complex attribute, as inside `emails[…]`. */
export function matcherWithin(attribute: Attribute, filter: Filter): Matcher {
  return bind(filter, ({ urn, name, sub }) => {
    const found = urn === null && sub === null ? findAttribute(attribute.subAttributes, name) : undefined;
    if (!found) throw invalidFilter(`${attribute.name} has no ${name}`);
    return { attribute: found, read: (value) => listOf(value[found.name]) };
  });
}

/**
 * Binds a filter to a resource type. A multi-valued attribute without a sub-attribute stands for its `value`, and matches when
 * one of its values does; `ne` is the contrary of `eq`. @throws ScimFault `scim_invalid_filter`
 */
export const matcherOf = (type: ResourceType, filter: Filter): Matcher =>
  bind(filter, (path) => {
    const target = resolvePath(type, path);
    if (!target) throw invalidFilter(`${type.name} has no ${path.name}${path.sub === null ? '' : `.${path.sub}`}`);
    const { urn, attribute } = target;
    return {
      attribute: target.sub ?? attribute,
      read: (doc) => valuesOf(holderOf(doc, urn), attribute, target.sub),
    };
  });
