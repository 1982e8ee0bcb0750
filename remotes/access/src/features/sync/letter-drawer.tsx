import type { DeadLetter } from '@eoms/contracts/access/sync.contract';
import { useFormat } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { Drawer, InfoCard } from '@eoms/kit/ui';
import { useLetterName, WhyCell } from './letter-cells.tsx';
import { useLetterText } from './sync-texts.ts';
import { HR_SOURCE, useSyncWords } from './sync-words.ts';

/** One record beside the list: what it said, why it was set aside, and the run it came with. */
export function LetterDrawer({ letter, onClose }: { letter: DeadLetter; onClose: () => void }) {
  const t = useLetterText();
  const w = useSyncWords();
  const format = useFormat();
  const title = useLetterName()(letter);
  const { createdAt, resolvedAt, retries, runId, source, detail, record } = letter;
  return (
    <Drawer open size="large" title={title} onClose={onClose}>
      <div className="access-stack">
        <InfoCard
          items={[
            { label: t('why'), value: <WhyCell letter={letter} />, wide: true },
            { label: t('when'), value: format.instant(createdAt) },
            ...(resolvedAt ? [{ label: t('resolvedAt'), value: format.instant(resolvedAt) }] : []),
            { label: t('retry'), value: t('tries', { count: retries }) },
            {
              label: t('source'),
              value: source === HR_SOURCE ? w('hr') : <span className="access-code">{source}</span>,
            },
            {
              label: t('run'),
              value: (
                <Link className="eoms-link" to={`/access/sync/${runId}`}>
                  {t('look')}
                </Link>
              ),
            },
            { label: t('detail'), value: <code className="access-code">{detail}</code>, wide: true },
          ]}
        />
        <InfoCard title={t('content')}>
          {record === null || record === '' ? (
            <p className="access-hint">{t('noContent')}</p>
          ) : (
            <>
              <p className="access-hint">{t('contentHint')}</p>
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
              <pre className="access-sync-record" tabIndex={0} aria-label={title} role="region">
                {record}
              </pre>
            </>
          )}
        </InfoCard>
      </div>
    </Drawer>
  );
}
