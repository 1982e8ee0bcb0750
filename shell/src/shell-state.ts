import type { Bootstrap, SystemMenu } from '@eoms/contracts/portal/portal.contract';
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
  { readonly status: 'signed-in' | 'signed-out' } | { readonly status: 'asking'; readonly code: string };

/** What the shell alone must know of the tab. */
export interface ShellState {
  readonly demo: boolean;
  readonly preferences: Preferences;
  readonly menus: Readonly<Record<string, MenuState>>;
  readonly session: SessionState;
}

/** State of the shell; remotes read the kit's `portal` store instead. */
export const useShell = create<ShellState>()(() => ({
  demo: false,
  preferences: { locale: 'zh-CN', theme: 'system' },
  menus: {},
  session: { status: 'signed-in' },
}));
