import { streamEvents } from '@eoms/contracts/portal/events.contract';
import { portal } from '@eoms/kit';
import { rememberSystems } from './bootstrap.ts';
import { follow } from './features/live/event-source.ts';
import { Live } from './features/live/live.ts';
import { refresh } from './refresh.ts';
import { useShell } from './shell-state.ts';

/** Follows the person's permissions from now on, for as long as the tab lives. */
export function goLive(sub: string): void {
  const name = `eoms-live ${sub}`;
  const url = new URL(streamEvents.path, location.origin).href;
  new Live({
    follow: (options) => follow(url, options),
    refresh,
    isOver: () => ['leaving', 'signed-out', 'refused'].includes(useShell.getState().session.status),
    version: () => portal.getState().accessVersion,
    locks: navigator.locks,
    lock: name,
    channel: new BroadcastChannel(name),
    page: document,
    window,
  }).start();
  portal.subscribe((state, before) => state.accessVersion !== before.accessVersion && rememberSystems(sub));
}
