import { useLayoutEffect, useState, type ReactNode } from 'react';
import { Router, UNSAFE_createBrowserHistory as createBrowserHistory, type Navigator, type To } from 'react-router';
import { createStore, useStore } from 'zustand';
import { hasUnsavedWork } from '../unsaved.ts';

// A data router would block navigations by itself, but brings 16 KB (brotli) of loaders and fetchers that no page uses.

/** A navigation that waits for the person's decision about unsaved work. */
export interface HeldNavigation {
  readonly blocked: boolean;
  /** Stays on the page and keeps what was typed. */
  stay(): void;
  /** Goes on and drops what was typed. */
  leave(): void;
}

interface Held {
  readonly proceed: (() => void) | null;
}

const held = createStore<Held>()(() => ({ proceed: null }));

const pathnameOf = (to: To): string | undefined =>
  (typeof to === 'string' ? to.split(/[?#]/, 1)[0] : to.pathname) || undefined;

type BrowserHistory = ReturnType<typeof createBrowserHistory>;
type Listener = Parameters<BrowserHistory['listen']>[0];

/** A history that holds navigations to another page back while some form has unsaved work. */
function guardedHistory(history: BrowserHistory): { navigator: Navigator; listen: (listener: Listener) => () => void } {
  let here = history.location.pathname;
  let passing: 'undo' | 'leave' | null = null;
  const holds = (pathname: string | undefined) => pathname !== undefined && pathname !== here && hasUnsavedWork();
  const guard = (to: To, go: () => void) => (holds(pathnameOf(to)) ? held.setState({ proceed: go }) : go());
  return {
    navigator: {
      ...history,
      push: (to, state) => guard(to, () => history.push(to, state)),
      replace: (to, state) => guard(to, () => history.replace(to, state)),
    },
    listen: (listener) =>
      history.listen((update) => {
        const why = passing;
        passing = null;
        if (why === 'undo') return;
        const { delta, location } = update;
        if (update.action === 'POP' && why === null && delta && holds(location.pathname)) {
          // The browser has moved already: move back, and forth again if the person decides so.
          passing = 'undo';
          history.go(-delta);
          held.setState({ proceed: () => ((passing = 'leave'), history.go(delta)) });
          return;
        }
        here = location.pathname;
        listener(update);
      }),
  };
}

/** Router of the portal: the address bar drives the pages; unsaved work holds navigations back (see {@link useHeldNavigation}). */
export function PortalRouter({ children }: { children: ReactNode }) {
  const [history] = useState(() => createBrowserHistory({ v5Compat: true }));
  const [{ navigator, listen }] = useState(() => guardedHistory(history));
  const [state, setState] = useState({ action: history.action, location: history.location });
  useLayoutEffect(() => listen(({ action, location }) => setState({ action, location })), [listen]);
  return (
    <Router location={state.location} navigationType={state.action} navigator={navigator}>
      {children}
    </Router>
  );
}

/** The navigation that waits for the person's decision about unsaved work, below a {@link PortalRouter}. */
export function useHeldNavigation(): HeldNavigation {
  const proceed = useStore(held, (state) => state.proceed);
  return {
    blocked: proceed !== null,
    stay: () => held.setState({ proceed: null }),
    leave: () => {
      held.setState({ proceed: null });
      proceed?.();
    },
  };
}
