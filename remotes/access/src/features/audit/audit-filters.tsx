import { actionTitle, auditActions, auditObjects } from '@eoms/contracts/access/audit-actions';
import { useCan, useLocalized } from '@eoms/kit';
import { Button, DayInput, FilterBar, FilterSelect, SearchField, type SetUrlState } from '@eoms/kit/ui';
import { PersonSelect } from '../../person-select.tsx';
import { useAuditText } from './audit-texts.ts';
import type { AuditFilters as Filters, filterSpec } from './audit.api.ts';

/** Nothing narrowed. */
export const noFilters: Filters = {
  actorId: '',
  onBehalfOf: '',
  action: [],
  objectKind: undefined,
  objectId: '',
  requestId: '',
  from: '',
  until: '',
};

/** How many filters are set. */
export const activeFilters = (filters: Filters): number =>
  Object.values(filters).filter((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value))).length;

interface Props {
  readonly filters: Filters;
  readonly set: SetUrlState<typeof filterSpec>;
}

/** Filters that a link from an event sets and that have no field of their own. */
function LinkedFilters({ filters, set }: Props) {
  const t = useAuditText();
  const seesPeople = useCan('access.person.view');
  const linked = [
    filters.requestId && ({ name: 'requestId', text: t('requestFilter', { id: filters.requestId }) } as const),
    !seesPeople && filters.actorId && ({ name: 'actorId', text: t('actorFilter', { id: filters.actorId }) } as const),
  ].filter((one) => one !== '' && one !== false);
  return linked.map(({ name, text }) => (
    <Button key={name} size="small" aria-label={t('remove', { what: text })} onClick={() => set({ [name]: '' })}>
      {text} ×
    </Button>
  ));
}

/** What the log is narrowed by: who, what, which object, which days. */
export function AuditFilters({ filters, set }: Props) {
  const t = useAuditText();
  const text = useLocalized();
  const seesPeople = useCan('access.person.view');
  const actions = Object.keys(auditActions).map((value) => ({ value, label: text(actionTitle(value)) }));
  const kinds = Object.entries(auditObjects).map(([value, title]) => ({ value, label: text(title) }));
  return (
    <FilterBar
      search={
        <SearchField
          label={t('objectId')}
          placeholder={t('objectIdHint')}
          value={filters.objectId}
          onSearch={(objectId) => set({ objectId: objectId.trim() })}
        />
      }
      active={activeFilters(filters)}
      onClear={() => set(noFilters)}
    >
      {seesPeople && (
        <span className="access-audit-actor">
          <PersonSelect
            aria-label={t('actor')}
            allowClear
            placeholder={t('actor')}
            value={filters.actorId || null}
            onChange={(actorId) => set({ actorId: actorId ?? '' })}
          />
        </span>
      )}
      <FilterSelect
        multiple
        label={t('action')}
        value={filters.action}
        onChange={(action) => set({ action })}
        options={actions}
      />
      <FilterSelect
        label={t('objectKind')}
        value={filters.objectKind}
        onChange={(objectKind) => set({ objectKind })}
        options={kinds}
      />
      <label className="access-audit-day">
        <span>{t('from')}</span>
        <DayInput value={filters.from} onChange={(from) => set({ from: from ?? '' })} />
      </label>
      <label className="access-audit-day">
        <span>{t('until')}</span>
        <DayInput value={filters.until} onChange={(until) => set({ until: until ?? '' })} />
      </label>
      <LinkedFilters filters={filters} set={set} />
    </FilterBar>
  );
}
