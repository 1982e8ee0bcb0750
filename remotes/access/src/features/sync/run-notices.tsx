import type { SyncRun } from '@eoms/contracts/access/sync.contract';
import { useFormat } from '@eoms/kit';
import { Alert, InfoCard, RequestAccess, Spin } from '@eoms/kit/ui';
import { useRunText } from './run-texts.ts';
import { isUnderWay, useGuardText, useSyncWords } from './sync-words.ts';

function Guards({ run: { guards, counts } }: { run: SyncRun }) {
  const guardText = useGuardText();
  return (
    <ul className="access-plain">
      {guards.map((guard) => (
        <li key={guard.code + (guard.unitKind ?? '') + guard.of}>{guardText(guard, counts?.leavers)}</li>
      ))}
    </ul>
  );
}

function Held({ run }: { run: SyncRun }) {
  const t = useRunText();
  return (
    <Alert
      type="warning"
      showIcon
      title={run.leftAtOnce > 0 ? t('heldPartTitle', { count: run.leftAtOnce }) : t('heldTitle')}
      description={
        <>
          <Guards run={run} />
          {!run.mayApply && <p className="access-why">{t(run.mayReject ? 'secondPerson' : 'mayNot')}</p>}
        </>
      }
      action={!run.mayReject && <RequestAccess size="small" meta="access.sync.run" />}
    />
  );
}

function Decided({ run }: { run: SyncRun }) {
  const t = useRunText();
  const format = useFormat();
  const { decidedBy, decidedAt, decideReason, guards, leftAtOnce, state } = run;
  if (!decidedBy || !decidedAt) return null;
  const what = t(state === 'REJECTED' ? 'didReject' : 'didApply');
  return (
    <InfoCard
      title={t('decision')}
      items={[
        { label: what, value: t('decidedBy', { name: decidedBy.name, when: format.instant(decidedAt), what }) },
        { label: t('reason'), value: decideReason },
        ...(leftAtOnce > 0 ? [{ label: t('leavers'), value: t('leftAtOnce', { count: leftAtOnce }), wide: true }] : []),
        ...(guards.length > 0 ? [{ label: t('heldBefore'), value: <Guards run={run} />, wide: true }] : []),
      ]}
    />
  );
}

/** How a run stands: under way, failed and why, waiting and for whom, or decided by whom. */
export function RunNotices({ run }: { run: SyncRun }) {
  const t = useRunText();
  const w = useSyncWords();
  if (isUnderWay(run.state))
    return <Alert type="info" showIcon icon={<Spin size="small" />} role="status" title={t('goingOn')} />;
  if (run.state === 'FAILED')
    return (
      <Alert type="error" showIcon title={t('failedTitle')} description={run.failure && w(`failure_${run.failure}`)} />
    );
  if (run.state === 'STAGED') return <Held run={run} />;
  return <Decided run={run} />;
}
