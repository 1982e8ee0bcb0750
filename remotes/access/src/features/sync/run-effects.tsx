import type { SyncEffects } from '@eoms/contracts/access/sync.contract';
import { systems } from '@eoms/contracts/systems';
import { useCan, useFormat, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { InfoCard } from '@eoms/kit/ui';
import { Fragment, type ReactNode } from 'react';
import { RiskTag } from '../../scope-text.tsx';
import { useRunText } from './run-texts.ts';

/** Lines shown before the rest folds away. */
const AT_FIRST = 6;
const STORES_NAMED = 6;

type Counted = SyncEffects['byMeta'][number];
type Abandoned = SyncEffects['abandoned'][number];

function Stores({ count, stores }: Pick<Abandoned, 'count' | 'stores'>) {
  const t = useRunText();
  const text = useLocalized();
  const seesUnits = useCan('access.organisation.view');
  const named = stores.slice(0, STORES_NAMED);
  return (
    <span className="access-hint access-block">
      {named.map(({ id, name }, at) => (
        <Fragment key={id}>
          {at > 0 && t('between')}
          {seesUnits ? (
            <Link className="eoms-link" to={`/access/organisation?unit=${id}`}>
              {text(name)}
            </Link>
          ) : (
            text(name)
          )}
        </Fragment>
      ))}
      {count > named.length && t('storesMore')}
    </span>
  );
}

function Folded<Row>(props: {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  renderRow: (row: Row) => ReactNode;
}) {
  const t = useRunText();
  const { rows, rowKey, renderRow } = props;
  const list = (some: readonly Row[]) => (
    <ul className="access-sync-effects">
      {some.map((row) => (
        <li key={rowKey(row)}>{renderRow(row)}</li>
      ))}
    </ul>
  );
  const others = rows.slice(AT_FIRST);
  return (
    <>
      {list(rows.slice(0, AT_FIRST))}
      {others.length > 0 && (
        <details className="access-sync-help">
          <summary>{t('more', { count: others.length })}</summary>
          {list(others)}
        </details>
      )}
    </>
  );
}

/** Risk from which a permission is told before others. */
const RISKY = 2;
const riskOf = ({ meta: { riskTier } }: Counted): number => (riskTier < RISKY ? 0 : riskTier);

/** What is dangerous first, then what work is done with; what everybody has for himself last. */
const byWeight = (way: 'lost' | 'gained') => (a: Counted, b: Counted) =>
  riskOf(b) - riskOf(a) || Number(a.meta.system === 'access') - Number(b.meta.system === 'access') || b[way] - a[way];

function Abilities({ title, rows, way }: { title: string; rows: readonly Counted[]; way: 'lost' | 'gained' }) {
  const t = useRunText();
  const text = useLocalized();
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="access-label">{title}</h3>
      <Folded
        rows={rows.toSorted(byWeight(way))}
        rowKey={({ meta }) => meta.code}
        renderRow={({ meta, ...counts }) => (
          <span className="access-tags">
            {t(way, { count: counts[way], name: text(meta.name) })}
            <span className="access-hint">{text(systems[meta.system])}</span>
            <RiskTag tier={meta.riskTier} />
          </span>
        )}
      />
    </section>
  );
}

/** What a run does to permissions, as abilities that people and stores lose or gain. */
export function RunEffects({ effects }: { effects: SyncEffects }) {
  const t = useRunText();
  const text = useLocalized();
  const format = useFormat();
  const { people, touched, sampled, byMeta, abandoned, at } = effects;
  return (
    <InfoCard title={t('effects')}>
      <div className="access-stack">
        <p className="access-lead">
          {people === 0 ? t('effectsNone') : t('effectsPeople', { people, when: format.instant(at) })}
          {sampled && ` ${t('sampled', { touched })}`}
        </p>
        {abandoned.length > 0 && (
          <div className="access-sync-abandoned">
            <Folded
              rows={abandoned}
              rowKey={({ meta }) => meta.code}
              renderRow={({ meta, count, stores }) => (
                <>
                  <strong>{t('abandoned', { count, name: text(meta.name) })}</strong>
                  <Stores count={count} stores={stores} />
                </>
              )}
            />
          </div>
        )}
        <div className="access-sync-abilities">
          <Abilities title={t('losing')} way="lost" rows={byMeta.filter(({ lost }) => lost > 0)} />
          <Abilities title={t('gaining')} way="gained" rows={byMeta.filter(({ gained }) => gained > 0)} />
        </div>
      </div>
    </InfoCard>
  );
}
