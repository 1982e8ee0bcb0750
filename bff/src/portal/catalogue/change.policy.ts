import type { CatalogueChange, CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Facts } from '../access/access.service.ts';
import type { ChangeFault } from './change-faults.ts';
import { changeRole, createRole, retireRole, tuneMeta } from './change-roles.policy.ts';
import { addRule, endRule, overreaching, pastFaults } from './change-rules.policy.ts';
import { addDuty, changeDuty, retireDuty, setOwner, setPolicy } from './change-settings.policy.ts';
import { draftOf, without, type CatalogueState, type Draft } from './change-state.policy.ts';

/** What one step is about: a change touches each thing once. */
export function targetOf(op: CatalogueOp): string {
  switch (op.op) {
    case 'role.create':
      return `role ${op.id}`;
    case 'role.change':
    case 'role.retire':
      return `role ${op.roleId}`;
    case 'rule.add':
      return `rule ${op.id}`;
    case 'rule.end':
      return `rule ${op.ruleId}`;
    case 'meta.tune':
      return `meta ${op.code}`;
    case 'sod.add':
      return `sod ${op.id}`;
    case 'sod.change':
    case 'sod.retire':
      return `sod ${op.sodId}`;
    case 'policy.set':
      return 'policy';
    case 'system.owner':
      return `system ${op.system}`;
  }
}

function take(draft: Draft, op: CatalogueOp): ChangeFault[] {
  switch (op.op) {
    case 'role.create':
      return createRole(draft, op);
    case 'role.change':
      return changeRole(draft, op);
    case 'role.retire':
      return retireRole(draft, op);
    case 'rule.add':
      return addRule(draft, op);
    case 'rule.end':
      return endRule(draft, op);
    case 'meta.tune':
      return tuneMeta(draft, op);
    case 'sod.add':
      return addDuty(draft, op);
    case 'sod.change':
      return changeDuty(draft, op);
    case 'sod.retire':
      return retireDuty(draft, op);
    case 'policy.set':
      return setPolicy(draft, op);
    case 'system.owner':
      return setOwner(draft, op);
  }
}

/** Roles are created before rules speak of them, and rules end before their role retires, in whatever order they were collected. */
const RANK: Readonly<Record<CatalogueOp['op'], number>> = {
  'role.create': 0,
  'role.change': 1,
  'rule.end': 2,
  'rule.add': 3,
  'role.retire': 4,
  'meta.tune': 5,
  'sod.add': 5,
  'sod.change': 5,
  'sod.retire': 5,
  'policy.set': 5,
  'system.owner': 5,
};

/** What a change leads to, or why it cannot be made. */
export interface Outcome {
  readonly after: CatalogueState;
  readonly faults: readonly ChangeFault[];
}

/** Steps in the order in which they are taken, each with its place in the change. */
export const orderedOps = ({ ops }: CatalogueChange): { readonly op: CatalogueOp; readonly index: number }[] =>
  ops.map((op, index) => ({ op, index })).toSorted((a, b) => RANK[a.op.op] - RANK[b.op.op] || a.index - b.index);

/** Blames the step that brought a role, a permission or a rule into a reach that is not allowed. */
function scopeFaults(before: CatalogueState, draft: Draft, change: CatalogueChange): ChangeFault[] {
  const known = new Set(overreaching(draftOf(before, draft.now)).map(({ id }) => id));
  return overreaching(draft)
    .filter(({ id }) => !known.has(id))
    .map((rule) => {
      const metas = draft.roles.get(rule.roleId)?.metaIds ?? new Set();
      const added = change.ops.findIndex((op) => op.op === 'rule.add' && op.id === rule.id);
      const culprit = change.ops.findIndex(
        (op) =>
          (op.op === 'role.change' && op.roleId === rule.roleId) ||
          (op.op === 'meta.tune' && metas.has(draft.living.get(op.code)?.id ?? '')),
      );
      const path = added >= 0 ? [added, 'rule', 'scope'] : [Math.max(0, culprit)];
      return { path, code: 'scope_refused' as const };
    });
}

