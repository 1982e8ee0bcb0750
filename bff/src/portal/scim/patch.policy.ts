import type { Attribute, ResourceType } from './attributes.policy.ts';
import { canonicalFields, canonicalValue, onePrimary } from './canonical.policy.ts';
import type { Filter } from './filter.policy.ts';
import { readPatchPath, type PatchTarget } from './patch-path.policy.ts';
import { isObject, type Doc } from './resolve.policy.ts';
import { invalidSyntax, invalidValue, noTarget, notMutable, ScimFault } from './scim-error.policy.ts';

/** One operation of a PATCH (RFC 7644 section 3.5.2). */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string | null;
  readonly value: unknown;
}

type AttributeTarget = Extract<PatchTarget, { kind: 'attribute' }>;

const listOf = (value: unknown): unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? [...(value as unknown[])] : [value];
};

const fieldsOf = (value: unknown): Doc => (isObject(value) ? value : {});

const sorted = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toSorted(([left], [right]) => (left < right ? -1 : 1))
          .map(([name, each]) => [name, sorted(each)]),
      )
    : value;

const same = (left: unknown, right: unknown): boolean => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

/** Two values of a list are the same one when their `value` is, or when they are alike in everything. */
const isSameEntry = (left: unknown, right: unknown): boolean =>
  isObject(left) && isObject(right) && left['value'] !== undefined && right['value'] !== undefined
    ? left['value'] === right['value'] && left['type'] === right['type']
    : same(left, right);

const set = (holder: Doc, name: string, value: unknown): Doc => {
  const { [name]: _old, ...rest } = holder;
  return value === undefined || (Array.isArray(value) && value.length === 0) ? rest : { ...rest, [name]: value };
};

/** Values after the last of `added` that says so is the primary one. */
function withPrimary(values: readonly unknown[], added: readonly unknown[]): unknown[] {
  const chosen = added.findLast((value) => isObject(value) && value['primary'] === true);
  if (!chosen) return onePrimary(values);
  return values.map((value) =>
    isObject(value) && value['primary'] === true && value !== chosen ? { ...value, primary: false } : value,
  );
}

/** What an `eq` selection says of a value it would select: `[type eq "work"]` gives `{ type: "work" }`; null for any other. */
function described(filter: Filter): Doc | null {
  if (filter.op === 'and') {
    const [left, right] = [described(filter.left), described(filter.right)];
    return left && right ? { ...left, ...right } : null;
  }
  return filter.op === 'eq' && filter.path.sub === null ? { [filter.path.name]: filter.value } : null;
}

function changedEntry(entry: unknown, { attribute, sub }: AttributeTarget, op: PatchOperation): unknown {
  if (sub) return set(fieldsOf(entry), sub.name, canonicalValue(op.value, sub));
  const given = canonicalFields(attribute.subAttributes ?? [], fieldsOf(op.value), attribute.name);
  return op.op === 'add' ? { ...fieldsOf(entry), ...given } : given;
}

/** Adds to or replaces the selected values of a list. */
function writeSelected(values: unknown[], target: AttributeTarget, op: PatchOperation): unknown[] {
  const { attribute, sub, selects } = target;
  if (!selects) throw new RangeError('nothing is selected');
  if (!sub && !isObject(op.value)) throw invalidValue(`a value of ${attribute.name} must be an object`);
  const hits = values.filter((value) => isObject(value) && selects.matches(value));
  if (hits.length > 0) {
    const changed = new Map(hits.map((hit) => [hit, changedEntry(hit, target, op)]));
    const after = values.map((value) => changed.get(value) ?? value);
    return withPrimary(after, [...changed.values()]);
  }
  // RFC 7644 section 3.5.2.3 for replace; an add describes the value it wants to be there.
  const wanted = op.op === 'add' ? described(selects.filter) : null;
  if (!wanted) throw noTarget(`no value of ${attribute.name} is selected`);
  const entry = changedEntry(canonicalFields(attribute.subAttributes ?? [], wanted, attribute.name), target, op);
  return withPrimary([...values, entry], [entry]);
}

function writeList(holder: Doc, target: AttributeTarget, op: PatchOperation): Doc {
  const { attribute, sub, selects } = target;
  const values = listOf(holder[attribute.name]);
  if (selects) return set(holder, attribute.name, writeSelected(values, target, op));
  if (sub) {
    const entries = values.length > 0 ? values : [{}];
    return set(
      holder,
      attribute.name,
      entries.map((entry) => changedEntry(entry, target, op)),
    );
  }
  const given = listOf(canonicalValue(op.value, attribute));
  if (op.op === 'replace') return set(holder, attribute.name, given);
  const fresh = given.filter((value) => !values.some((known) => isSameEntry(known, value)));
  return set(holder, attribute.name, withPrimary([...values, ...fresh], fresh));
}

function writeSingle(holder: Doc, { attribute, sub }: AttributeTarget, op: PatchOperation): Doc {
  if (sub) {
    const fields = set(fieldsOf(holder[attribute.name]), sub.name, canonicalValue(op.value, sub));
    return set(holder, attribute.name, Object.keys(fields).length === 0 ? undefined : fields);
  }
  const value = canonicalValue(op.value, attribute);
  // Sub-attributes that are not named stay (RFC 7644 section 3.5.2.3).
  const merged = isObject(value) ? { ...fieldsOf(holder[attribute.name]), ...value } : value;
  return set(holder, attribute.name, merged);
}

