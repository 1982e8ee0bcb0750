import { useCan, useLocalized } from '@eoms/kit';
import { ProblemAlert, Select, type SetUrlState, type UrlValues } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { PersonSelect } from '../../person-select.tsx';
import { useSettled } from '../../settled.ts';
import { pathIn, useQuestions, type filterSpec } from './explain.api.ts';
import { useExplainText } from './explain-texts.ts';

function useOptions(q: string) {
  const t = useExplainText();
  const text = useLocalized();
  const address = pathIn(q);
  const found = useQuestions(address ? '' : q);
  const { pages = [], metas = [] } = found.data ?? {};
  const named = [
    {
      label: t('pages'),
      title: t('pages'),
      options: pages.map(({ path, title }) => ({ value: `path ${path}`, label: `${text(title)} · ${path}` })),
    },
    {
      label: t('metas'),
      title: t('metas'),
      options: metas.map(({ code, name }) => ({ value: `meta ${code}`, label: `${text(name)} · ${code}` })),
    },
  ].filter(({ options }) => options.length > 0);
  const pasted = [{ value: `path ${address}`, label: t('address', { path: address ?? '' }) }];
  const options = address ? [{ label: t('pages'), title: t('pages'), options: pasted }] : named;
  return { found, options };
}

function QuestionSelect(props: { id: string; value: string | null; onChange: (value: string | null) => void }) {
  const t = useExplainText();
  const [q, setQ] = useState('');
  const { found, options } = useOptions(useSettled(q.trim()));
  return (
    <>
      <Select
        id={props.id}
        className="access-question-select"
        showSearch={{ filterOption: false, onSearch: setQ }}
        allowClear
        loading={found.isFetching}
        placeholder={t('questionPlaceholder')}
        value={props.value}
        options={options}
        labelRender={({ label, value }) => label ?? String(value).replace(/^\w+ /, '')}
        onChange={(value?: string | null) => props.onChange(value ?? null)}
      />
      <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
    </>
  );
}

/** What is asked, about whom. */
export function Question(props: { filters: UrlValues<typeof filterSpec>; set: SetUrlState<typeof filterSpec> }) {
  const t = useExplainText();
  const [questionId, personId] = [useId(), useId()];
  const mayAskAboutOthers = useCan('access.decision.explain');
  const { filters, set } = props;
  const value = filters.path ? `path ${filters.path}` : filters.meta ? `meta ${filters.meta}` : null;
  const ask = (chosen: string | null) => {
    const [kind, subject = ''] = chosen?.split(' ') ?? [];
    set({ path: kind === 'path' ? subject : '', meta: kind === 'meta' ? subject : '', kind: undefined, id: '' });
  };
  return (
    <div className="access-question">
      {mayAskAboutOthers && (
        <div className="access-field">
          <label className="access-label" htmlFor={personId}>
            {t('person')}
          </label>
          <PersonSelect
            id={personId}
            allowClear
            placeholder={t('me')}
            value={filters.person || null}
            onChange={(person) => set({ person: person ?? '' })}
          />
        </div>
      )}
      <div className="access-field">
        <label className="access-label" htmlFor={questionId}>
          {t('question')}
        </label>
        <QuestionSelect id={questionId} value={value} onChange={ask} />
        <span className="access-hint">{t('questionHint')}</span>
      </div>
    </div>
  );
}