/** Carries out the steps on a copy of the catalogue. `proposing` also refuses instants that are over. */
export function outcomeOf(before: CatalogueState, change: CatalogueChange, now: Date, proposing: boolean): Outcome {
  const draft = draftOf(before, now);
  const targets = change.ops.map(targetOf);
  const faults = orderedOps(change).flatMap(({ op, index }): ChangeFault[] => {
    if (targets.indexOf(targets[index] ?? '') < index) return [{ path: [index], code: 'touched_twice' }];
    const found = [...(proposing ? pastFaults(op, now) : []), ...take(draft, op)];
    return found.map(({ path, code }) => ({ path: [index, ...path], code }));
  });
  return { after: draft, faults: faults.length > 0 ? faults : scopeFaults(before, draft, change) };
}

/** The facts as they would be with another catalogue. */
export const factsWith = (facts: Facts, { roles, rules, metas }: CatalogueState): Facts => ({
  ...facts,
  metas: facts.metas.map((meta) => ({ ...meta, riskTier: metas.get(meta.id)?.riskTier ?? meta.riskTier })),
  roles: [...roles.values()].map(({ id, systemCode, status, metaIds }) => ({
    id,
    systemCode,
    live: status === 'ACTIVE',
    metaIds: [...metaIds],
  })),
  rules: [...rules.values()],
});

/** Ids of the permissions that come to people, or leave them, through one step. */
function reachedBy(op: CatalogueOp, before: CatalogueState, after: CatalogueState): Iterable<string> {
  const ofRole = (roleId: string): Iterable<string> =>
    new Set([...(before.roles.get(roleId)?.metaIds ?? []), ...(after.roles.get(roleId)?.metaIds ?? [])]);
  switch (op.op) {
    case 'role.create':
      return ofRole(op.id);
    case 'role.retire':
      return ofRole(op.roleId);
    case 'role.change': {
      const [old, fresh] = [before, after].map(({ roles }) => roles.get(op.roleId)?.metaIds ?? new Set<string>());
      return [...without(old ?? [], fresh ?? new Set()), ...without(fresh ?? [], old ?? new Set())];
    }
    case 'rule.add':
      return ofRole(op.rule.roleId);
    case 'rule.end':
      return ofRole(before.rules.get(op.ruleId)?.roleId ?? '');
    default:
      return [];
  }
}

/** Ids of the permissions that people may gain or lose by a change. */
export const movedMetas = (change: CatalogueChange, before: CatalogueState, after: CatalogueState): Set<string> =>
  new Set(change.ops.flatMap((op) => [...reachedBy(op, before, after)]));

/** Everything the decision about a change must weigh: permissions that move, are tuned, are set against each other, or owned. */
export function touchedMetas(change: CatalogueChange, before: CatalogueState, after: CatalogueState): MetaCode[] {
  const codes = new Set<string>();
  for (const id of movedMetas(change, before, after)) codes.add(before.metas.get(id)?.code ?? '');
  for (const op of change.ops) {
    if (op.op === 'meta.tune') codes.add(op.code);
    if (op.op === 'sod.add') for (const code of [...op.left, ...op.right]) codes.add(code);
    if (op.op === 'sod.change' || op.op === 'sod.retire')
      for (const state of [before, after]) {
        const duty = state.duties.get(op.sodId);
        for (const code of [...(duty?.left ?? []), ...(duty?.right ?? [])]) codes.add(code);
      }
    // Settings and owners steer who decides about everything else.
    if (op.op === 'policy.set' || op.op === 'system.owner') codes.add('access.catalogue.approve');
  }
  return [...codes].filter(Boolean).sort() as MetaCode[];
}

/** Instants at which a change makes a difference, the first one first. */
export function turningPoints(change: CatalogueChange, now: Date): [Date, ...Date[]] {
  const ahead = change.ops
    .map((op) => (op.op === 'rule.add' ? op.rule.from : op.op === 'rule.end' ? op.at : null))
    .filter((instant): instant is string => instant !== null && Date.parse(instant) > now.getTime());
  return [now, ...[...new Set(ahead)].sort().map((instant) => new Date(instant))];
}
