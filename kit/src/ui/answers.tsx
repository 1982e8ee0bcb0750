import { QueryCache, QueryClient, QueryClientProvider, type Query } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { portal, type PortalState } from '../portal.ts';
import { mayRetry } from './query.ts';
import { isWithdrawn } from './states.tsx';

const AGAIN_MS = 3000;

/** What was shown with a permission goes with it: a refusal takes the answer out of the memory, not only off the page. */
const dropWithdrawn = (error: unknown, query: Query<unknown, unknown>): void => {
  if (isWithdrawn(error) && query.state.data !== undefined) query.setState({ data: undefined });
};

// `call` repeats by itself, so react-query does not.
const newQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError: dropWithdrawn }),
    defaultOptions: {
      queries: { retry: false, staleTime: 10_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

const lostBetween = (before: PortalState, after: PortalState): ReadonlySet<unknown> =>
  new Set([...before.metas].filter((meta) => !after.metas.has(meta)));

/** On the page, read under permissions that are no longer these, and not yet confirmed because nobody answers. */
const isUnconfirmed = ({ state }: Query): boolean => state.data !== undefined && mayRetry(state.error);

/** Drops what the person may certainly not see any more and reads the rest of the page again, until it was answered. */
function followPermissions(client: QueryClient): () => void {
  let again: ReturnType<typeof setTimeout> | undefined;
  const confirm = async (reading: Promise<void>): Promise<void> => {
    await reading;
    clearTimeout(again);
    const predicate = (query: Query): boolean => query.isActive() && isUnconfirmed(query);
    if (client.getQueryCache().findAll({ predicate }).length === 0) return;
    again = setTimeout(() => void confirm(client.refetchQueries({ predicate })), AGAIN_MS);
  };
  const unsubscribe = portal.subscribe((state, before) => {
    if (state.accessVersion === before.accessVersion) return;
    const lost = lostBetween(before, state);
    // Nobody looks at these; who comes back to them reads them anew.
    client.removeQueries({ type: 'inactive' });
    void client.resetQueries({ predicate: ({ meta }) => lost.has(meta?.['permission']) });
    void confirm(client.invalidateQueries());
  });
  return () => {
    unsubscribe();
    clearTimeout(again);
  };
}

/** Memory for the answers of one person; changed permissions are followed at once. */
export function Answers({ children }: { children: ReactNode }) {
  const [client] = useState(newQueryClient);
  useEffect(() => followPermissions(client), [client]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
