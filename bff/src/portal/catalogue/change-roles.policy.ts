import type { CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import type { ChangeFault, ChangeFaultCode } from './change-faults.ts';
import { given, type Draft, type MetaState, type RoleState } from './change-state.policy.ts';

type Op<Name extends CatalogueOp['op']> = Extract<CatalogueOp, { op: Name }>;

const fault = (code: ChangeFaultCode, ...path: (string | number)[]): ChangeFault => ({ path, code });

/** True when a rule of the role is in force or to come. */
export const isGiven = ({ rules, now }: Draft, roleId: string): boolean =>
  [...rules.values()].some((rule) => rule.roleId === roleId && (rule.to === null || rule.to > now));

function named(
  draft: Draft,
  role: Pick<RoleState, 'systemCode'>,
  codes: readonly string[],
  at: string,
): { found: MetaState[]; faults: ChangeFault[] } {
  const faults: ChangeFault[] = [];
  const found = codes.flatMap((code, index) => {
    const meta = draft.living.get(code);
    if (!meta) faults.push(fault('meta_unknown', at, index));
    else if (meta.systemCode !== role.systemCode) faults.push(fault('meta_other_system', at, index));
    else if (meta.status === 'DEPRECATED') faults.push(fault('meta_deprecated', at, index));
    else return [meta];
    return [];
  });
  return { found, faults };
}

/** Creates a role. */
export function createRole(draft: Draft, { id, system, code, name, metas }: Op<'role.create'>): ChangeFault[] {
  if (draft.roles.has(id)) return [fault('id_taken', 'id')];
  const taken = [...draft.roles.values()].some((role) => role.systemCode === system && role.code === code);
  const { found, faults } = named(draft, { systemCode: system }, metas, 'metas');
  if (taken) faults.push(fault('code_taken', 'code'));
  const metaIds = new Set(found.map((meta) => meta.id));
  draft.roles.set(id, { id, systemCode: system, code, name, status: 'ACTIVE', version: 1, metaIds });
  return faults;
}

/** Gives a role other names or other permissions. */
export function changeRole(draft: Draft, op: Op<'role.change'>): ChangeFault[] {
  const role = draft.roles.get(op.roleId);
  if (!role || role.status === 'RETIRED' || role.version !== op.version) return [fault('outdated', 'roleId')];
  const { found, faults } = named(draft, role, op.addMetas, 'addMetas');
  const metaIds = new Set(role.metaIds);
  // A retired permission may still hang in a role; taking it out is always right.
  const held = new Map([...role.metaIds].map((id) => [draft.metas.get(id)?.code as string, id]));
  op.removeMetas.forEach((code, index) => {
    const id = held.get(code);
    if (id === undefined || !metaIds.delete(id)) faults.push(fault('meta_absent', 'removeMetas', index));
  });
  for (const meta of found) {
    if (metaIds.has(meta.id)) faults.push(fault('meta_present', 'addMetas', op.addMetas.indexOf(meta.code)));
    metaIds.add(meta.id);
  }
  const name = op.name ?? role.name;
  const sameName = name.zh === role.name.zh && name.en === role.name.en;
  if (sameName && op.addMetas.length + op.removeMetas.length === 0) faults.push(fault('nothing_changes'));
  draft.roles.set(role.id, { ...role, name, metaIds, version: role.version + 1 });
  return faults;
}

/** Retires a role that no rule gives any more. */
export function retireRole(draft: Draft, { roleId, version }: Op<'role.retire'>): ChangeFault[] {
  const role = draft.roles.get(roleId);
  if (!role || role.status === 'RETIRED' || role.version !== version) return [fault('outdated', 'roleId')];
  draft.roles.set(roleId, { ...role, status: 'RETIRED', version: role.version + 1 });
  return isGiven(draft, roleId) ? [fault('role_in_use', 'roleId')] : [];
}

/** Sets risk, limits and reaches of a permission. */
export function tuneMeta(draft: Draft, { op: _op, code, version, ...values }: Op<'meta.tune'>): ChangeFault[] {
  const wanted = given(values);
  const meta = draft.living.get(code);
  if (!meta || meta.version !== version) return [fault('outdated', 'code')];
  const tuned: MetaState = { ...meta, ...wanted, version: meta.version + 1 };
  draft.metas.set(meta.id, tuned);
  draft.living.set(meta.code, tuned);
  const same = (Object.keys(wanted) as (keyof typeof wanted)[]).every(
    (name) => String(meta[name]) === String(tuned[name]),
  );
  return same ? [fault('nothing_changes')] : [];
}
