import { listRules } from '@eoms/contracts/access/catalogue.contract';
import { systemCodes } from '@eoms/contracts/systems';
import { messages, useCan } from '@eoms/kit';
import {
  Button,
  EmptyState,
  FilterBar,
  FilterSelect,
  Page,
  SearchField,
  urlSomeOf,
  urlText,
  useEndpointPages,
  useUrlState,
  type UrlValues,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { ruleStates, useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { ChangeBar } from '../../catalogue/change-bar.tsx';
import { UnitChoice, useSystemChoices } from '../../catalogue/choices.tsx';
import { RuleEditor } from '../../catalogue/rule-editor.tsx';
import { RuleTable } from '../../catalogue/rule-table.tsx';
import { useRuleText } from '../../catalogue/rule-texts.ts';

const useText = messages({
  'zh-CN': {
    subtitle: '按组织、岗位、职级和人员类型自动授予的角色；调动与入离职后随之变化',
    search: '搜索角色',
    searchHint: '角色名称或编码',
    unit: '对该组织生效',
  },
  en: {
    subtitle: 'Roles that follow from unit, position, level and kind of person; they change with every move',
    search: 'Search roles',
    searchHint: 'Name or code of the role',
    unit: 'In force in a unit',
  },
});

const filterSpec = {
  q: urlText(),
  system: urlSomeOf(systemCodes),
  state: urlSomeOf(['ACTIVE', 'SCHEDULED', 'ENDED']),
  unit: urlText(),
};

const useRules = ({ q, system, state, unit }: UrlValues<typeof filterSpec>) =>
  useEndpointPages(listRules, {
    query: {
      // What is over is history: it is shown when asked for.
      state: state.length > 0 ? [...state] : ['ACTIVE', 'SCHEDULED'],
      ...(q ? { q } : {}),
      ...(system.length > 0 ? { system: [...system] } : {}),
      ...(unit ? { unitId: unit } : {}),
    },
  });

function Filters() {
  const t = useText();
  const r = useRuleText();
  const c = useCatalogueText();
  const [filters, set] = useUrlState(filterSpec);
  const active = [filters.q, filters.unit, ...filters.system, ...filters.state].filter(Boolean).length;
  return (
    <FilterBar
      search={
        <SearchField value={filters.q} onSearch={(q) => set({ q })} label={t('search')} placeholder={t('searchHint')} />
      }
      active={active}
      onClear={() => set({ q: '', system: [], state: [], unit: '' })}
    >
      <FilterSelect
        label={c('system')}
        multiple
        value={filters.system}
        onChange={(system) => set({ system })}
        options={useSystemChoices()}
      />
      <FilterSelect
        label={r('state')}
        multiple
        value={filters.state}
        onChange={(state) => set({ state })}
        options={ruleStates.map((value) => ({ value, label: c(`rule_${value}`) }))}
      />
      <UnitChoice
        aria-label={t('unit')}
        placeholder={t('unit')}
        value={filters.unit || null}
        onChange={(unit) => set({ unit: unit ?? '' })}
      />
    </FilterBar>
  );
}

/** Base rules: who gets which role without asking, and how far it reaches. */
export function RulesPage() {
  const t = useText();
  const r = useRuleText();
  const c = useCatalogueText();
  const mayPropose = useCan('access.catalogue.propose');
  const [filters] = useUrlState(filterSpec);
  const [isAdding, setAdding] = useState(false);
  const pages = useRules(filters);
  return (
    <Page
      title={c('rules')}
      subtitle={t('subtitle')}
      actions={
        mayPropose && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {r('add')}
          </Button>
        )
      }
    >
      <Filters />
      <RuleTable withRole pages={pages} empty={<EmptyState title={r('none')} />} />
      <ChangeBar />
      <RuleEditor isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  );
}
