import { useEffect, type RefObject } from 'react';

/** While the drawer is open the focus starts inside it and Esc closes it; afterwards the focus is where it was, unless it moved on. */
export function useDrawer(
  open: boolean,
  drawer: RefObject<HTMLElement | null>,
  setOpen: (open: boolean) => void,
): void {
  useEffect(() => {
    const area = drawer.current;
    if (!open || !area) return undefined;
    const before = document.activeElement;
    area.querySelector('button')?.focus();
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('keydown', escape);
      if (area.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, [open, drawer, setOpen]);
}
