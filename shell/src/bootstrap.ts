import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import type { Bootstrap } from '@eoms/contracts/portal/portal.contract';
import { call, portal } from '@eoms/kit';
import { applyPreferences } from './features/preferences/preferences.ts';
import { fetchMenu, openMenu } from './system-menus.ts';
import { systemAt } from './features/system/use-open-system.ts';
import { trustFiles } from './integrity.ts';
import { useShell } from './shell-state.ts';

function keep({ person, preferences, systems, intents, epoch, demo }: Bootstrap): void {
  for (const { remote } of systems) trustFiles(remote.integrity);
  portal.setState({ person, systems, intents, epoch });
  useShell.setState({ demo });
  applyPreferences(preferences);
}

const REMEMBERED = 'eoms.systems';

/** System of the present address as far as this browser remembers this person's systems; asking for others would be refused. */
function rememberedSystem(sub: string): string | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') as {
      sub?: string;
      systems?: [basePath: string, code: string][];
    };
    if (kept.sub !== sub) return undefined;
    return kept.systems?.find(
      ([basePath]) => location.pathname === basePath || location.pathname.startsWith(`${basePath}/`),
    )?.[1];
  } catch {
    return undefined;
  }
}

/** Fetches who the person is and what is open to him, with the menu of the addressed system beside it instead of after it. */
export async function bootstrap(sub: string): Promise<void> {
  const expected = rememberedSystem(sub);
  const early = expected ? fetchMenu(expected) : undefined;
  early?.catch(() => undefined);
  keep(await call(getBootstrap));
  const { systems } = portal.getState();
  localStorage.setItem(
    REMEMBERED,
    JSON.stringify({ sub, systems: systems.map(({ code, basePath }) => [basePath, code]) }),
  );
  const system = systemAt(systems, location.pathname);
  if (system) void openMenu(system.code, system.code === expected ? early : undefined);
}
