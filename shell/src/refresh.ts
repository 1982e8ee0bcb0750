import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import type { Bootstrap, SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { announce, call, NetworkError, portal, ProblemError, textNow, type PortalSystem } from '@eoms/kit';
import { trustFiles } from './integrity.ts';
import { type MenuState, useShell } from './shell-state.ts';
import { fetchMenu } from './system-menus.ts';

const PAUSES_MS = [1000, 2000, 4000];

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A tab keeps the releases it began with: another one would be mounted over the forms of a page that stays. */
function withKnownReleases(systems: readonly PortalSystem[]): PortalSystem[] {
  const known = [...portal.getState().systems, ...useShell.getState().withdrawn];
  return systems.map((system) => {
    const same = known.find(({ code }) => code === system.code);
    if (!same) trustFiles(system.remote.integrity);
    return same ?? system;
  });
}

/** Menu of a system the person has lost: nothing in it, and every page of it denied. */
const closed = (menu: SystemMenu): SystemMenu => ({
  ...menu,
  items: [],
  metas: [],
  routes: menu.routes.map((route) => ({ ...route, allowed: false })),
});

function inForce({ person, systems, intents, accessVersion }: Bootstrap, fresh: readonly SystemMenu[]): void {
  const shell = useShell.getState();
  const before = [...portal.getState().systems, ...shell.withdrawn];
  const present = withKnownReleases(systems);
  const withdrawn = before.filter((one) => !present.includes(one) && shell.menus[one.code]?.status === 'ready');
  const menus: Record<string, MenuState> = {};
  for (const menu of fresh) menus[menu.system] = { status: 'ready', menu };
  for (const { code } of withdrawn) {
    const state = shell.menus[code];
    if (state?.status === 'ready') menus[code] = { status: 'ready', menu: closed(state.menu) };
  }
  // What is on its way was asked for under the old permissions; it sees that by itself.
  for (const [code, state] of Object.entries(shell.menus)) if (state.status === 'loading') menus[code] ??= state;
  useShell.setState({ menus, withdrawn });
  const metas = new Set(fresh.flatMap((menu) => menu.metas));
  portal.setState({ person, systems: present, intents, metas, accessVersion });
  announce(textNow('你的权限已更新', 'Your permissions were updated'));
}

/** Reads what the person may do, and the menus he has seen; changes nothing while it is as before. */
async function read(): Promise<void> {
  const answer = await call(getBootstrap);
  if (answer.accessVersion === portal.getState().accessVersion) return;
  const seen = Object.entries(useShell.getState().menus).flatMap(([code, { status }]) =>
    status === 'ready' && answer.systems.some((system) => system.code === code) ? [code] : [],
  );
  inForce(answer, await Promise.all(seen.map(fetchMenu)));
}

const isPassing = (error: unknown): boolean =>
  error instanceof NetworkError ||
  // A menu that is refused was lost between the two answers.
  (error instanceof ProblemError && (error.problem.status >= 500 || [403, 404, 429].includes(error.problem.status)));

/** Codes that end the use of the portal, whatever was open. */
const REFUSED = new Set(['person_inactive', 'person_unknown']);

async function readUntilDone(): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await read();
      return;
    } catch (error) {
      if (error instanceof ProblemError && REFUSED.has(error.problem.code)) {
        useShell.setState({ session: { status: 'refused', error } });
        return;
      }
      if (!isPassing(error)) return;
      await wait(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0);
    }
  }
}

let running: Promise<void> | undefined;
let wanted = false;

async function run(): Promise<void> {
  do {
    wanted = false;
    await readUntilDone();
  } while (wanted);
  running = undefined;
}

/**
 * Brings the tab to what the person may do now, without a reload: systems, menus, links and permissions are replaced together,
 * the open page is judged anew. However often it is asked for at once, it is done once more.
 */
export function refresh(): Promise<void> {
  if (running) wanted = true;
  return (running ??= run());
}
