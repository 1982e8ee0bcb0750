import type { ClientOutput, Endpoint } from '@eoms/contracts/endpoint';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { CallInput } from '../api/call.ts';
import type { CallError } from '../api/errors.ts';
import { keyOf, permissionOf, readLoose } from './query.ts';
import { CURSOR } from './url-state.ts';

interface PageAnswer {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

/** A GET endpoint that answers `{ items, next }`. */
export type ListEndpoint = Endpoint;

/** One row of a list endpoint. */
export type RowOf<E extends Endpoint> = ClientOutput<E> extends { items: readonly (infer Row)[] } ? Row : never;

/** One page of a list, with the way to its neighbours. */
export interface Pages<Row> {
  readonly items: readonly Row[];
  /** 1 for the first page; unknown (null) after following a shared link into the middle. */
  readonly pageNumber: number | null;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  next(): void;
  previous(): void;
  first(): void;
  /** True until the first answer of this list. */
  readonly isLoading: boolean;
  /** True while the rows on the page are being replaced. */
  readonly isFetching: boolean;
  readonly error: CallError | null;
  refetch(): void;
}

/** Where a list keeps its place: in the URL (default), or in the component for lists inside tabs, drawers and dialogs. */
export interface PagesOptions {
  readonly place?: 'url' | 'component';
  /** False holds the request back. */
  readonly enabled?: boolean;
}

interface Place {
  readonly cursor: string | null;
  /** Cursors of the pages before this one, oldest first; null is the first page. */
  readonly trail: readonly (string | null)[];
}

const FIRST: Place = { cursor: null, trail: [] };

function useUrlPlace(): [Place, (place: Place) => void] {
  const location = useLocation();
  const navigate = useNavigate();
  const cursor = new URLSearchParams(location.search).get(CURSOR);
  const trail = (location.state as { trail?: Place['trail'] } | null)?.trail ?? [];
  const go = (place: Place) => {
    const search = new URLSearchParams(location.search);
    if (place.cursor === null) search.delete(CURSOR);
    else search.set(CURSOR, place.cursor);
    void navigate({ search: search.toString() }, { state: { trail: place.trail } });
  };
  return [cursor === null ? FIRST : { cursor, trail }, go];
}

function useComponentPlace(listKey: string): [Place, (place: Place) => void] {
  const [kept, keep] = useState({ listKey, place: FIRST });
  const place = kept.listKey === listKey ? kept.place : FIRST;
  return [place, (next) => keep({ listKey, place: next })];
}

/** Reads a list page by page (keyset); a refused cursor (outdated link) goes back to the first page by itself. */
export function useEndpointPages<E extends ListEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  options: PagesOptions = {},
): Pages<RowOf<E>> {
  const urlPlace = useUrlPlace();
  const componentPlace = useComponentPlace(JSON.stringify(input));
  const [place, go] = options.place === 'component' ? componentPlace : urlPlace;
  const { query } = input as { query?: Record<string, unknown> };
  const paged = (
    place.cursor === null ? input : { ...input, query: { ...query, cursor: place.cursor } }
  ) as CallInput<E>;
  const result = useQuery<PageAnswer, CallError>({
    queryKey: keyOf(endpoint, paged),
    queryFn: ({ signal }) => readLoose(endpoint, paged, { signal }) as Promise<PageAnswer>,
    meta: permissionOf(endpoint),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
  const answer = result.data;
  const first = () => go(FIRST);
  const isOutdated =
    place.cursor !== null && result.error?.name === 'ProblemError' && result.error.problem.code === 'invalid_cursor';
  useEffect(() => {
    if (isOutdated) go(FIRST);
    // oxlint-disable-next-line react/exhaustive-deps -- `go` is made anew by each draw; only the refusal matters
  }, [isOutdated]);
  return {
    items: (answer?.items ?? []) as readonly RowOf<E>[],
    pageNumber: place.cursor === null ? 1 : place.trail.length > 0 ? place.trail.length + 1 : null,
    hasNext: Boolean(answer?.next) && !result.isPlaceholderData,
    hasPrevious: place.cursor !== null,
    next: () => answer?.next && go({ cursor: answer.next, trail: [...place.trail, place.cursor] }),
    previous: () =>
      go(place.trail.length > 0 ? { cursor: place.trail.at(-1) ?? null, trail: place.trail.slice(0, -1) } : FIRST),
    first,
    isLoading: result.isLoading || isOutdated,
    isFetching: result.isFetching,
    error: isOutdated ? null : result.error,
    refetch: () => void result.refetch(),
  };
}

/** A list that grows at its end, such as a timeline. */
export interface Feed<Row> {
  readonly items: readonly Row[];
  readonly hasMore: boolean;
  loadMore(): void;
  readonly isLoading: boolean;
  readonly isLoadingMore: boolean;
  readonly error: CallError | null;
  refetch(): void;
}

/** Reads a list from its beginning and goes on when asked. */
export function useEndpointFeed<E extends ListEndpoint>(
  endpoint: E,
  input: CallInput<E>,
  options: { enabled?: boolean } = {},
): Feed<RowOf<E>> {
  const { query } = input as { query?: Record<string, unknown> };
  const result = useInfiniteQuery({
    queryKey: [...keyOf(endpoint, input), 'feed'],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | null }) => {
      const paged = pageParam === null ? input : { ...input, query: { ...query, cursor: pageParam } };
      return readLoose(endpoint, paged as CallInput<E>, { signal }) as Promise<PageAnswer>;
    },
    meta: permissionOf(endpoint),
    initialPageParam: null as string | null,
    getNextPageParam: (last: PageAnswer) => last.next,
    enabled: options.enabled ?? true,
  });
  return {
    items: (result.data?.pages ?? []).flatMap((page) => page.items) as RowOf<E>[],
    hasMore: result.hasNextPage,
    loadMore: () => void result.fetchNextPage(),
    isLoading: result.isLoading,
    isLoadingMore: result.isFetchingNextPage,
    error: result.error as CallError | null,
    refetch: () => void result.refetch(),
  };
}
