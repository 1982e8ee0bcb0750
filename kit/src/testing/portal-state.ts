import { allMetas } from '@eoms/contracts/catalogue';
import type { IntentName } from '@eoms/contracts/intents';
import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import type { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import {
  initialPortalState,
  type CurrentPerson,
  type Locale,
  type PortalState,
  type ResolvedIntent,
  type Theme,
} from '../portal.ts';

/** What a test or a stand-alone run says about the tab; the rest is the contracts' example. */
export interface PortalSetup {
  readonly person?: CurrentPerson;
  /** Permissions held; every Meta of the catalogue unless told. */
  readonly metas?: readonly string[];
  readonly locale?: Locale;
  readonly theme?: Theme;
  readonly intents?: Partial<Record<IntentName, ResolvedIntent>>;
}

/** State of a tab somebody is signed in to. */
export function portalStateOf(setup: PortalSetup): PortalState {
  return {
    ...initialPortalState,
    person: setup.person ?? exampleResponse(getBootstrap).person,
    metas: new Set(setup.metas ?? Object.keys(allMetas)),
    locale: setup.locale ?? 'zh-CN',
    theme: setup.theme ?? 'light',
    intents: (setup.intents ?? {}) as PortalState['intents'],
    accessVersion: 'first',
  };
}

/** Intents as a portal answers them in which only this remote is deployed and everything is permitted. */
export const intentsOf = ({ name, basePath, intents }: RemoteManifest): Partial<Record<IntentName, ResolvedIntent>> =>
  Object.fromEntries(
    Object.entries(intents).map(([intent, target]) => [
      intent,
      { path: basePath + target.path, system: name, allowed: true, reason: null },
    ]),
  );
