import { systemCodes, systems } from '@eoms/contracts/systems';
import { useLocalized } from '@eoms/kit';
import { FilterBar, FilterSelect, SearchField, Segmented, type SetUrlState, type UrlValues } from '@eoms/kit/ui';
import { choicesOf, useAccessText } from '../../words.ts';
import type { filterSpec } from './inbox.api.ts';
import { useInboxText } from './inbox-texts.ts';

/** No filter at all; the order stays. */
export const noFilters = { q: '', system: [], risk: [], kind: [] } as const;

/** Search, filters and order of the inbox. */
export function InboxFilters(props: { filters: UrlValues<typeof filterSpec>; set: SetUrlState<typeof filterSpec> }) {
  const t = useInboxText();
  const s = useAccessText();
  const text = useLocalized();
  const { filters, set } = props;
  const { q, system, risk, kind, sort } = filters;
  return (
    <div className="access-inbox-filters">
      <FilterBar
        search={
          <SearchField
            value={q}
            onSearch={(words) => set({ q: words })}
            label={t('search')}
            placeholder={t('searchHint')}
          />
        }
        active={[q, ...system, ...risk, ...kind].filter(Boolean).length}
        onClear={() => set(noFilters)}
      >
        <FilterSelect
          label={t('system')}
          multiple
          value={system}
          onChange={(value) => set({ system: value })}
          options={systemCodes.map((code) => ({ value: code, label: text(systems[code]) }))}
        />
        <FilterSelect
          label={t('risk')}
          multiple
          value={risk}
          onChange={(value) => set({ risk: value })}
          options={choicesOf(['0', '1', '2', '3'] as const, (tier) => s(`risk_${tier}`))}
        />
        <FilterSelect
          label={t('kind')}
          multiple
          value={kind}
          onChange={(value) => set({ kind: value })}
          options={choicesOf(['SHORT', 'LONG', 'CHANGE'] as const, (value) => s(value))}
        />
      </FilterBar>
      <Segmented
        aria-label={t('sort')}
        value={sort}
        options={choicesOf(['dueAt', 'submittedAt', 'riskTier'] as const, (value) => t(`sort_${value}`))}
        onChange={(value) => set({ sort: value })}
      />
    </div>
  );
}
