import type { SyncCounts, SyncRunRow, SyncState } from '@eoms/contracts/access/sync.contract';
import { StatusTag } from '@eoms/kit/ui';
import { useSyncText } from './sync-texts.ts';
import { stateTones, useGuardText, useSyncWords } from './sync-words.ts';

/** Where a run stands, in words and colour. */
export function StateTag({ state }: { state: SyncState }) {
  const w = useSyncWords();
  return <StatusTag tone={stateTones[state]}>{w(`state_${state}`)}</StatusTag>;
}

/** What a run brought, without the figures that are nought. */
export function Counts({ counts }: { counts: SyncCounts | null }) {
  const t = useSyncText();
  if (!counts) return <span className="access-hint">—</span>;
  const { records, added, changed, ended, broken, waiting } = counts;
  const lines = [
    added > 0 && t('added', { count: added }),
    changed > 0 && t('changed', { count: changed }),
    ended > 0 && t('ended', { count: ended }),
    broken + waiting > 0 && t('broken', { count: broken + waiting }),
  ].filter((line) => line !== false);
  return (
    <span className="access-lines">
      <span>{lines.length > 0 ? lines.join(' · ') : t('nothing')}</span>
      <span className="access-hint">{t('records', { count: records })}</span>
    </span>
  );
}

/** Why a run waits, or why nothing came of it: the first reason, and how many there are. */
export function WhyShort({ run }: { run: SyncRunRow }) {
  const t = useSyncText();
  const w = useSyncWords();
  const guardText = useGuardText();
  if (run.failure) return <span className="access-hint">{w(`failure_${run.failure}`)}</span>;
  const [first, ...others] = run.guards;
  if (!first) return null;
  const words = guardText(first, run.counts?.leavers);
  return (
    <span className="access-hint">
      {others.length > 0 ? `${words} ${t('guardsMore', { count: run.guards.length })}` : words}
    </span>
  );
}
