import {
  confirmGrant,
  expiryDigest,
  extendGrant,
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

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

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

/** What became of one of several grants that something was done with. */
export interface Outcome {
  readonly grant: Grant;
  readonly error: CallError | null;
}

/** Does something with grants one after the other; each stands alone, and a repetition does nothing twice. */
function useOneByOne() {
  const [isPending, setPending] = useState(false);
  const run = async (grants: readonly Grant[], act: (grant: Grant) => Promise<unknown>): Promise<Outcome[]> => {
    setPending(true);
    const outcomes: Outcome[] = [];
    for (const grant of grants) {
      const error = await act(grant).then(
        () => null,
        (failure: unknown) => failure as CallError,
      );
      outcomes.push({ grant, error });
    }
    setPending(false);
    return outcomes;
  };
  return { run, isPending };
}

/** Revokes several grants for one reason. */
export function useRevokeGrants() {
  const revoke = useCommand(revokeGrant);
  const { run, isPending } = useOneByOne();
  return {
    isPending,
    run: (grants: readonly Grant[], reason: string) =>
      run(grants, ({ id }) => revoke.mutateAsync({ params: { grantId: id }, body: { reason } })),
  };
}

/** How much longer several grants are wanted: as long again as each lasted, or so many days. */
export type Longer = 'same' | 'd7' | 'd30' | 'd90';

/** The times of an extension, which begins where the grant ends. */
export function longerBody({ kind, from, until }: Grant, longer: Longer) {
  const end = Date.parse(until ?? from);
  const length = longer === 'same' ? end - Date.parse(from) : Number(longer.slice(1)) * DAY_MS;
  return kind === 'SHORT'
    ? { wantedUntil: null, durationMinutes: Math.max(1, Math.round(length / MINUTE_MS)) }
    : { wantedUntil: new Date(end + length).toISOString(), durationMinutes: null };
}

/** Asks for more time for several grants for one reason. */
export function useExtendGrants() {
  const extend = useCommand(extendGrant);
  const { run, isPending } = useOneByOne();
  return {
    isPending,
    run: (grants: readonly Grant[], { longer, reason }: { readonly longer: Longer; readonly reason: string }) =>
      run(grants, (grant) =>
        extend.mutateAsync({
          params: { grantId: grant.id },
          body: { ...longerBody(grant, longer), reason, ticketRef: null },
        }),
      ),
  };
}
