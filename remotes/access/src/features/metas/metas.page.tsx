import type { MetaEntry } from '@eoms/contracts/access/catalogue.record';
import { FilterBar, FilterSelect, Loaded, Page, Select, useUrlState, type UrlValues } from '@eoms/kit/ui';
import { metaKinds, metaStatuses, useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { ChangeBar } from '../../catalogue/change-bar.tsx';
import { useSystemChoices } from '../../catalogue/choices.tsx';
import { MetaTree } from '../../catalogue/meta-tree.tsx';
import { riskTiers, useAccessText } from '../../words.ts';
import { MetaDrawer } from './meta-drawer.tsx';
import { metaFilters, useSystem, useSystemMetas } from './metas.api.ts';
import { useMetasText } from './metas-texts.ts';
import { SystemCard } from './system-card.tsx';

type Filters = UrlValues<typeof metaFilters>;

/** Permissions the filters leave; retired ones are shown when asked for. */
function filtered(metas: readonly MetaEntry[], { status, kind, risk }: Filters): MetaEntry[] {
  const states = status.length > 0 ? status : ['ACTIVE', 'DEPRECATED'];
  return metas.filter(
    (meta) =>
      (states as readonly string[]).includes(meta.status) &&
      (kind.length === 0 || (kind as readonly string[]).includes(meta.kind)) &&
      (risk.length === 0 || (risk as readonly string[]).includes(String(meta.riskTier))),
  );
}

function FilterRow() {
  const t = useMetasText();
  const c = useCatalogueText();
  const s = useAccessText();
  const [filters, set] = useUrlState(metaFilters);
  const active = filters.status.length + filters.kind.length + filters.risk.length;
  return (
    <FilterBar
      search={
        <Select
          aria-label={c('system')}
          className="access-choice"
          value={filters.system}
          options={useSystemChoices()}
          onChange={(system) => set({ system })}
        />
      }
      active={active}
      onClear={() => set({ status: [], kind: [], risk: [] })}
    >
      <FilterSelect
        label={t('filterStatus')}
        multiple
        value={filters.status}
        onChange={(status) => set({ status })}
        options={metaStatuses.map((value) => ({ value, label: c(`status_${value}`) }))}
      />
      <FilterSelect
        label={t('filterKind')}
        multiple
        value={filters.kind}
        onChange={(kind) => set({ kind: kind as typeof filters.kind })}
        options={metaKinds.map((value) => ({ value, label: c(`kind_${value}`) }))}
      />
      <FilterSelect
        label={t('filterRisk')}
        multiple
        value={filters.risk}
        onChange={(risk) => set({ risk })}
        options={riskTiers.map((tier) => ({ value: `${tier}` as const, label: s(`risk_${tier}`) }))}
      />
    </FilterBar>
  );
}

/** The catalogue of permissions, system by system, as a tree that stays usable with ten thousand of them. */
export function MetasPage() {
  const t = useMetasText();
  const c = useCatalogueText();
  const [filters, set] = useUrlState(metaFilters);
  const system = useSystem(filters.system);
  const metas = useSystemMetas(filters.system);
  return (
    <Page title={c('metas')} subtitle={t('subtitle')}>
      <FilterRow />
      {system.data && <SystemCard key={system.data.code} system={system.data} />}
      <Loaded query={metas}>
        {({ items }) => (
          <MetaTree
            key={filters.system}
            label={c('metas')}
            metas={filtered(items, filters)}
            onOpen={({ code }) => set({ open: code })}
          />
        )}
      </Loaded>
      <ChangeBar />
      {filters.open !== '' && <MetaDrawer code={filters.open} onClose={() => set({ open: '' })} />}
    </Page>
  );
}
