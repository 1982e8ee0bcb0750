import { useLayoutEffect } from 'react';
import { createStore, useStore } from 'zustand';

/** One step of the way to a page; the last one is the page itself and has no address. */
export interface Crumb {
  readonly title: string;
  readonly to?: string;
}

interface Trail {
  /** True where the host draws the way: the page then leaves it to the host. */
  readonly hosted: boolean;
  /** Way to the page below its system, as the page tells it; null leaves it to the menu. */
  readonly steps: readonly Crumb[] | null;
}

const trail = createStore<Trail>()(() => ({ hosted: false, steps: null }));

/** Says that the host draws the way to each page, so that there is one and not two. */
export const hostTrail = (): void => trail.setState({ hosted: true });

/** The way to the open page as the page tells it, for the host that draws it. */
export const useHostedTrail = (): readonly Crumb[] | null => useStore(trail, ({ steps }) => steps);

/** Tells the host the way to the page; gives false where nobody draws it and the page must do so itself. */
export function useTrail(steps: readonly Crumb[] | undefined): boolean {
  const hosted = useStore(trail, (state) => state.hosted);
  const told = JSON.stringify(steps ?? null);
  useLayoutEffect(() => {
    trail.setState({ steps: JSON.parse(told) as readonly Crumb[] | null });
    return () => trail.setState({ steps: null });
  }, [told]);
  return hosted;
}
