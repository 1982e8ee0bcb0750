import {
  confirmGrant,
  expiryDigest,
  listGrants,
  revokeGrant,
  type Grant,
} from '@eoms/contracts/access/grants.contract';
import { systemCodes } from '@eoms/contracts/systems';
import type { CallError } from '@eoms/kit';
import {
  urlOneOf,
  urlSomeOf,
  urlText,
  useCommand,
  useEndpointFeed,
  useEndpointPages,
  type CommandOptions,
  type UrlSort,
  type UrlValues,
} from '@eoms/kit/ui';
import { useState } from 'react';

/** Filters of the list as the URL keeps them. */
export const filterSpec = {
  tab: urlOneOf(['all', 'expiring'], 'all'),
  state: urlSomeOf(['ACTIVE', 'SCHEDULED', 'SUSPENDED', 'ENDED', 'REVOKED']),
  kind: urlSomeOf(['SHORT', 'LONG']),
  system: urlSomeOf(systemCodes),
  person: urlText(),
  ends: urlOneOf(['7', '14', '30'], undefined),
};

/** No filter at all; the view stays. */
export const noFilters = { state: [], kind: [], system: [], person: '', ends: undefined } as const;

/** Fields the list can be ordered by. */
export const sortFields = ['createdAt', 'from', 'until'] as const;

/** One page of grants. */
export const useGrantList = (
  { state, kind, system, person, ends }: UrlValues<typeof filterSpec>,
  { sort, order }: Pick<UrlSort<(typeof sortFields)[number]>, 'sort' | 'order'>,
) =>
  useEndpointPages(listGrants, {
    query: {
      sort,
      order,
      ...(state.length > 0 ? { state: [...state] } : {}),
      ...(kind.length > 0 ? { kind: [...kind] } : {}),
      ...(system.length > 0 ? { system: [...system] } : {}),
      ...(person ? { personId: person } : {}),
      ...(ends ? { endsWithinDays: Number(ends) } : {}),
    },
  });

/** What ends soon for the people one manages directly. */
export const useDigest = () => useEndpointFeed(expiryDigest, { query: {} });

/** Lets a grant go on after a move. */
export const useConfirmGrant = (options?: CommandOptions<typeof confirmGrant>) => useCommand(confirmGrant, options);

/** What became of one of several revocations. */
export interface Revocation {
  readonly grant: Grant;
  readonly error: CallError | null;
}

/** Revokes grants one after the other; each stands alone, and a repetition does nothing twice. */
export function useRevokeGrants() {
  const revoke = useCommand(revokeGrant);
  const [isPending, setPending] = useState(false);
  const run = async (grants: readonly Grant[], reason: string): Promise<Revocation[]> => {
    setPending(true);
    const results: Revocation[] = [];
    for (const grant of grants) {
      const error = await revoke.mutateAsync({ params: { grantId: grant.id }, body: { reason } }).then(
        () => null,
        (failure: unknown) => failure as CallError,
      );
      results.push({ grant, error });
    }
    setPending(false);
    return results;
  };
  return { run, isPending };
}
