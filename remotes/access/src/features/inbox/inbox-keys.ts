import { useEffect, useRef } from 'react';

/** What the keys of the inbox do. */
export interface InboxKeys {
  move(step: 1 | -1): void;
  select(): void;
  approve(): void;
  deny(): void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null;

/** Decides by keyboard: j and k move, x selects, a and d ask for a decision. Silent while something is typed or a dialog is open. */
export function useInboxKeys(keys: InboxKeys, isOn: boolean): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const { move, select, approve, deny } = latest.current;
      const deeds: Record<string, () => void> = { j: () => move(1), k: () => move(-1), x: select, a: approve, d: deny };
      const deed = deeds[event.key.toLowerCase()];
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [isOn]);
}
