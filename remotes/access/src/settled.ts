import { useEffect, useState } from 'react';

const SETTLE_MS = 250;

/** The value once it has stopped changing, so that not every keystroke asks the BFF. */
export function useSettled<T>(value: T, milliseconds = SETTLE_MS): T {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
