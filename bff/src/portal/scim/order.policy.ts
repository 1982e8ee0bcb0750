import { findAttribute, type ResourceType } from './attributes.policy.ts';
import { readPath } from './filter.policy.ts';
import { holderOf, isObject, resolvePath, type Doc } from './resolve.policy.ts';
import { invalidPath } from './scim-error.policy.ts';

/** Value by which a resource is ordered; null counts as the greatest. */
export type SortKey = string | number | null;

/**
 * Reads the value a list is ordered by (RFC 7644 section 3.4.2.3): of a multi-valued attribute the primary or first one.
 * @throws ScimFault `scim_invalid_path`
 */
export function sortKeyOf(type: ResourceType, sortBy: string): (doc: Doc) => SortKey {
  const target = resolvePath(type, readPath(sortBy));
  const whole = target?.attribute;
  const last = target?.sub ?? (whole?.type === 'complex' ? findAttribute(whole.subAttributes, 'value') : whole);
  if (!target || !whole || !last || last.type === 'complex') throw invalidPath(`a list is not ordered by ${sortBy}`);
  return (doc) => {
    const held = holderOf(doc, target.urn)?.[whole.name];
    const values: readonly unknown[] = Array.isArray(held) ? held : [held];
    const first = values.find((value) => isObject(value) && value['primary'] === true) ?? values[0];
    const value = isObject(first) ? first[last.name] : first;
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'number') return value;
    if (typeof value !== 'string') return null;
    return last.caseExact || last.type === 'dateTime' ? value : value.toLowerCase();
  };
}

const rank = (left: string | number, right: string | number): number => (left === right ? 0 : left < right ? -1 : 1);

/** Order of two keys; equal ones keep the order of their ids. */
export function compareKeys(order: 'ascending' | 'descending') {
  const direction = order === 'ascending' ? 1 : -1;
  return (left: { key: SortKey; id: string }, right: { key: SortKey; id: string }): number => {
    const byKey =
      left.key === null || right.key === null
        ? Number(left.key === null) - Number(right.key === null)
        : rank(left.key, right.key);
    return direction * byKey || rank(left.id, right.id);
  };
}
