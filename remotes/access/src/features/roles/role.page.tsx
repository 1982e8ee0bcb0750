import type { RoleDetail } from '@eoms/contracts/access/catalogue.record';
import { systems } from '@eoms/contracts/systems';
import { useCan, useLocalized } from '@eoms/kit';
import { useParams } from '@eoms/kit/router';
import {
  Button,
  EmptyState,
  isWithdrawn,
  Loaded,
  Page,
  Popconfirm,
  StatusTag,
  Tabs,
  urlOneOf,
  useUrlState,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { lifeTones, useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { ChangeBar } from '../../catalogue/change-bar.tsx';
import { HoldersCard } from '../../catalogue/holders-card.tsx';
import { MetaTree } from '../../catalogue/meta-tree.tsx';
import { RuleEditor } from '../../catalogue/rule-editor.tsx';
import { RuleTable } from '../../catalogue/rule-table.tsx';
import { useRuleText } from '../../catalogue/rule-texts.ts';
import { RiskTag } from '../../scope-text.tsx';
import { RenameRole } from './rename-role.tsx';
import { useEditedRole, type EditedRole } from './role-change.ts';
import { useRolesText } from './roles-texts.ts';
import { useRole, useSystemMetas } from './roles.api.ts';

const tabs = ['metas', 'rules', 'holders'] as const;
const tabSpec = { tab: urlOneOf(tabs, 'metas') };

const useMayEdit = (role: RoleDetail): boolean => useCan('access.catalogue.propose') && role.status === 'ACTIVE';

function Permissions({ role, edited }: { role: RoleDetail; edited: EditedRole }) {
  const t = useRolesText();
  const mayEdit = useMayEdit(role);
  const metas = useSystemMetas(role.system);
  const present = new Set(role.permissions.map(({ code }) => code));
  return (
    <Loaded query={metas}>
      {({ items }) => {
        const shown = items.filter(({ code, status }) => present.has(code) || (mayEdit && status === 'ACTIVE'));
        return (
          <MetaTree
            label={t('tabMetas')}
            metas={shown}
            {...(mayEdit ? { selection: { codes: edited.codes, onChange: edited.tick } } : {})}
          />
        );
      }}
    </Loaded>
  );
}

function Rules({ role }: { role: RoleDetail }) {
  const t = useRolesText();
  const r = useRuleText();
  const mayEdit = useMayEdit(role);
  const [isAdding, setAdding] = useState(false);
  return (
    <div className="access-stack">
      {mayEdit && (
        <div>
          <Button onClick={() => setAdding(true)}>{t('addRule')}</Button>
        </div>
      )}
      <RuleTable
        pages={{ items: role.baseRules, isLoading: false, error: null, refetch: () => undefined }}
        empty={<EmptyState title={r('noRule')} />}
      />
      <RuleEditor isOpen={isAdding} onClose={() => setAdding(false)} role={{ id: role.id, name: role.name }} />
    </div>
  );
}

function Actions({ role, edited }: { role: RoleDetail; edited: EditedRole }) {
  const t = useRolesText();
  const c = useCatalogueText();
  const text = useLocalized();
  const [isRenaming, setRenaming] = useState(false);
  const isEdited = edited.isRetiring || edited.added.length + edited.removed.length > 0;
  return (
    <>
      {isEdited && <Button onClick={edited.undo}>{t('undo')}</Button>}
      <Button onClick={() => setRenaming(true)}>{t('rename')}</Button>
      <Popconfirm
        title={t('retireTitle', { name: text(role.name) })}
        description={t('retireText')}
        okText={t('retireOk')}
        cancelText={c('cancel')}
        onConfirm={edited.retire}
      >
        <Button danger>{t('retire')}</Button>
      </Popconfirm>
      <RenameRole name={edited.name} isOpen={isRenaming} onClose={() => setRenaming(false)} onRename={edited.rename} />
    </>
  );
}

function RoleTabs({ role, edited }: { role: RoleDetail; edited: EditedRole }) {
  const t = useRolesText();
  const [{ tab }, set] = useUrlState(tabSpec);
  const { added, removed } = edited;
  return (
    <>
      {added.length + removed.length > 0 && (
        <p role="status" className="access-note">
          {t('pendingChange', { added: added.length, removed: removed.length })}
        </p>
      )}
      <Tabs
        activeKey={tab}
        onChange={(key) => set({ tab: key as typeof tab }, { replace: true })}
        items={[
          { key: 'metas', label: t('tabMetas'), children: <Permissions role={role} edited={edited} /> },
          { key: 'rules', label: t('tabRules'), children: <Rules role={role} /> },
          { key: 'holders', label: t('tabHolders'), children: <HoldersCard holders={role.holders} /> },
        ]}
      />
    </>
  );
}

function Tags({ role, edited }: { role: RoleDetail; edited: EditedRole }) {
  const t = useRolesText();
  const c = useCatalogueText();
  return (
    <span className="access-tags">
      <StatusTag tone={lifeTones[role.status]}>{c(`life_${role.status}`)}</StatusTag>
      <RiskTag tier={role.riskTier} />
      {edited.isRetiring && <StatusTag tone="attention">{t('pendingRetire')}</StatusTag>}
    </span>
  );
}

function LoadedRole({ role }: { role: RoleDetail }) {
  const c = useCatalogueText();
  const text = useLocalized();
  const mayEdit = useMayEdit(role);
  const edited = useEditedRole(role);
  const title = text(edited.name);
  return (
    <Page
      title={title}
      tag={<Tags role={role} edited={edited} />}
      subtitle={[text(systems[role.system]), role.code, c('people', { count: role.holders.total })].join(' · ')}
      breadcrumb={[{ title: c('roles'), to: '/access/roles' }, { title }]}
      actions={mayEdit && <Actions role={role} edited={edited} />}
    >
      <RoleTabs role={role} edited={edited} />
      <ChangeBar />
    </Page>
  );
}

function RoleView({ roleId }: { roleId: string }) {
  const t = useRolesText();
  const query = useRole(roleId);
  const role = isWithdrawn(query.error) ? undefined : query.data;
  if (role) return <LoadedRole role={role} />;
  return (
    <Page title={t('role')}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  );
}

/** One role: its permissions, who gets it by rule, who holds it; every edit is collected into the change. */
export function RolePage() {
  const { roleId = '' } = useParams();
  return <RoleView key={roleId} roleId={roleId} />;
}
