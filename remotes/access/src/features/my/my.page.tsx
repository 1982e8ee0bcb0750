import type { MyPermissions } from '@eoms/contracts/access/decisions.record';
import { useCan, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import {
  Button,
  Checkbox,
  EmptyState,
  FilterBar,
  FilterSelect,
  InfoCard,
  LinkButton,
  Loaded,
  Page,
  ProblemAlert,
  SearchField,
  StatusTag,
  useUrlState,
} from '@eoms/kit/ui';
import { useSomeNames } from '../../some-names.ts';
import { Due, endsSoon } from '../../time-text.tsx';
import { choicesOf, useAccessText } from '../../words.ts';
import { filterSpec, matches, useMyPermissions, useOwnGrants, useWaitingRequests } from './my.api.ts';
import { useMyText } from './my-texts.ts';
import { PermissionRow } from './permission-row.tsx';
import './my.css';

function Waiting() {
  const t = useMyText();
  const someNames = useSomeNames();
  const text = useLocalized();
  const waiting = useWaitingRequests();
  const rows = waiting.data?.items ?? [];
  if (waiting.error) return <ProblemAlert problem={waiting.error} onRetry={() => void waiting.refetch()} />;
  if (rows.length === 0) return null;
  return (
    <InfoCard title={t('waiting')} actions={<Link to="/access/requests">{t('allRequests')}</Link>}>
      <ul className="access-waiting">
        {rows.map((row) => (
          <li key={row.id}>
            <Link className="eoms-row-link" to={`/access/requests/${row.id}`}>
              {row.titles.map(text).join(t('between'))}
            </Link>
            <span className="access-hint">
              {row.waitingFor.length > 0 ? t('waitingFor', { names: someNames(row.waitingFor) }) : t('waitingNobody')}
            </span>
            {row.dueAt && <Due at={row.dueAt} />}
          </li>
        ))}
      </ul>
    </InfoCard>
  );
}

function Filters() {
  const t = useMyText();
  const s = useAccessText();
  const [filters, set] = useUrlState(filterSpec);
  return (
    <FilterBar
      search={
        <SearchField value={filters.q} onSearch={(q) => set({ q })} label={t('search')} placeholder={t('searchHint')} />
      }
      active={[filters.q, filters.via, filters.soon].filter(Boolean).length}
      onClear={() => set({ q: '', via: undefined, soon: false })}
    >
      <FilterSelect
        label={t('source')}
        value={filters.via}
        onChange={(via) => set({ via })}
        options={choicesOf(['rule', 'grant', 'break-glass'] as const, (via) => s(`via_${via}`))}
      />
      <Checkbox
        className="access-soon"
        checked={filters.soon}
        onChange={(event) => set({ soon: event.target.checked })}
      >
        {t('soon')}
      </Checkbox>
    </FilterBar>
  );
}

function Systems({ data }: { data: MyPermissions }) {
  const t = useMyText();
  const text = useLocalized();
  const grants = useOwnGrants();
  const [filters, set] = useUrlState(filterSpec);
  const shown = data.systems
    .map(({ items, ...system }) => ({ ...system, items: items.filter((item) => matches(item, system.name, filters)) }))
    .filter(({ items }) => items.length > 0);
  if (data.systems.length === 0) return <EmptyState title={t('noneYet')}>{t('noneYetHint')}</EmptyState>;
  if (shown.length === 0) {
    const clear = <Button onClick={() => set({ q: '', via: undefined, soon: false })}>{t('clear')}</Button>;
    return <EmptyState title={t('none')} actions={clear} />;
  }
  return shown.map(({ system, name, items }) => (
    <InfoCard key={system} title={text(name)}>
      <ul className="access-rows">
        {items.map((item) => (
          <PermissionRow key={item.key} item={item} grant={grants.get(item.source.refId)} />
        ))}
      </ul>
    </InfoCard>
  ));
}

function Summary({ data }: { data: MyPermissions }) {
  const t = useMyText();
  const text = useLocalized();
  const { person, systems } = data;
  const items = systems.flatMap((system) => system.items);
  const soon = items.filter(({ source }) => endsSoon(source.until)).length;
  const place = [person.name, person.unit && text(person.unit), person.position && text(person.position)];
  return (
    <p className="access-summary">
      <span>{place.filter(Boolean).join(' · ')}</span>
      <span>{t('summary', { systems: systems.length, roles: items.length })}</span>
      {soon > 0 && <StatusTag tone="attention">{t('endsSoon', { count: soon })}</StatusTag>}
    </p>
  );
}

/** What the person may do, system by system, why, how far and until when; what waits stands on top. */
export function MyPage() {
  const t = useMyText();
  const mayAsk = useCan('access.request.create');
  const query = useMyPermissions();
  return (
    <Page
      title={t('title')}
      subtitle={query.data && <Summary data={query.data} />}
      actions={
        mayAsk && (
          <LinkButton type="primary" to="/access/request">
            {t('request')}
          </LinkButton>
        )
      }
    >
      <Loaded query={query}>
        {(data) => (
          <>
            <Waiting />
            <Filters />
            <Systems data={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
