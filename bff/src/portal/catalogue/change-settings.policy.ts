import type { CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { ChangeFault, ChangeFaultCode } from './change-faults.ts';
import { given, type Draft, type DutyState } from './change-state.policy.ts';

type Op<Name extends CatalogueOp['op']> = Extract<CatalogueOp, { op: Name }>;

const fault = (code: ChangeFaultCode, ...path: (string | number)[]): ChangeFault => ({ path, code });

const sorted = (codes: readonly string[]): MetaCode[] => [...new Set(codes)].sort() as MetaCode[];

function sideFaults(draft: Draft, { left, right }: Pick<DutyState, 'left' | 'right'>): ChangeFault[] {
  const unknown = (side: 'left' | 'right', codes: readonly string[]): ChangeFault[] =>
    codes.flatMap((code, index) => (draft.living.has(code) ? [] : [fault('meta_unknown', side, index)]));
  const both = right.some((code) => left.includes(code)) ? [fault('both_sides', 'right')] : [];
  return [...unknown('left', left), ...unknown('right', right), ...both];
}

/** Adds a rule of separation of duties. */
export function addDuty(draft: Draft, op: Op<'sod.add'>): ChangeFault[] {
  const { id, code, name, mode, scopeSensitive } = op;
  if (draft.duties.has(id)) return [fault('id_taken', 'id')];
  const taken = [...draft.duties.values()].some((duty) => duty.code === code);
  const sides = { left: sorted(op.left), right: sorted(op.right) };
  draft.duties.set(id, { id, code, name, ...sides, mode, scopeSensitive, status: 'ACTIVE', version: 1 });
  return [...(taken ? [fault('code_taken', 'code')] : []), ...sideFaults(draft, sides)];
}

const picture = ({ name, left, right, mode, scopeSensitive }: DutyState): string =>
  JSON.stringify([name.zh, name.en, left, right, mode, scopeSensitive]);

/** Changes a rule of separation of duties. */
export function changeDuty(draft: Draft, op: Op<'sod.change'>): ChangeFault[] {
  const duty = draft.duties.get(op.sodId);
  if (!duty || duty.status === 'RETIRED' || duty.version !== op.version) return [fault('outdated', 'sodId')];
  const changed: DutyState = {
    ...duty,
    name: op.name ?? duty.name,
    left: op.left ? sorted(op.left) : duty.left,
    right: op.right ? sorted(op.right) : duty.right,
    mode: op.mode ?? duty.mode,
    scopeSensitive: op.scopeSensitive ?? duty.scopeSensitive,
  };
  draft.duties.set(duty.id, { ...changed, version: duty.version + 1 });
  const faults = op.left || op.right ? sideFaults(draft, changed) : [];
  return picture(changed) === picture(duty) ? [...faults, fault('nothing_changes')] : faults;
}

/** Retires a rule of separation of duties. */
export function retireDuty(draft: Draft, { sodId, version }: Op<'sod.retire'>): ChangeFault[] {
  const duty = draft.duties.get(sodId);
  if (!duty || duty.status === 'RETIRED' || duty.version !== version) return [fault('outdated', 'sodId')];
  draft.duties.set(sodId, { ...duty, status: 'RETIRED', version: duty.version + 1 });
  return [];
}

/** Sets settings of the permission centre; those left out stay. */
export function setPolicy(draft: Draft, { version, settings }: Op<'policy.set'>): ChangeFault[] {
  const { policy } = draft;
  if (policy.version !== version) return [fault('outdated', 'version')];
  const next = { ...policy.settings, ...given(settings) };
  draft.policy = { settings: next, version: version + 1 };
  const names = Object.keys(next) as (keyof typeof next)[];
  return names.every((name) => next[name] === policy.settings[name]) ? [fault('nothing_changes', 'settings')] : [];
}

/** Gives a system another owner, or none. */
export function setOwner(draft: Draft, { system, ownerId, replaces }: Op<'system.owner'>): ChangeFault[] {
  const present = draft.owners.get(system);
  if (present === undefined || present !== replaces) return [fault('outdated', 'replaces')];
  if (ownerId !== null && !draft.surroundings.people.has(ownerId)) return [fault('person_unknown', 'ownerId')];
  draft.owners.set(system, ownerId);
  return present === ownerId ? [fault('nothing_changes', 'ownerId')] : [];
}
