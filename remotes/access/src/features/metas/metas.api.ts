import { getMeta, getSystem, listSystemMetas } from '@eoms/contracts/access/catalogue.contract';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import { useEndpoint, urlOneOf, urlSomeOf, urlText } from '@eoms/kit/ui';

/** Which system is shown and how its tree is filtered, as the URL keeps it. */
export const metaFilters = {
  system: urlOneOf(systemCodes, 'service'),
  status: urlSomeOf(['ACTIVE', 'DEPRECATED', 'RETIRED']),
  kind: urlSomeOf(['PAGE', 'ACTION', 'FIELD']),
  risk: urlSomeOf(['0', '1', '2', '3']),
  /** Code of the permission that lies open. */
  open: urlText(),
};

/** Every permission of a system. */
export const useSystemMetas = (system: SystemCode) => useEndpoint(listSystemMetas, { params: { system } });

/** One system with its owner. */
export const useSystem = (system: SystemCode) => useEndpoint(getSystem, { params: { system } });

/** One permission with roles and holders. */
export const useMeta = (code: string) => useEndpoint(getMeta, { params: { code } });
