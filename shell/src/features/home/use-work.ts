import { listWork } from '@eoms/contracts/portal/portal.contract';
import type { ClientOutput } from '@eoms/contracts/endpoint';
import { call } from '@eoms/kit';
import { useCallback, useEffect, useState } from 'react';

/** Open work as far as it is known. */
export type WorkState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly work: ClientOutput<typeof listWork> }
  | { readonly status: 'failed'; readonly error: unknown };

/** Open work of the person in all his systems, and a way to ask again. */
export function useWork(): readonly [WorkState, () => void] {
  const [state, setState] = useState<WorkState>({ status: 'loading' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const leaving = new AbortController();
    call(listWork, {}, { signal: leaving.signal }).then(
      (work) => setState({ status: 'ready', work }),
      (error: unknown) => leaving.signal.aborted || setState({ status: 'failed', error }),
    );
    return () => leaving.abort();
  }, [attempt]);

  const again = useCallback(() => {
    setState({ status: 'loading' });
    setAttempt((count) => count + 1);
  }, []);
  return [state, again];
}
