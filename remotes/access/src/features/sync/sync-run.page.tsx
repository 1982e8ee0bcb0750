import { getSyncRun, listStagedChanges, listSyncRuns, type SyncRun } from '@eoms/contracts/access/sync.contract';
import { useFormat } from '@eoms/kit';
import { useParams } from '@eoms/kit/router';
import { Alert, Button, InfoCard, isWithdrawn, Loaded, Page, useInvalidate } from '@eoms/kit/ui';
import { useState } from 'react';
import { DecideDialog } from './decide-dialog.tsx';
import { StateTag } from './run-cells.tsx';
import { RunChanges } from './run-changes.tsx';
import { RunEffects } from './run-effects.tsx';
import { LeftOut } from './run-left-out.tsx';
import { RunNotices } from './run-notices.tsx';
import { useRunText } from './run-texts.ts';
import { HR_SOURCE, isUnderWay, useSyncWords } from './sync-words.ts';
import { useRun, type Decision } from './sync.api.ts';
import './sync.css';

const figures = [
  'added',
  'changed',
  'ended',
  'leavers',
  'moves',
  'unchanged',
  'outdated',
  'waiting',
  'broken',
] as const;

function Facts({ run: { counts } }: { run: SyncRun }) {
  const t = useRunText();
  const format = useFormat();
  if (!counts) return null;
  const names = ['records' as const, ...figures.filter((name) => counts[name] > 0)];
  return (
    <InfoCard
      title={t('facts')}
      items={names.map((name) => ({ label: t(name), value: format.number(counts[name]) }))}
    />
  );
}

function Actions({ run, onDecide }: { run: SyncRun; onDecide: (decision: Decision) => void }) {
  const t = useRunText();
  return (
    <>
      {run.mayReject && <Button onClick={() => onDecide('reject')}>{t('reject')}</Button>}
      {run.mayApply && (
        <Button type="primary" onClick={() => onDecide('apply')}>
          {t('apply')}
        </Button>
      )}
    </>
  );
}

function Sections({ run, isOvertaken }: { run: SyncRun; isOvertaken: boolean }) {
  const t = useRunText();
  return (
    <>
      {isOvertaken && <Alert type="info" showIcon role="alert" title={t('overtaken')} />}
      <RunNotices run={run} />
      {run.effects && <RunEffects effects={run.effects} />}
      <Facts run={run} />
      {!isUnderWay(run.state) && run.state !== 'FAILED' && <RunChanges key={run.version} run={run} />}
      <LeftOut run={run} />
    </>
  );
}

function RunView({ runId }: { runId: string }) {
  const t = useRunText();
  const w = useSyncWords();
  const format = useFormat();
  const query = useRun(runId);
  const invalidate = useInvalidate();
  const [decision, decide] = useState<Decision | null>(null);
  const [isOvertaken, overtake] = useState(false);
  const run = isWithdrawn(query.error) ? undefined : query.data;
  const title = run ? t('titled', { mode: w(`mode_${run.mode}`), when: format.instant(run.startedAt) }) : t('run');
  const begun = run && [
    run.startedBy ? t('startedBy', { name: run.startedBy.name }) : t('startedByItself'),
    ...(run.source === HR_SOURCE ? [] : [t('fromSource', { source: run.source })]),
  ];
  const lost = () => {
    overtake(true);
    void invalidate(getSyncRun, listSyncRuns, listStagedChanges);
  };
  return (
    <Page
      title={title}
      tag={run && <StateTag state={run.state} />}
      subtitle={begun?.join(' · ')}
      breadcrumb={[{ title: w('title'), to: '/access/sync' }, { title }]}
      actions={run && <Actions run={run} onDecide={decide} />}
    >
      <Loaded query={query}>
        {(loaded) => (
          <>
            <Sections run={loaded} isOvertaken={isOvertaken} />
            {decision && (
              <DecideDialog
                key={decision}
                run={loaded}
                decision={decision}
                onOvertaken={lost}
                onClosed={() => decide(null)}
              />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** One run: why it waits, what it takes from whom, what it changes, what it left out; applied or rejected here. */
export function SyncRunPage() {
  const { runId = '' } = useParams();
  return <RunView key={runId} runId={runId} />;
}
