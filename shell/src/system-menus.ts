import { getSystemMenu } from '@eoms/contracts/portal/portal.contract';
import type { SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { call, portal } from '@eoms/kit';
import { type MenuState, useShell } from './shell-state.ts';

type SystemParam = { system: SystemMenu['system'] };

const setMenu = (system: string, state: MenuState): void =>
  useShell.setState(({ menus }) => ({ menus: { ...menus, [system]: state } }));

/** Takes over a menu that arrived; its permissions become known to `useCan`. */
function keepMenu(menu: SystemMenu): void {
  portal.setState(({ metas }) => ({ metas: new Set([...metas, ...menu.metas]) }));
  setMenu(menu.system, { status: 'ready', menu });
}

/** Asks for a menu; the browser's cache sends `If-None-Match` with the ETag it holds. */
export const fetchMenu = (system: string): Promise<SystemMenu> =>
  call(getSystemMenu, { params: { system } as SystemParam });

/** Begins to load the menu of a system unless it is there or under way; `pending` is a request that already runs. */
export async function openMenu(system: string, pending?: Promise<SystemMenu>): Promise<void> {
  const { status } = useShell.getState().menus[system] ?? {};
  if (status === 'ready' || status === 'loading') return;
  setMenu(system, { status: 'loading' });
  const { accessVersion } = portal.getState();
  let outcome: MenuState;
  try {
    outcome = { status: 'ready', menu: await (pending ?? fetchMenu(system)) };
  } catch (error) {
    outcome = { status: 'failed', error };
  }
  // Who may do something else by now has asked for another menu: see refresh.ts.
  if (useShell.getState().menus[system]?.status !== 'loading') return;
  if (portal.getState().accessVersion !== accessVersion) {
    useShell.setState(({ menus: { [system]: _outdated, ...menus } }) => ({ menus }));
    return openMenu(system);
  }
  if (outcome.status === 'ready') keepMenu(outcome.menu);
  else setMenu(system, outcome);
}
