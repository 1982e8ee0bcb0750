import {
  applyRun,
  dismissDeadLetter,
  getSyncRun,
  getSyncSource,
  importCsv,
  listDeadLetters,
  listStagedChanges,
  listSyncRuns,
  rejectRun,
  retryDeadLetters,
  startSync,
  type DeadLetter,
  type DeadLetterCode,
  type SyncMode,
  type SyncRun,
  type SyncState,
} from '@eoms/contracts/access/sync.contract';
import { ProblemError, type CallError } from '@eoms/kit';
import {
  urlFlag,
  urlOneOf,
  urlSomeOf,
  urlText,
  useCommand,
  useEndpoint,
  useEndpointPages,
  useInvalidate,
  type CommandOptions,
  type UrlValues,
} from '@eoms/kit/ui';
import { useEffect, useRef, useState } from 'react';
import { isUnderWay, stateGroups, syncModes, type StateGroup } from './sync-words.ts';

/** Reasons for which records are set aside, those first that need somebody. */
export const letterCodes: readonly DeadLetterCode[] = [
  'record_malformed',
  'version_conflict',
  'other_source',
  'key_taken',
  'tree_refused',
  'parent_waiting',
  'store_waiting',
  'unit_waiting',
  'manager_waiting',
  'status_ahead',
];

/** View and filters of the page as the URL keeps them. */
export const filterSpec = {
  view: urlOneOf(['runs', 'letters'], 'runs'),
  state: urlSomeOf(Object.keys(stateGroups) as StateGroup[]),
  mode: urlSomeOf(syncModes),
  source: urlText(),
  error: urlSomeOf(letterCodes),
  run: urlText(),
  closed: urlFlag(),
};
/** No filter at all; the view stays. */
export const noFilters = { state: [], mode: [], source: '', error: [], run: '', closed: false } as const;
/** View and filters of the page. */
export type Filters = UrlValues<typeof filterSpec>;

const LOOK_AGAIN_MS = 30_000;
const UNDER_WAY_MS = 1000;

/** How the synchronisation stands; looked at again while the tab is seen. */
export const useSource = () =>
  useEndpoint(getSyncSource, {}, { refetchInterval: LOOK_AGAIN_MS, refetchOnWindowFocus: true });

/** The latest run of some modes; `listSyncRuns` answers the newest first. */
export const useLatestRun = (mode: readonly SyncMode[]) =>
  useEndpoint(listSyncRuns, { query: { mode: [...mode], limit: 1 } });

/** The latest reading of the feed; whatever else the page shows is read again as soon as that has moved on. */
export function useFeedRun() {
  const invalidate = useInvalidate();
  const query = useEndpoint(
    listSyncRuns,
    { query: { mode: ['DELTA', 'FULL'], limit: 1 } },
    {
      refetchOnWindowFocus: true,
      refetchInterval: ({ state: { data } }) =>
        data?.items.some(({ state }) => isUnderWay(state)) ? UNDER_WAY_MS : LOOK_AGAIN_MS,
    },
  );
  const [run] = query.data?.items ?? [];
  const stamp = run ? `${run.id} ${run.version}` : null;
  const seen = useRef(stamp);
  useEffect(() => {
    if (seen.current !== null && seen.current !== stamp) void invalidate(listSyncRuns, getSyncSource, listDeadLetters);
    seen.current = stamp;
    // oxlint-disable-next-line react/exhaustive-deps -- `invalidate` is made anew by each draw and always does the same
  }, [stamp]);
  return query;
}

const SHOWN_WAITING = 5;

/** Runs that wait for a person. */
export const useWaitingRuns = (enabled: boolean) =>
  useEndpoint(listSyncRuns, { query: { state: ['STAGED'], limit: SHOWN_WAITING } }, { enabled });

/** One page of runs. */
export const useRuns = ({ state, mode, source }: Pick<Filters, 'state' | 'mode' | 'source'>) =>
  useEndpointPages(listSyncRuns, {
    query: {
      ...(state.length > 0 ? { state: state.flatMap((group): readonly SyncState[] => stateGroups[group]) } : {}),
      ...(mode.length > 0 ? { mode: [...mode] } : {}),
      ...(source ? { source } : {}),
    },
  });

/** One run; followed while it is under way, and read again when somebody comes back to the tab. */
export const useRun = (runId: string) =>
  useEndpoint(
    getSyncRun,
    { params: { runId } },
    {
      refetchOnWindowFocus: true,
      refetchInterval: ({ state: { data } }) => {
        if (!data) return false;
        return isUnderWay(data.state) ? UNDER_WAY_MS : data.state === 'STAGED' ? LOOK_AGAIN_MS : false;
      },
    },
  );

