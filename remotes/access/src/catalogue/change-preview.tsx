import type { ChangePreview as Preview } from '@eoms/contracts/access/catalogue-change.record';
import type { MetaRef } from '@eoms/contracts/access/shared.record';
import { useFormat, useLocalized } from '@eoms/kit';
import { Alert, DataTable, type Column } from '@eoms/kit/ui';
import { MetaLine, PersonLine } from '../scope-text.tsx';
import { useChangeText } from './change-texts.ts';

type MetaCount = Preview['byMeta'][number];
type PersonCount = Preview['sample'][number];

const there = <Row,>(items: readonly Row[]) => ({ items, isLoading: false, error: null, refetch: () => undefined });

function Figure({ label, value, tone }: { label: string; value: number; tone: 'gain' | 'loss' | 'quiet' }) {
  const format = useFormat();
  return (
    <div className="access-figure" data-tone={value === 0 ? 'none' : tone}>
      <dt>{label}</dt>
      <dd>{format.number(value)}</dd>
    </div>
  );
}

function Names({ metas }: { metas: readonly MetaRef[] }) {
  const text = useLocalized();
  if (metas.length === 0) return '—';
  return metas.map((meta) => text(meta.name)).join('、');
}

function Abandoned({ abandoned }: { abandoned: Preview['abandoned'] }) {
  const t = useChangeText();
  const text = useLocalized();
  if (abandoned.count === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      title={t('abandoned', { count: abandoned.count })}
      description={
        <ul className="access-abandoned">
          {abandoned.sample.map(({ unit, meta }) => (
            <li key={unit.id + meta.code}>
              {text(unit.name)} · {text(meta.name)}
            </li>
          ))}
          {abandoned.count > abandoned.sample.length && (
            <li>{t('more', { count: abandoned.count - abandoned.sample.length })}</li>
          )}
        </ul>
      }
    />
  );
}

/** True when a change would bring about what a rule of separation forbids outright. */
export const isForbidden = ({ conflicts }: Preview): boolean => conflicts.some(({ mode }) => mode === 'BLOCK');

function Conflicts({ preview }: { preview: Preview }) {
  const t = useChangeText();
  const text = useLocalized();
  const { conflicts } = preview;
  if (conflicts.length === 0) return null;
  const forbidden = isForbidden(preview);
  return (
    <Alert
      type={forbidden ? 'error' : 'warning'}
      showIcon
      title={t(forbidden ? 'blocked' : 'warned')}
      description={
        <ul className="access-abandoned">
          {conflicts.map(({ code, name, people }) => (
            <li key={code}>{t('conflict', { name: text(name), count: people })}</li>
          ))}
        </ul>
      }
    />
  );
}

function useColumns(): { metas: readonly Column<MetaCount>[]; people: readonly Column<PersonCount>[] } {
  const t = useChangeText();
  const format = useFormat();
  const signed = (value: number, sign: string) => (value === 0 ? '—' : `${sign}${format.number(value)}`);
  return {
    metas: [
      { key: 'meta', title: t('permission'), render: ({ meta }) => <MetaLine meta={meta} code /> },
      { key: 'gained', title: t('gained'), align: 'end', width: 110, render: ({ gained }) => signed(gained, '+') },
      { key: 'lost', title: t('lost'), align: 'end', width: 110, render: ({ lost }) => signed(lost, '−') },
      { key: 'reached', title: t('reached'), align: 'end', width: 130, render: ({ reached }) => signed(reached, '') },
    ],
    people: [
      { key: 'person', title: t('person'), render: ({ person }) => <PersonLine person={person} /> },
      { key: 'gains', title: t('gains'), render: ({ gained }) => <Names metas={gained} /> },
      { key: 'loses', title: t('loses'), render: ({ lost }) => <Names metas={lost} /> },
      { key: 'changes', title: t('changes'), render: ({ reached }) => <Names metas={reached} />, hiddenOnCard: true },
    ],
  };
}

/** What a change would do: how many people gain and lose, what, who for example, and where nobody would be left. */
export function ChangePreview({ preview }: { preview: Preview }) {
  const t = useChangeText();
  const format = useFormat();
  const columns = useColumns();
  const { people, byMeta, sample, abandoned, at } = preview;
  const isNone = people.gaining + people.losing + people.reaching === 0;
  return (
    <div className="access-stack">
      <Conflicts preview={preview} />
      <Abandoned abandoned={abandoned} />
      <p className="access-note">
        {t('at', { at: format.instant(at) })} · {t('ofAll', { all: people.all })}
      </p>
      <dl className="access-figures">
        <Figure label={t('gaining')} value={people.gaining} tone="gain" />
        <Figure label={t('losing')} value={people.losing} tone="loss" />
        <Figure label={t('reaching')} value={people.reaching} tone="quiet" />
      </dl>
      {isNone && <p>{t('none')}</p>}
      {byMeta.length > 0 && (
        <section className="access-stack">
          <h3 className="access-subhead">{t('byMeta')}</h3>
          <DataTable
            label={t('byMeta')}
            columns={columns.metas}
            rowKey={({ meta }) => meta.code}
            pages={there(byMeta)}
          />
        </section>
      )}
      {sample.length > 0 && (
        <section className="access-stack">
          <h3 className="access-subhead">{t('byPerson')}</h3>
          {people.gaining + people.losing + people.reaching > sample.length && (
            <p className="access-note">{t('sampled', { count: sample.length })}</p>
          )}
          <DataTable
            label={t('byPerson')}
            columns={columns.people}
            rowKey={({ person }) => person.id}
            pages={there(sample)}
          />
        </section>
      )}
    </div>
  );
}