function removeFromList(holder: Doc, target: AttributeTarget, op: PatchOperation): Doc {
  const { attribute, sub, selects } = target;
  const values = listOf(holder[attribute.name]);
  if (!selects && !sub) {
    // Some products name the values to remove instead of selecting them.
    const named = listOf(canonicalValue(op.value, attribute));
    if (named.length === 0) return set(holder, attribute.name, undefined);
    const goes = (value: unknown): boolean =>
      named.some((one) => fieldsOf(one)['value'] === fieldsOf(value)['value'] || same(one, value));
    return set(
      holder,
      attribute.name,
      values.filter((value) => !goes(value)),
    );
  }
  const selected = (value: unknown): boolean => !selects || (isObject(value) && selects.matches(value));
  const after = sub
    ? values.map((value) => (selected(value) ? set(fieldsOf(value), sub.name, undefined) : value))
    : values.filter((value) => !selected(value));
  return set(
    holder,
    attribute.name,
    after.filter((value) => Object.keys(fieldsOf(value)).length > 0),
  );
}

function remove(holder: Doc, target: AttributeTarget, op: PatchOperation): Doc {
  const { attribute, sub } = target;
  if (attribute.multiValued) return removeFromList(holder, target, op);
  if (!sub) {
    if (attribute.required) throw notMutable(`${attribute.name} is required`);
    return set(holder, attribute.name, undefined);
  }
  const fields = set(fieldsOf(holder[attribute.name]), sub.name, undefined);
  return set(holder, attribute.name, Object.keys(fields).length === 0 ? undefined : fields);
}

/** Read-only values are never written; an immutable one of a single attribute only while it has none. */
function refuseFixed(holder: Doc, { attribute, sub }: AttributeTarget, op: PatchOperation): void {
  const fixed = [attribute, sub].find((each): each is Attribute => each?.mutability === 'readOnly');
  if (fixed) throw notMutable(`${fixed.name} cannot be written`);
  if (attribute.mutability !== 'immutable' || attribute.multiValued) return;
  const before = holder[attribute.name];
  if (before !== undefined && (op.op === 'remove' || !same(before, canonicalValue(op.value, attribute))))
    throw notMutable(`${attribute.name} cannot be changed`);
}

function write(doc: Doc, target: AttributeTarget, op: PatchOperation): Doc {
  const { urn, attribute } = target;
  const holder = urn === null ? doc : fieldsOf(doc[urn]);
  refuseFixed(holder, target, op);
  const change = op.op === 'remove' ? remove : attribute.multiValued ? writeList : writeSingle;
  const after = change(holder, target, op);
  if (urn === null) return after;
  return set(doc, urn, Object.keys(after).length === 0 ? undefined : after);
}

/** True for a name inside a value that this server does not keep or does not let write: as in a whole resource, it is left out. */
function isLeftOut(type: ResourceType, path: string): boolean {
  try {
    const target = readPatchPath(type, path);
    return target.kind === 'attribute' && target.attribute.mutability === 'readOnly';
  } catch (error) {
    if (error instanceof ScimFault && error.code === 'scim_invalid_path') return true;
    throw error;
  }
}

/** Each name of a value without a path is a path of its own: `name.givenName`, `urn:…:department`, `emails[…].value`. */
function writeEach(type: ResourceType, doc: Doc, urn: string | null, op: PatchOperation): Doc {
  if (!isObject(op.value)) throw invalidValue('without a path the value must be an object');
  let after = doc;
  for (const [name, value] of Object.entries(op.value)) {
    const path = urn === null ? name : `${urn}:${name}`;
    if (name.toLowerCase() === 'schemas' || isLeftOut(type, path)) continue;
    after = applyOne(type, after, { op: op.op, path, value });
  }
  return after;
}

function applyOne(type: ResourceType, doc: Doc, op: PatchOperation): Doc {
  if (op.path === null) {
    if (op.op === 'remove') throw noTarget('a remove needs a path');
    return writeEach(type, doc, null, op);
  }
  const target = readPatchPath(type, op.path);
  if (target.kind === 'attribute') return write(doc, target, op);
  if (op.op !== 'remove') return writeEach(type, doc, target.urn, op);
  if (target.urn === null) throw noTarget('the resource itself is removed by DELETE');
  return set(doc, target.urn, undefined);
}

/** Applies operations one after the other; the resource given is left as it is. @throws ScimFault */
export const applyPatch = (type: ResourceType, doc: Doc, operations: readonly PatchOperation[]): Doc =>
  operations.reduce((before, operation) => applyOne(type, before, operation), doc);

const OPERATIONS: ReadonlySet<string> = new Set(['add', 'replace', 'remove']);

/** Reads the body of a PATCH, names in any case. @throws ScimFault `scim_invalid_syntax`, `scim_invalid_path` */
export function readOperations(body: Doc): PatchOperation[] {
  const entry = Object.entries(body).find(([name]) => name.toLowerCase() === 'operations');
  const list = entry?.[1];
  if (!Array.isArray(list) || list.length === 0) throw invalidSyntax('Operations must be a list that is not empty');
  return list.map((given: unknown) => {
    if (!isObject(given)) throw invalidSyntax('each operation must be an object');
    const fields = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    const op = typeof fields['op'] === 'string' ? fields['op'].toLowerCase() : '';
    if (!OPERATIONS.has(op)) throw invalidSyntax('op must be add, replace or remove');
    const path = fields['path'] ?? null;
    if (path !== null && (typeof path !== 'string' || path.trim() === '')) throw invalidSyntax('path must be a text');
    if (op !== 'remove' && !('value' in fields)) throw invalidSyntax(`${op} needs a value`);
    return { op: op as PatchOperation['op'], path, value: fields['value'] };
  });
}
