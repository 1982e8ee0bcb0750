import type { listBreakGlass } from '@eoms/contracts/access/governance.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { StatusTag, type Column, type RowOf } from '@eoms/kit/ui';
import { RiskTag, ScopeText } from '../../scope-text.tsx';
import { useBreakGlassText } from './break-glass-texts.ts';

/** An emergency as the lists answer it. */
export type Emergency = RowOf<typeof listBreakGlass>;

/** What was taken, how far it reached and why. */
export function EmergencyLine({ one }: { one: Emergency }) {
  const text = useLocalized();
  const name = one.role?.name ?? one.meta?.name;
  return (
    <span className="access-meta">
      <span className="access-meta-name">
        {name ? text(name) : '—'}
        {one.meta && <RiskTag tier={one.meta.riskTier} />}
      </span>
      <span className="access-hint">
        <ScopeText scope={one.scope} /> · {one.reason}
      </span>
    </span>
  );
}

/** Columns both lists share. */
export function useEmergencyColumns(): Record<'what' | 'when' | 'state' | 'verdict', Column<Emergency>> {
  const t = useBreakGlassText();
  const format = useFormat();
  return {
    what: { key: 'what', title: t('whatAndWhy'), render: (one) => <EmergencyLine one={one} /> },
    when: {
      key: 'when',
      title: t('when'),
      width: 200,
      render: (one) => (
        <span className="access-lines">
          <span>{format.instant(one.from)}</span>
          <span className="access-hint">{t('until', { until: format.instant(one.until) })}</span>
        </span>
      ),
    },
    state: {
      key: 'state',
      title: t('state'),
      width: 110,
      render: (one) => <StatusTag tone={one.state === 'ACTIVE' ? 'danger' : 'neutral'}>{t(one.state)}</StatusTag>,
    },
    verdict: {
      key: 'verdict',
      title: t('reviewed'),
      width: 180,
      render: (one) =>
        one.verdict ? (
          <span className="access-lines">
            <StatusTag tone={one.verdict === 'JUSTIFIED' ? 'success' : 'danger'}>{t(one.verdict)}</StatusTag>
            <span className="access-hint">{one.note}</span>
          </span>
        ) : (
          <StatusTag tone="attention">{t('waiting')}</StatusTag>
        ),
    },
  };
}
