import type { CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import type { CatalogueState } from './change-state.policy.ts';

/** What one step is about, as the audit log and the change log name it. */
export interface ChangeObject {
  readonly kind: 'role' | 'base-rule' | 'meta' | 'sod-rule' | 'access-policy' | 'system';
  readonly id: string;
}

/** The thing a step is about. */
export function objectOf(op: CatalogueOp, state: CatalogueState): ChangeObject {
  switch (op.op) {
    case 'role.create':
      return { kind: 'role', id: op.id };
    case 'role.change':
    case 'role.retire':
      return { kind: 'role', id: op.roleId };
    case 'rule.add':
      return { kind: 'base-rule', id: op.id };
    case 'rule.end':
      return { kind: 'base-rule', id: op.ruleId };
    case 'meta.tune': {
      const meta = [...state.metas.values()].find((one) => one.code === op.code && one.status !== 'RETIRED');
      return { kind: 'meta', id: meta?.id ?? op.code };
    }
    case 'sod.add':
      return { kind: 'sod-rule', id: op.id };
    case 'sod.change':
    case 'sod.retire':
      return { kind: 'sod-rule', id: op.sodId };
    case 'policy.set':
      return { kind: 'access-policy', id: '1' };
    case 'system.owner':
      return { kind: 'system', id: op.system };
  }
}

/** The thing as the log keeps it, null when it is not there: the last one of each thing is what the tables hold. */
export function pictureOf(state: CatalogueState, { kind, id }: ChangeObject): Readonly<Record<string, unknown>> | null {
  switch (kind) {
    case 'role': {
      const role = state.roles.get(id);
      return role ? { ...role, metaIds: [...role.metaIds].sort() } : null;
    }
    case 'base-rule': {
      const rule = state.rules.get(id);
      return rule ? { ...rule, from: rule.from.toISOString(), to: rule.to?.toISOString() ?? null } : null;
    }
    case 'meta':
      return { ...state.metas.get(id) };
    case 'sod-rule': {
      const duty = state.duties.get(id);
      return duty ? { ...duty } : null;
    }
    case 'access-policy':
      return { ...state.policy.settings, version: state.policy.version };
    case 'system':
      return { ownerId: state.owners.get(id as never) ?? null };
  }
}
