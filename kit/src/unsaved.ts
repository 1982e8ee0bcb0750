import { useCallback, useEffect, useRef } from 'react';
import { createStore, useStore } from 'zustand';

const dirtyForms = createStore<ReadonlySet<symbol>>()(() => new Set());

const warn = (event: BeforeUnloadEvent) => event.preventDefault();

function mark(id: symbol, dirty: boolean): void {
  const next = new Set(dirtyForms.getState());
  if (dirty) next.add(id);
  else next.delete(id);
  // A listener that is always there would keep the page out of the back/forward cache.
  if (next.size > 0) addEventListener('beforeunload', warn);
  else removeEventListener('beforeunload', warn);
  dirtyForms.setState(next, true);
}

/**
 * Keeps the person from losing typed work: while `dirty`, leaving the page or the tab asks first.
 * The result lets go at once; call it after saving and before navigating away.
 */
export function useUnsavedGuard(dirty: boolean): () => void {
  const form = useRef(Symbol('form'));
  useEffect(() => {
    const id = form.current;
    if (!dirty) return undefined;
    mark(id, true);
    return () => mark(id, false);
  }, [dirty]);
  return useCallback(() => mark(form.current, false), []);
}

/** True while some form of the tab holds unsaved work. */
export const hasUnsavedWork = (): boolean => dirtyForms.getState().size > 0;

/** As {@link hasUnsavedWork}, and draws again when it changes. */
export const useHasUnsavedWork = (): boolean => useStore(dirtyForms, (forms) => forms.size > 0);
