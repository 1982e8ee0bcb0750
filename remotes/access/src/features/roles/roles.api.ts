import { getRole, LifeStatus, listRoles, listSystemMetas } from '@eoms/contracts/access/catalogue.contract';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import { useEndpoint, useEndpointPages, urlSomeOf, urlText, type UrlValues } from '@eoms/kit/ui';

/** Filters of the list of roles as the URL keeps them. */
export const roleFilters = {
  q: urlText(),
  system: urlSomeOf(systemCodes),
  status: urlSomeOf(LifeStatus.options),
};

/** One page of roles. */
export const useRoles = ({ q, system, status }: UrlValues<typeof roleFilters>) =>
  useEndpointPages(listRoles, {
    query: {
      ...(q ? { q } : {}),
      ...(system.length > 0 ? { system: [...system] } : {}),
      ...(status.length > 0 ? { status: [...status] } : {}),
    },
  });

/** One role. */
export const useRole = (roleId: string) => useEndpoint(getRole, { params: { roleId } });

/** Every permission of a system. */
export const useSystemMetas = (system: SystemCode | undefined) =>
  useEndpoint(listSystemMetas, { params: { system: system ?? 'stores' } }, { enabled: system !== undefined });
