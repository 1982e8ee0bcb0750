import type { TicketRow } from '@eoms/contracts/service/tickets.contract';
import { messages } from '@eoms/kit';
import { FilterBar, FilterSelect, SearchField, Segmented, type SetUrlState } from '@eoms/kit/ui';
import { choicesOf, priorities, requesterKinds, ticketStates, ticketTypes, useTicketText } from '../../labels.ts';
import { useStoreName } from '../../ticket-references.ts';
import { noFilters, viewOf, views, type filterSpec, type Filters, type ViewName } from './queue.api.ts';

const useText = messages({
  'zh-CN': {
    views: '视图',
    mine: '我受理的',
    unassigned: '未分派',
    todo: '待处理',
    all: '全部',
    search: '搜索工单号、标题、发起人或电话',
    onlyStore: '门店：{name}',
    onlyOwner: '受理人：{name}',
    somePerson: '指定人员',
    remove: '取消此条件',
  },
  en: {
    views: 'View',
    mine: 'Mine',
    unassigned: 'Unassigned',
    todo: 'To do',
    all: 'All',
    search: 'Search number, subject, requester or phone',
    onlyStore: 'Store: {name}',
    onlyOwner: 'Owner: {name}',
    somePerson: 'one person',
    remove: 'Remove this filter',
  },
});

interface Props {
  readonly filters: Filters;
  readonly set: SetUrlState<typeof filterSpec>;
  readonly rows: readonly TicketRow[];
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const t = useText();
  return (
    <span className="service-chip">
      {text}
      <button type="button" aria-label={`${t('remove')}：${text}`} title={t('remove')} onClick={onRemove}>
        ×
      </button>
    </span>
  );
}

/** Filters that come with a link and have no field of their own. */
function Chips({ filters: { storeId, owner }, set, rows }: Props) {
  const t = useText();
  const s = useTicketText();
  const shown = rows.find((row) => row.storeId === storeId)?.storeName;
  const known = useStoreName(storeId || undefined);
  const isPerson = owner !== '' && owner !== 'me' && owner !== 'none';
  if (!storeId && !isPerson) return null;
  const ownerName = rows.find((row) => row.ownerId === owner)?.ownerName;
  return (
    <div className="service-chips">
      {storeId && (
        <Chip text={t('onlyStore', { name: shown ?? known ?? s('someStore') })} onRemove={() => set({ storeId: '' })} />
      )}
      {isPerson && (
        <Chip text={t('onlyOwner', { name: ownerName ?? t('somePerson') })} onRemove={() => set({ owner: '' })} />
      )}
    </div>
  );
}

/** Views, search and filters of the queue. */
export function QueueFilters(props: Props) {
  const t = useText();
  const s = useTicketText();
  const { filters, set } = props;
  const { q, state, type, priority, requesterKind } = filters;
  const view = viewOf(filters);
  const kept = view ? views[view] : { owner: '', state: [] };
  const ownStates = String(kept.state) === String(state) ? [] : state;
  const active = [q, filters.storeId, ...ownStates, ...type, ...priority, ...requesterKind].filter(Boolean).length;
  return (
    <div className="service-queue-head">
      <div className="service-views">
        <Segmented<ViewName | ''>
          aria-label={t('views')}
          value={view ?? ''}
          options={choicesOf(Object.keys(views) as ViewName[], (name) => t(name))}
          onChange={(name) => name && set(views[name])}
        />
      </div>
      <FilterBar
        search={<SearchField value={q} onSearch={(text) => set({ q: text })} label={t('search')} />}
        active={active}
        onClear={() => set({ ...noFilters, ...kept })}
      >
        <FilterSelect
          label={s('state')}
          multiple
          value={state}
          onChange={(value) => set({ state: value })}
          options={choicesOf(ticketStates, s)}
        />
        <FilterSelect
          label={s('type')}
          multiple
          value={type}
          onChange={(value) => set({ type: value })}
          options={choicesOf(ticketTypes, s)}
        />
        <FilterSelect
          label={s('priority')}
          multiple
          value={priority}
          onChange={(value) => set({ priority: value })}
          options={choicesOf(priorities, s)}
        />
        <FilterSelect
          label={s('requesterKind')}
          multiple
          value={requesterKind}
          onChange={(value) => set({ requesterKind: value })}
          options={choicesOf(requesterKinds, (kind) => s(`kind_${kind}`))}
        />
      </FilterBar>
      <Chips {...props} />
    </div>
  );
}
