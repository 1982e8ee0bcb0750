import { EmptyState, Loaded, Page, useUrlState } from '@eoms/kit/ui';
import { Answer } from './answer.tsx';
import { filterSpec, isAsked, useExplanation } from './explain.api.ts';
import { useExplainText } from './explain-texts.ts';
import { Question } from './question.tsx';
import './explain.css';

/** Why somebody may or may not do something: everybody about himself, superiors about those they manage. */
export function ExplainPage() {
  const t = useExplainText();
  const [filters, set] = useUrlState(filterSpec);
  const query = useExplanation(filters);
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <Question filters={filters} set={set} />
      {isAsked(filters) ? (
        <Loaded query={query}>{(answer) => <Answer answer={answer} />}</Loaded>
      ) : (
        <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>
      )}
    </Page>
  );
}
