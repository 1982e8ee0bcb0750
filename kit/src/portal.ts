import type { Bootstrap } from '@eoms/contracts/portal/portal.contract';
import { createStore, useStore } from 'zustand';

/** Languages of the portal; Chinese leads. */
export type Locale = Bootstrap['preferences']['locale'];
/** Theme in force, after the device was asked. */
export type Theme = 'light' | 'dark';
/** Who is signed in. */
export type CurrentPerson = Bootstrap['person'];
/** A system the person may open. */
export type PortalSystem = Bootstrap['systems'][number];
/** What an intent resolves to for this person. */
export type ResolvedIntent = Bootstrap['intents'][string];

/** What every page may know of the tab; the shell writes it, remotes read it. */
export interface PortalState {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly person: CurrentPerson | null;
  readonly systems: readonly PortalSystem[];
  readonly intents: Readonly<Record<string, ResolvedIntent>>;
  /** Metas the person holds in the systems opened so far. */
  readonly metas: ReadonlySet<string>;
  /** Digest of everything the person may do; what was read under another one may not be shown as it is. */
  readonly accessVersion: string;
}

/** State of a tab nobody has signed in to. */
export const initialPortalState: PortalState = {
  locale: 'zh-CN',
  theme: 'light',
  person: null,
  systems: [],
  intents: {},
  metas: new Set(),
  accessVersion: '',
};

/** The one store of the tab; only the shell, a stand-alone start and tests write to it. */
export const portal = createStore<PortalState>()(() => initialPortalState);

/** Reads the store and draws again when what was selected changes. */
export const usePortal = <T>(selector: (state: PortalState) => T): T => useStore(portal, selector);
