import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import type { Bootstrap } from '@eoms/contracts/portal/portal.contract';
import { call, portal } from '@eoms/kit';
import { applyPreferences } from './features/preferences/preferences.ts';
import { fetchMenu, openMenu } from './system-menus.ts';
import { systemAt } from './features/system/use-open-system.ts';
import { trustFiles } from './integrity.ts';
import { useShell } from './shell-state.ts';

function keep({ person, preferences, systems, intents, accessVersion, demo }: Bootstrap): void {
  for (const { remote } of systems) trustFiles(remote.integrity);
  portal.setState({ person, systems, intents, accessVersion });
  useShell.setState({ demo });
  applyPreferences(preferences);
}

const REMEMBERED = 'eoms.systems';

interface Remembered {
  readonly sub: string;
  readonly accessVersion: string;
  readonly systems: readonly (readonly [basePath: string, code: string])[];
}

function remembered(sub: string): Remembered | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as Partial<Remembered>;
    return kept.sub === sub ? (kept as Remembered) : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers for the next start of this browser which systems the person has. */
export function rememberSystems(sub: string): void {
  const { systems, accessVersion } = portal.getState();
  const kept: Remembered = { sub, accessVersion, systems: systems.map(({ code, basePath }) => [basePath, code]) };
  localStorage.setItem(REMEMBERED, JSON.stringify(kept));
}

const isBelow = (basePath: string): boolean =>
  location.pathname === basePath || location.pathname.startsWith(`${basePath}/`);

/** Fetches who the person is and what is open to him, with the menu of the addressed system beside it instead of after it. */
export async function bootstrap(sub: string): Promise<void> {
  const known = remembered(sub);
  // Only what this browser remembers of this person; asking for another system would be refused.
  const expected = known?.systems?.find(([basePath]) => isBelow(basePath))?.[1];
  const early = expected ? fetchMenu(expected) : undefined;
  early?.catch(() => undefined);
  keep(await call(getBootstrap));
  rememberSystems(sub);
  const { systems, accessVersion } = portal.getState();
  const system = systemAt(systems, location.pathname);
  // Permissions that changed since may have changed between the two answers.
  const isSure = system?.code === expected && accessVersion === known?.accessVersion;
  if (system) void openMenu(system.code, isSure ? early : undefined);
}
