import type { SyncMode, SyncRunRow, SyncSource } from '@eoms/contracts/access/sync.contract';
import { useFormat } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { Alert, InfoCard, LinkButton, StatusTag } from '@eoms/kit/ui';
import { Ago } from '../../time-text.tsx';
import { Counts, StateTag, WhyShort } from './run-cells.tsx';
import { useSyncText } from './sync-texts.ts';
import { HR_SOURCE, isUnderWay, useSyncWords } from './sync-words.ts';
import { useFeedRun, useLatestRun, useWaitingRuns } from './sync.api.ts';

function Latest({ run }: { run: SyncRunRow | undefined }) {
  const t = useSyncText();
  const format = useFormat();
  if (!run) return <span className="access-hint">{t('none')}</span>;
  return (
    <span className="access-lines">
      <span className="access-tags">
        <Link className="eoms-link" to={`/access/sync/${run.id}`}>
          {format.instant(run.startedAt)}
        </Link>
        <StateTag state={run.state} />
      </span>
      {run.failure ? <WhyShort run={run} /> : <Counts counts={run.counts} />}
    </span>
  );
}

function Cursor({ source: { sources } }: { source: SyncSource }) {
  const t = useSyncText();
  const cursor = sources.find(({ code }) => code === HR_SOURCE)?.cursor;
  return cursor ? <span className="access-code">{cursor}</span> : t('noCursor');
}

/** Systems that push, each with what waits and the way to its runs. */
function Pushing({ sources }: Pick<SyncSource, 'sources'>) {
  const t = useSyncText();
  return (
    <span className="access-lines">
      {sources.map(({ code, lastSeenAt, broken, waiting, staged }) => (
        <span key={code} className="access-tags">
          <Link className="eoms-link access-code" to={`/access/sync?source=${encodeURIComponent(code)}`}>
            {code}
          </Link>
          {lastSeenAt && <Ago at={lastSeenAt} />}
          {broken + waiting > 0 && <span className="access-hint">{t('openCounts', { broken, waiting })}</span>}
          {staged > 0 && <StatusTag tone="attention">{t('stagedRuns', { count: staged })}</StatusTag>}
        </span>
      ))}
    </span>
  );
}

function FeedCard({ source }: { source: SyncSource }) {
  const t = useSyncText();
  const [run] = useFeedRun().data?.items ?? [];
  const when = (at: string | null) => (at ? <Ago at={at} /> : t('never'));
  return (
    <InfoCard
      title={t('feed')}
      actions={source.demo && <StatusTag>{t('demo')}</StatusTag>}
      {...(source.configured
        ? {
            items: [
              { label: t('lastSeen'), value: when(source.lastSeenAt) },
              { label: t('lastFull'), value: when(source.lastFullAt) },
              { label: t('cursor'), value: <Cursor source={source} /> },
              { label: t('latest'), value: <Latest run={run} />, wide: true },
            ],
          }
        : {})}
    >
      {!source.configured && <p className="access-hint">{t('notConfigured')}</p>}
      {run && isUnderWay(run.state) && <output className="access-hint access-block">{t('goingOn')}</output>}
    </InfoCard>
  );
}

function OtherCard({ mode, source }: { mode: SyncMode & ('CSV' | 'PUSH'); source: SyncSource }) {
  const t = useSyncText();
  const [run] = useLatestRun([mode]).data?.items ?? [];
  const pushing = mode === 'PUSH' ? source.sources.filter(({ code }) => code !== HR_SOURCE) : [];
  return (
    <InfoCard
      title={t(mode === 'CSV' ? 'csv' : 'push')}
      items={[
        { label: t('latest'), value: <Latest run={run} />, wide: true },
        ...(pushing.length > 0 ? [{ label: t('systems'), value: <Pushing sources={pushing} />, wide: true }] : []),
      ]}
    />
  );
}

/** Where each source stands: the feed of the HR system, files, and systems that push. */
export function Sources({ source }: { source: SyncSource }) {
  const t = useSyncText();
  return (
    <section aria-label={t('sources')} className="access-sync-sources">
      <FeedCard source={source} />
      <OtherCard mode="CSV" source={source} />
      <OtherCard mode="PUSH" source={source} />
    </section>
  );
}

/** Runs that wait for somebody, with the reason, and the way to each. */
export function Waiting({ count }: { count: number }) {
  const t = useSyncText();
  const w = useSyncWords();
  const format = useFormat();
  const runs = useWaitingRuns(count > 0).data?.items ?? [];
  if (count === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('waitingTitle')}
      description={
        <ul className="access-sync-waiting">
          {runs.map((run) => (
            <li key={run.id}>
              <span className="access-lines">
                <span>{t('waitingRun', { mode: w(`mode_${run.mode}`), when: format.instant(run.startedAt) })}</span>
                <WhyShort run={run} />
              </span>
              <LinkButton size="small" type="primary" to={`/access/sync/${run.id}`}>
                {t('waitingOpen')}
              </LinkButton>
            </li>
          ))}
          {count > runs.length && runs.length > 0 && (
            <li>
              <Link className="eoms-link" to="/access/sync?state=STAGED">
                {t('waitingMore', { count })}
              </Link>
            </li>
          )}
        </ul>
      }
    />
  );
}
