import { listWork } from '@eoms/contracts/portal/portal.contract';
import type { ClientOutput } from '@eoms/contracts/endpoint';
import { call } from '@eoms/kit';
import { useEffect, useState } from 'react';

/** Open work as far as it is known. */
export type WorkState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly work: ClientOutput<typeof listWork> }
  | { readonly status: 'failed'; readonly error: unknown };

/** Asks once for the open work of the person in all his systems. */
export function useWork(): WorkState {
  const [state, setState] = useState<WorkState>({ status: 'loading' });

  useEffect(() => {
    const leaving = new AbortController();
    call(listWork, {}, { signal: leaving.signal }).then(
      (work) => setState({ status: 'ready', work }),
      (error: unknown) => leaving.signal.aborted || setState({ status: 'failed', error }),
    );
    return () => leaving.abort();
  }, []);

  return state;
}
