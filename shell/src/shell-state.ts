import type { Bootstrap, SystemMenu } from '@eoms/contracts/portal/portal.contract';
import type { PortalSystem } from '@eoms/kit';
import { create } from 'zustand';

/** Language and theme as the person chose them. */
export type Preferences = Bootstrap['preferences'];

/** Menu of a system as far as it is known. */
export type MenuState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly menu: SystemMenu }
  | { readonly status: 'failed'; readonly error: unknown };

/** Whether the session holds; while `asking` a dialog lies over the page. */
export type SessionState =
  | { readonly status: 'signed-in' | 'signed-out' }
  /** The person is signing out; that his session ends is no news. */
  | { readonly status: 'leaving' }
  | { readonly status: 'asking'; readonly code: string }
  /** The person may no longer use the portal at all. */
  | { readonly status: 'refused'; readonly error: unknown };

/** What the shell alone must know of the tab. */
export interface ShellState {
  readonly demo: boolean;
  readonly preferences: Preferences;
  readonly menus: Readonly<Record<string, MenuState>>;
  /** Systems that were open in this tab when the person lost them: their pages say so instead of having never existed. */
  readonly withdrawn: readonly PortalSystem[];
  readonly session: SessionState;
}

/** State of the shell; remotes read the kit's `portal` store instead. */
export const useShell = create<ShellState>()(() => ({
  demo: false,
  preferences: { locale: 'zh-CN', theme: 'system' },
  menus: {},
  withdrawn: [],
  session: { status: 'signed-in' },
}));
