import type { SyncSource } from '@eoms/contracts/access/sync.contract';
import { Button, Loaded, Page, Segmented, useUrlState } from '@eoms/kit/ui';
import { useState } from 'react';
import { choicesOf } from '../../words.ts';
import { ImportDialog } from './import-dialog.tsx';
import { LetterList } from './letter-list.tsx';
import { RunList } from './run-list.tsx';
import { Sources, Waiting } from './sources.tsx';
import { StartDialog } from './start-dialog.tsx';
import { useSyncText } from './sync-texts.ts';
import { useSyncWords } from './sync-words.ts';
import { filterSpec, noFilters, useSource } from './sync.api.ts';
import './sync.css';

type Dialog = 'delta' | 'full' | 'import';

function Actions({ source, onOpen }: { source: SyncSource; onOpen: (dialog: Dialog) => void }) {
  const t = useSyncText();
  if (!source.mayRun) return null;
  return (
    <>
      <Button onClick={() => onOpen('import')}>{t('import')}</Button>
      {source.configured && (
        <>
          <Button onClick={() => onOpen('full')}>{t('startFull')}</Button>
          <Button type="primary" onClick={() => onOpen('delta')}>
            {t('startDelta')}
          </Button>
        </>
      )}
    </>
  );
}

function Lists({ source }: { source: SyncSource }) {
  const t = useSyncText();
  const w = useSyncWords();
  const [{ view }, set] = useUrlState(filterSpec);
  const open = source.broken + source.waiting;
  return (
    <>
      <div className="access-views">
        <Segmented
          aria-label={t('view')}
          value={view}
          options={choicesOf(['runs', 'letters'] as const, (one) =>
            one === 'letters' && open > 0 ? t('lettersCount', { count: open }) : w(one),
          )}
          onChange={(value) => set({ ...noFilters, view: value })}
        />
        {open > 0 && (
          <span className="access-hint">{t('openCounts', { broken: source.broken, waiting: source.waiting })}</span>
        )}
      </div>
      {view === 'runs' ? <RunList sources={source.sources} /> : <LetterList mayRun={source.mayRun} />}
    </>
  );
}

/** How units and people of the HR system come in: sources, runs, and records that were set aside. */
export function SyncPage() {
  const t = useSyncText();
  const w = useSyncWords();
  const source = useSource();
  const [dialog, open] = useState<Dialog | null>(null);
  const close = () => open(null);
  return (
    <Page
      title={w('title')}
      subtitle={t('subtitle')}
      actions={source.data && <Actions source={source.data} onOpen={open} />}
    >
      <Loaded query={source}>
        {(shown) => (
          <>
            <Waiting count={shown.staged} />
            <Sources source={shown} />
            <Lists source={shown} />
          </>
        )}
      </Loaded>
      {dialog === 'import' && <ImportDialog onClosed={close} />}
      {(dialog === 'delta' || dialog === 'full') && <StartDialog key={dialog} mode={dialog} onClosed={close} />}
    </Page>
  );
}