/** Filters of what a run changes, as the URL keeps them. */
export const changeSpec = {
  q: urlText(),
  entity: urlOneOf(['unit', 'person'], undefined),
  action: urlSomeOf(['ADD', 'CHANGE', 'END']),
  removal: urlFlag(),
};
/** No filter of the changes. */
export const noChangeFilters = { q: '', entity: undefined, action: [], removal: false } as const;

/** One page of what a run changes. */
export const useChanges = (runId: string, { q, entity, action, removal }: UrlValues<typeof changeSpec>) =>
  useEndpointPages(listStagedChanges, {
    params: { runId },
    query: {
      ...(q ? { q } : {}),
      ...(entity ? { entity } : {}),
      ...(action.length > 0 ? { action: [...action] } : {}),
      ...(removal ? { removal: 'true' } : {}),
    },
  });

/** One page of records that were set aside. */
export const useLetters = ({ error, run, closed }: Pick<Filters, 'error' | 'run' | 'closed'>) =>
  useEndpointPages(listDeadLetters, {
    query: {
      open: closed ? 'false' : 'true',
      ...(error.length > 0 ? { error: [...error] } : {}),
      ...(run ? { runId: run } : {}),
    },
  });

/** Records a run set aside, whatever became of them. */
export const useLettersOfRun = (runId: string) =>
  useEndpointPages(listDeadLetters, { query: { runId, open: 'false' } }, { place: 'component' });

/** Starts a run. */
export const useStart = (options: CommandOptions<typeof startSync>) => useCommand(startSync, options);

const IMPORT_MS = 5 * 60_000;

/** Takes CSV documents in; a whole company takes its time. */
export const useImport = (options: CommandOptions<typeof importCsv>) =>
  useCommand(importCsv, { ...options, timeout: IMPORT_MS });

/** The two ways to decide a run. */
export const decisions = { apply: applyRun, reject: rejectRun } as const;
/** One of them. */
export type Decision = keyof typeof decisions;

/** Decides a run that waits. */
export const useDecide = (decision: Decision, options: CommandOptions<typeof applyRun | typeof rejectRun>) =>
  useCommand(decisions[decision], options);

/** True when somebody else decided first, so that there is nothing left to decide here. */
export const isDecidedElsewhere = (error: unknown): boolean =>
  error instanceof ProblemError && ['sync_run_not_staged', 'stale_version'].includes(error.problem.code);

/** What became of records of one source, or of one record. */
export interface Outcome {
  readonly letters: readonly DeadLetter[];
  readonly error: CallError | null;
  readonly run: SyncRun | null;
}

/** Does something to several groups of records, one after another; each stands alone, and a repetition does nothing twice. */
function useOneByOne(send: (letters: readonly DeadLetter[], reason: string) => Promise<SyncRun | null>) {
  const [isPending, setPending] = useState(false);
  const run = async (groups: readonly (readonly DeadLetter[])[], reason = ''): Promise<Outcome[]> => {
    setPending(true);
    const outcomes: Outcome[] = [];
    for (const letters of groups) {
      const outcome = await send(letters, reason).then(
        (answer) => ({ letters, run: answer, error: null }),
        (error: unknown) => ({ letters, run: null, error: error as CallError }),
      );
      outcomes.push(outcome);
    }
    setPending(false);
    return outcomes;
  };
  return { run, isPending };
}

/** Tries records again; records of one source go together. */
export function useRetry() {
  const retry = useCommand(retryDeadLetters);
  const { run, isPending } = useOneByOne((letters) =>
    retry.mutateAsync({ body: { ids: letters.map(({ id }) => id) } }),
  );
  return {
    isPending,
    run: (letters: readonly DeadLetter[]) => run([...Map.groupBy(letters, ({ source }) => source).values()]),
  };
}

/** Closes records with one reason. */
export function useDismiss() {
  const dismiss = useCommand(dismissDeadLetter);
  const { run, isPending } = useOneByOne(async ([letter], reason) => {
    if (letter) await dismiss.mutateAsync({ params: { letterId: letter.id }, body: { reason } });
    return null;
  });
  return {
    isPending,
    run: (letters: readonly DeadLetter[], reason: string) =>
      run(
        letters.map((letter) => [letter]),
        reason,
      ),
  };
}
