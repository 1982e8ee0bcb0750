import { useFormat } from '@eoms/kit';
import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

const tick = (): void => {
  now = Date.now();
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(tick, MINUTE_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** Milliseconds since 1970, brought up to date each minute while something on the page shows a distance from now. */
const useMinute = (): number => useSyncExternalStore(subscribe, () => now);

/** An instant that has just been, by a clock that may differ a little from this one, is now and not ahead. */
const JUST_NOW_MS = 45_000;

const momentFor = (iso: string): Date => {
  const instant = new Date(iso);
  const present = new Date();
  return Math.abs(present.getTime() - instant.getTime()) < JUST_NOW_MS ? instant : present;
};

/** How long ago or ahead an instant is; the exact time is its tooltip. `text` may put words around it. */
export function Ago({ iso, text }: { iso: string; text?: (distance: string) => string }) {
  const format = useFormat();
  useMinute();
  const distance = format.relative(iso, momentFor(iso));
  return (
    <time dateTime={iso} title={format.instant(iso)}>
      {text ? text(distance) : distance}
    </time>
  );
}
