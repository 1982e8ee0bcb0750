import { getMyPermissions, type OwnPermission } from '@eoms/contracts/access/decisions.contract';
import { listMyGrants, returnGrant, type Grant } from '@eoms/contracts/access/grants.contract';
import { listMyRequests } from '@eoms/contracts/access/requests.contract';
import { useCommand, useEndpoint, urlFlag, urlOneOf, urlText, type CommandOptions, type UrlValues } from '@eoms/kit/ui';
import type { Localized } from '@eoms/contracts/endpoint';
import { endsSoon } from '../../time-text.tsx';

const FEW = 5;

/** Filters of the page as the URL keeps them. */
export const filterSpec = { q: urlText(), via: urlOneOf(['rule', 'grant', 'break-glass'], undefined), soon: urlFlag() };

/** Everything the person may do. */
export const useMyPermissions = () => useEndpoint(getMyPermissions);

/** Own requests that wait for a decision. */
export const useWaitingRequests = () => useEndpoint(listMyRequests, { query: { state: ['PENDING'], limit: FEW } });

/** Own grants by id, for what may be done with each. */
export function useOwnGrants(): ReadonlyMap<string, Grant> {
  const { data } = useEndpoint(listMyGrants, { query: { state: ['ACTIVE', 'SCHEDULED', 'SUSPENDED'], limit: 200 } });
  return new Map((data?.items ?? []).map((grant) => [grant.id, grant]));
}

/** Gives a grant back. */
export const useReturnGrant = (options?: CommandOptions<typeof returnGrant>) => useCommand(returnGrant, options);

const says = (q: string, ...texts: readonly (Localized | string | null)[]): boolean =>
  texts.some((text) => {
    const words = text === null ? '' : typeof text === 'string' ? text : `${text.zh} ${text.en}`;
    return words.toLowerCase().includes(q.toLowerCase());
  });

/** True when an item is what the filters ask for. */
export const matches = (
  { role, metas, source }: OwnPermission,
  system: Localized,
  { q, via, soon }: UrlValues<typeof filterSpec>,
): boolean =>
  (via === undefined || source.via === via) &&
  (!soon || endsSoon(source.until)) &&
  (q === '' || says(q, system, role?.name ?? null, ...metas.flatMap(({ name, code }) => [name, code])));

/** Name of an item: its role, or its one permission. */
export const nameOf = ({ role, metas }: Pick<OwnPermission, 'role' | 'metas'>): Localized =>
  role?.name ?? metas[0]?.name ?? { zh: '—', en: '—' };
