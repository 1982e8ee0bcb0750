import type { StagedView } from '@eoms/contracts/access/sync-run.record';
import type { Incoming } from './kept.ts';

/** What a row of a run keeps: the values shown, and while the run waits the versions that are to be applied. */
export interface StagedValue {
  readonly name: string;
  readonly view: StagedView | null;
  readonly versions?: readonly Incoming[];
  /** True when a complete read did not name the record any more. */
  readonly absent?: boolean;
}
