import type { Requestable } from '@eoms/contracts/access/requests.record';
import { systemCodes, systems } from '@eoms/contracts/systems';
import { useLocalized } from '@eoms/kit';
import {
  Button,
  EmptyState,
  ErrorState,
  FilterBar,
  FilterSelect,
  SearchField,
  Skeleton,
  StatusTag,
  type Feed,
  type SetUrlState,
  type UrlValues,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { MetaList } from '../../meta-list.tsx';
import { RiskTag } from '../../scope-text.tsx';
import { keyOf } from './draft.ts';
import { useCatalogue, type filterSpec } from './request.api.ts';
import { useRequestText } from './request-texts.ts';

interface Choosing {
  /** False when it is for somebody else: what the person himself holds says nothing then. */
  readonly forSelf: boolean;
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (what: Requestable) => void;
}

function Card({ what, chosen, onToggle, forSelf }: Choosing & { what: Requestable }) {
  const t = useRequestText();
  const text = useLocalized();
  const isChosen = chosen.has(keyOf(what));
  const name = text(what.name);
  return (
    <li className="access-card" data-chosen={isChosen}>
      <div className="access-card-text">
        <div className="access-row-title">
          <h3>{name}</h3>
          {forSelf && what.held && <StatusTag tone="success">{t('held')}</StatusTag>}
          <RiskTag tier={what.riskTier} />
        </div>
        <p className="access-hint">{text(what.systemName)}</p>
        {what.role && <MetaList metas={what.metas} />}
      </div>
      <Button
        type={isChosen ? 'default' : 'primary'}
        ghost={!isChosen}
        size="small"
        aria-pressed={isChosen}
        aria-label={t(isChosen ? 'dropThis' : 'chooseThis', { name })}
        onClick={() => onToggle(what)}
      >
        {t(isChosen ? 'chosen' : 'choose')}
      </Button>
    </li>
  );
}

/** What the person has already stands last, and so does the permission centre itself, which few ask for. */
const usualFirst =
  (forSelf: boolean) =>
  (a: Requestable, b: Requestable): number =>
    (forSelf ? Number(a.held) - Number(b.held) : 0) || systemCodes.indexOf(a.system) - systemCodes.indexOf(b.system);

function Section(props: Choosing & { title: string; hint: string; feed: Feed<Requestable> }) {
  const t = useRequestText();
  const { title, hint, feed } = props;
  if (feed.error && feed.items.length === 0) return <ErrorState error={feed.error} onRetry={feed.refetch} />;
  if (!feed.isLoading && feed.items.length === 0) return null;
  return (
    <section className="access-catalogue-part" aria-label={title}>
      <h2>
        {title} <span className="access-hint">{hint}</span>
      </h2>
      {feed.isLoading && <Skeleton active />}
      <ul className="access-cards">
        {feed.items.toSorted(usualFirst(props.forSelf)).map((what) => (
          <Card key={keyOf(what)} what={what} forSelf={props.forSelf} chosen={props.chosen} onToggle={props.onToggle} />
        ))}
      </ul>
      {feed.hasMore && (
        <Button loading={feed.isLoadingMore} onClick={feed.loadMore}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}

/** What may be asked for: roles first, single permissions below, found by words or system. */
export function Catalogue(
  props: Choosing & { filters: UrlValues<typeof filterSpec>; set: SetUrlState<typeof filterSpec> },
) {
  const t = useRequestText();
  const text = useLocalized();
  const { filters, set, ...choosing } = props;
  const [isOpen, setOpen] = useState(false);
  const withMetas = isOpen || filters.q !== '' || filters.system.length > 0;
  const roles = useCatalogue('role', filters);
  const metas = useCatalogue('meta', filters, withMetas);
  const isEmpty = [roles, metas].every((feed) => !feed.isLoading && !feed.error && feed.items.length === 0);
  return (
    <div className="access-catalogue">
      <FilterBar
        search={
          <SearchField
            value={filters.q}
            onSearch={(q) => set({ q }, { replace: true })}
            label={t('search')}
            placeholder={t('searchHint')}
          />
        }
        active={[filters.q, ...filters.system].filter(Boolean).length}
        onClear={() => set({ q: '', system: [] }, { replace: true })}
      >
        <FilterSelect
          label={t('system')}
          multiple
          value={filters.system}
          onChange={(system) => set({ system }, { replace: true })}
          options={systemCodes.map((code) => ({ value: code, label: text(systems[code]) }))}
        />
      </FilterBar>
      {isEmpty && withMetas && <EmptyState title={t('none')}>{t('noneHint')}</EmptyState>}
      <Section title={t('roles')} hint={t('rolesHint')} feed={roles} {...choosing} />
      {withMetas ? (
        <Section title={t('metas')} hint={t('metasHint')} feed={metas} {...choosing} />
      ) : (
        <p className="access-singles">
          <Button onClick={() => setOpen(true)}>{t('showMetas')}</Button>
          <span className="access-hint">{t('metasHint')}</span>
        </p>
      )}
    </div>
  );
}
