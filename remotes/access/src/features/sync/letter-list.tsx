import type { DeadLetter } from '@eoms/contracts/access/sync.contract';
import { useFormat } from '@eoms/kit';
import {
  App,
  Button,
  Checkbox,
  DataTable,
  FilterBar,
  FilterSelect,
  ProblemAlert,
  useUrlState,
  type Column,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { ListEmpty } from '../../list-empty.tsx';
import { choicesOf } from '../../words.ts';
import { DismissDialog } from './dismiss-dialog.tsx';
import { useLetterName, WhyCell } from './letter-cells.tsx';
import { LetterDrawer } from './letter-drawer.tsx';
import { useLetterWords } from './letter-words.ts';
import { useLetterText } from './sync-texts.ts';
import { useSyncWords } from './sync-words.ts';
import { filterSpec, letterCodes, noFilters, useLetters, useRetry } from './sync.api.ts';

/** Only a new record of the HR system helps these. */
const NEEDS_NEW = new Set(['version_conflict', 'other_source']);

const mayRetry = ({ resolvedAt, error }: DeadLetter): boolean => resolvedAt === null && !NEEDS_NEW.has(error);

interface Doing {
  look(letter: DeadLetter): void;
  retry(letters: readonly DeadLetter[]): void;
  dismiss(letters: readonly DeadLetter[]): void;
  readonly isPending: boolean;
}

function RowActions({ letter, mayRun, on }: { letter: DeadLetter; mayRun: boolean; on: Doing }) {
  const t = useLetterText();
  const name = useLetterName()(letter);
  return (
    <span className="access-tags">
      <Button size="small" aria-label={t('lookAt', { name })} onClick={() => on.look(letter)}>
        {t('look')}
      </Button>
      {mayRun && mayRetry(letter) && (
        <Button
          size="small"
          aria-label={t('retryOf', { name })}
          disabled={on.isPending}
          onClick={() => on.retry([letter])}
        >
          {t('retry')}
        </Button>
      )}
      {mayRun && letter.resolvedAt === null && (
        <Button size="small" aria-label={t('dismissOf', { name })} onClick={() => on.dismiss([letter])}>
          {t('dismiss')}
        </Button>
      )}
    </span>
  );
}

type Selection = readonly [selected: ReadonlySet<string>, toggle: (letterId: string) => void];

function useColumns([selected, toggle]: Selection, mayRun: boolean, on: Doing): readonly Column<DeadLetter>[] {
  const t = useLetterText();
  const w = useLetterWords();
  const format = useFormat();
  const nameOf = useLetterName();
  return [
    {
      key: 'record',
      title: t('record'),
      width: 220,
      render: (letter) => (
        <span className="access-sync-select">
          {mayRun && (
            <Checkbox
              aria-label={t('select', { name: nameOf(letter) })}
              disabled={letter.resolvedAt !== null}
              checked={selected.has(letter.id)}
              onChange={() => toggle(letter.id)}
            />
          )}
          <span className="access-lines">
            <span className="access-code">{letter.externalId ?? t('noId')}</span>
            <span className="access-hint">{w.entity(letter.entity)}</span>
          </span>
        </span>
      ),
    },
    { key: 'why', title: t('why'), render: (letter) => <WhyCell letter={letter} /> },
    {
      key: 'when',
      title: t('when'),
      width: 176,
      render: ({ createdAt, retries }) => (
        <span className="access-lines">
          <time dateTime={createdAt}>{format.instant(createdAt)}</time>
          {retries > 0 && <span className="access-hint">{t('tries', { count: retries })}</span>}
        </span>
      ),
    },
    {
      key: 'actions',
      title: '',
      width: 220,
      render: (letter) => <RowActions letter={letter} mayRun={mayRun} on={on} />,
    },
  ];
}

function Filters() {
  const t = useLetterText();
  const w = useLetterWords();
  const [{ error, run, closed }, set] = useUrlState(filterSpec);
  return (
    <FilterBar active={[run, closed, ...error].filter(Boolean).length} onClear={() => set(noFilters)}>
      <FilterSelect
        label={t('reasons')}
        multiple
        value={error}
        onChange={(value) => set({ error: value })}
        options={choicesOf(letterCodes, (value) => w.title(value))}
      />
      <Checkbox
        className="access-sync-check"
        checked={closed}
        onChange={({ target }) => set({ closed: target.checked })}
      >
        {t('showClosed')}
      </Checkbox>
      {run && (
        <Button size="small" onClick={() => set({ run: '' })}>
          {t('onlyRun')} ×
        </Button>
      )}
    </FilterBar>
  );
}

/** Sends the records that are to be tried again, and says what came of it. */
function useTryAgain() {
  const t = useLetterText();
  const { message } = App.useApp();
  const retry = useRetry();
  const [problem, setProblem] = useState<unknown>(null);
  const run = async (letters: readonly DeadLetter[]) => {
    const outcomes = await retry.run(letters.filter(mayRetry));
    setProblem(outcomes.find(({ error }) => error !== null)?.error ?? null);
    const done = outcomes.filter(({ error }) => error === null);
    const count = done.reduce((sum, one) => sum + one.letters.length, 0);
    if (done.some((one) => one.run?.state === 'STAGED')) void message.warning(t('retriedStaged'));
    else if (count > 0) void message.success(t('retried', { count }));
  };
  return { run, isPending: retry.isPending, problem };
}

/** Records that were set aside: which, why in words, and what can be done about them, several at once. */
export function LetterList({ mayRun }: { mayRun: boolean }) {
  const t = useLetterText();
  const w = useSyncWords();
  const [filters, set] = useUrlState(filterSpec);
  const pages = useLetters(filters);
  const tryAgain = useTryAgain();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [looked, look] = useState<DeadLetter | null>(null);
  const [dismissing, dismiss] = useState<readonly DeadLetter[]>([]);
  const toggle = (letterId: string) => {
    const next = new Set(selected);
    if (!next.delete(letterId)) next.add(letterId);
    setSelected(next);
  };
  const retry = (letters: readonly DeadLetter[]) => void tryAgain.run(letters).then(() => setSelected(new Set()));
  const on: Doing = { look, retry, dismiss, isPending: tryAgain.isPending };
  const chosen = pages.items.filter(({ id, resolvedAt }) => resolvedAt === null && selected.has(id));
  const isFiltered = Boolean(filters.error.length || filters.run || filters.closed);
  return (
    <>
      <Filters />
      <ProblemAlert problem={tryAgain.problem} />
      {chosen.length > 0 && (
        <div className="access-tags">
          <span>{t('selected', { count: chosen.length })}</span>
          <Button loading={tryAgain.isPending} disabled={!chosen.some(mayRetry)} onClick={() => retry(chosen)}>
            {t('retryMany')}
          </Button>
          <Button onClick={() => dismiss(chosen)}>{t('dismissMany')}</Button>
        </div>
      )}
      <DataTable
        label={w('letters')}
        columns={useColumns([selected, toggle], mayRun, on)}
        rowKey={({ id }) => id}
        pages={pages}
        empty={
          <ListEmpty
            isFiltered={isFiltered}
            none={t('noneFound')}
            noneYet={t('noneYet')}
            clear={w('clear')}
            onClear={() => set(noFilters)}
          />
        }
      />
      {looked && <LetterDrawer letter={looked} onClose={() => look(null)} />}
      {dismissing.length > 0 && <DismissDialog letters={dismissing} onClosed={() => dismiss([])} />}
    </>
  );
}
