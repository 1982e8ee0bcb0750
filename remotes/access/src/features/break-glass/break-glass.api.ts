import {
  endBreakGlass,
  listBreakGlass,
  listBreakGlassReviews,
  reviewBreakGlass,
  takeBreakGlass,
} from '@eoms/contracts/access/governance.contract';
import { listRequestable } from '@eoms/contracts/access/requests.contract';
import { useCommand, useEndpoint, useEndpointPages, type CommandOptions } from '@eoms/kit/ui';

/** Emergencies of the person himself. */
export const useOwnEmergencies = () => useEndpointPages(listBreakGlass, { query: {} });

/** Emergencies to review. */
export const useEmergencyReviews = (open: boolean) =>
  useEndpointPages(listBreakGlassReviews, { query: { open: open ? 'true' : 'false' } });

/** Roles that may be taken, by a search text; those of the permission centre never are. */
export const useTakeableRoles = (q: string, enabled: boolean) =>
  useEndpoint(listRequestable, { query: { kind: 'role', limit: 50, ...(q ? { q } : {}) } }, { enabled });

/** Takes an emergency permission. */
export const useTakeEmergency = (options: CommandOptions<typeof takeBreakGlass>) =>
  useCommand(takeBreakGlass, { invalidates: [listBreakGlass], ...options });

/** Gives an emergency permission back. */
export const useEndEmergency = (options: CommandOptions<typeof endBreakGlass>) =>
  useCommand(endBreakGlass, { invalidates: [listBreakGlass], ...options });

/** Records the review of an emergency. */
export const useReviewEmergency = (options: CommandOptions<typeof reviewBreakGlass>) =>
  useCommand(reviewBreakGlass, { invalidates: [listBreakGlassReviews], ...options });
