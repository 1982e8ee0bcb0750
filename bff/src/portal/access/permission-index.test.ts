import { describe, expect, it } from 'vitest';
import type { MetaFact, RoleFact } from './facts.policy.ts';
import { PermissionIndex } from './permission-index.ts';
import { RoleSet } from './role-set.ts';

const meta = (n: number): MetaFact => ({
  id: `m${n}`,
  bitNo: n,
  code: `a.x${n}.view`,
  systemCode: 'a',
  riskTier: 0,
  live: true,
});
const role = (id: string, ...metaIds: string[]): RoleFact => ({ id, systemCode: 'a', live: true, metaIds });

const index = PermissionIndex.of([meta(0), meta(1), meta(2)], [role('r', 'm0'), role('s', 'm1'), role('t', 'm2')]);
const [some, other] = [RoleSet.of(['r', 's']), RoleSet.of(['t'])];
const unchanged = (before: PermissionIndex): PermissionIndex => before.with(before.metas, before.roles);

describe('profiles after a change', () => {
  it('stay made where their roles give the same, and only there', () => {
    const [first, second] = [index.profileOf(some), index.profileOf(other)];
    const after = index.with(index.metas, new Map(index.roles).set('s', role('s', 'm0')));
    expect(after.profileOf(other)).toBe(second);
    expect([...after.codesOf(after.profileOf(some).bits)]).toEqual(['a.x0.view']);
    expect([...index.codesOf(first.bits)]).toEqual(['a.x0.view', 'a.x1.view']);
  });

  it('are let go when nobody has asked for them since the change before', () => {
    const [first, second] = [index.profileOf(some), index.profileOf(other)];
    const after = unchanged(index);
    expect(after.profileOf(some)).toBe(first);
    const later = unchanged(after);
    expect(later.profileOf(some)).toBe(first);
    expect(later.profileOf(other)).not.toBe(second);
    expect(later.profileOf(other)).toEqual(second);
    expect(later.profileCount).toBe(2);
  });
});
