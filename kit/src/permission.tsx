import type { MetaCode } from '@eoms/contracts/endpoint';
import type { ReactNode } from 'react';
import { usePortal } from './portal.ts';

/** True when the person holds the permission; false in a system that has not been opened yet. */
export const useCan = (meta: MetaCode): boolean => usePortal((state) => state.metas.has(meta));

/** Draws its children only for people who hold the permission. */
export function Can({
  meta,
  fallback = null,
  children,
}: {
  meta: MetaCode;
  fallback?: ReactNode;
  children: ReactNode;
}) {
  return useCan(meta) ? children : fallback;
}
