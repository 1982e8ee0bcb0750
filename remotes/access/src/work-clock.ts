import { getWorkClock } from '@eoms/contracts/access/requests.contract';
import { useEndpoint } from '@eoms/kit/ui';
import { officeClock, type WorkClock } from './window-choice.ts';

/** By which clock a person works, oneself when nobody is named; the head office's where that cannot be said. */
export function useWorkClock(personId: string): { clock: WorkClock; isLoading: boolean } {
  const { data, isLoading } = useEndpoint(getWorkClock, { query: personId ? { personId } : {} });
  return { clock: data ?? officeClock, isLoading };
}
