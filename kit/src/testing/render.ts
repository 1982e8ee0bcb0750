import { act, render, type RenderResult } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import { createElement, type ReactElement } from 'react';
import { Route, Routes, useNavigate } from 'react-router';
import { navigateTo, setNavigator } from '../navigation.ts';
import { portal } from '../portal.ts';
import { PortalRouter } from '../router/portal-router.tsx';
import { RemoteRoot } from '../ui/remote-root.tsx';
import { portalStateOf, type PortalSetup } from './portal-state.ts';
import { UnsavedDialog } from './unsaved-dialog.tsx';

/** How a page is drawn in a test. */
export interface RenderPageOptions extends PortalSetup {
  /** Address with query; `/` unless told. */
  readonly path?: string;
  /** Pattern of the route the page stands under, such as `/stores/:storeId`; everything unless told. */
  readonly route?: string;
}

/** A drawn page with a person at it. */
export interface RenderedPage extends RenderResult {
  readonly user: UserEvent;
  /** Present address: path and query. */
  address(): string;
  /** Goes to an address, as a link elsewhere would; `-1` goes back. */
  goTo(to: string | -1): Promise<void>;
}

function NavigatorBridge(): null {
  const navigate = useNavigate();
  setNavigator((href) => void navigate(href));
  return null;
}

const goBack = (): Promise<void> =>
  new Promise((resolve) => {
    addEventListener('popstate', () => resolve(), { once: true });
    history.back();
  });

/** Draws a page as it stands in the portal: its router, house theme, query cache, signed-in person. Put a `fakeBff` under it. */
export function renderPage(ui: ReactElement, options: RenderPageOptions = {}): RenderedPage {
  portal.setState(portalStateOf(options), true);
  // An entry without state, as a typed address makes it.
  history.pushState(null, '', options.path ?? '/');
  const page = createElement(
    Routes,
    null,
    createElement(Route, { path: options.route ?? '*', element: ui }),
    createElement(Route, { path: '*', element: null }),
  );
  const root = createElement(RemoteRoot, null, createElement(NavigatorBridge), page, createElement(UnsavedDialog));
  const result = render(createElement(PortalRouter, null, root));
  return {
    ...result,
    user: userEvent.setup(),
    address: () => location.pathname + location.search,
    goTo: (to) => act(async () => (to === -1 ? goBack() : navigateTo(to))),
  };
}
