import type { DeadLetter, SyncRun } from '@eoms/contracts/access/sync.contract';
import { DataTable, LinkButton, type Column } from '@eoms/kit/ui';
import { WhyCell } from './letter-cells.tsx';
import { useLetterWords } from './letter-words.ts';
import { useChangeText } from './run-texts.ts';
import { useLetterText } from './sync-texts.ts';
import { useLettersOfRun } from './sync.api.ts';

function useColumns(): readonly Column<DeadLetter>[] {
  const t = useLetterText();
  const w = useLetterWords();
  return [
    {
      key: 'record',
      title: t('record'),
      width: 220,
      render: ({ externalId, entity }) => (
        <span className="access-lines">
          <span className="access-code">{externalId ?? t('noId')}</span>
          <span className="access-hint">{w.entity(entity)}</span>
        </span>
      ),
    },
    { key: 'why', title: t('why'), render: (letter) => <WhyCell letter={letter} /> },
  ];
}

/** Records that came with a run and of which nothing took effect, each with its reason; nothing when there are none. */
export function LeftOut({ run: { id } }: { run: SyncRun }) {
  const t = useChangeText();
  const pages = useLettersOfRun(id);
  const columns = useColumns();
  if (pages.items.length === 0 && !pages.error) return null;
  return (
    <section aria-label={t('leftOut')} className="access-stack">
      <div className="access-row-title">
        <h2 className="access-sync-heading">{t('leftOut')}</h2>
        <LinkButton size="small" to={`/access/sync?view=letters&run=${id}`}>
          {t('handle')}
        </LinkButton>
      </div>
      <p className="access-lead">{t('leftOutHint')}</p>
      <DataTable label={t('leftOut')} columns={columns} rowKey={(letter) => letter.id} pages={pages} />
    </section>
  );
}
