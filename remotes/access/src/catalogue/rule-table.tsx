import type { BaseRuleRow } from '@eoms/contracts/access/catalogue.record';
import { useCan, useFormat, useLocalized } from '@eoms/kit';
import { Button, DataTable, StatusTag, type Column, type TablePages } from '@eoms/kit/ui';
import { useState, type ReactNode } from 'react';
import { ScopeText } from '../scope-text.tsx';
import { useAccessText } from '../words.ts';
import { ruleStateTones, useCatalogueText } from './catalogue-texts.ts';
import { useChangeBasket } from './change-basket.ts';
import { EndRule } from './end-rule.tsx';
import { useRuleText, useWhoText } from './rule-texts.ts';

function Period({ rule }: { rule: BaseRuleRow }) {
  const t = useRuleText();
  const s = useAccessText();
  const format = useFormat();
  return (
    <span className="access-lines">
      <span>{t('fromTo', { from: format.day(rule.from) })}</span>
      <span className="access-hint">{rule.until ? format.instant(rule.until) : s('noEnd')}</span>
    </span>
  );
}

function State({ rule, isEnding }: { rule: BaseRuleRow; isEnding: boolean }) {
  const t = useRuleText();
  const c = useCatalogueText();
  return (
    <span className="access-tags">
      <StatusTag tone={ruleStateTones[rule.state]}>{c(`rule_${rule.state}`)}</StatusTag>
      {isEnding && <StatusTag tone="attention">{t('pendingEnd')}</StatusTag>}
    </span>
  );
}

/** Rules as a table; whoever may propose can put the end of one into the change. */
export function RuleTable(props: { pages: TablePages<BaseRuleRow>; withRole?: boolean; empty: ReactNode }) {
  const t = useRuleText();
  const c = useCatalogueText();
  const s = useAccessText();
  const text = useLocalized();
  const who = useWhoText();
  const mayPropose = useCan('access.catalogue.propose');
  const pending = new Set(useChangeBasket().map(({ key }) => key));
  const [ending, setEnding] = useState<BaseRuleRow | null>(null);
  const end = (rule: BaseRuleRow) =>
    rule.state !== 'ENDED' && (
      <Button size="small" disabled={pending.has(`rule ${rule.id}`)} onClick={() => setEnding(rule)}>
        {t('end')}
      </Button>
    );
  const columns: Column<BaseRuleRow>[] = [
    { key: 'who', title: t('who'), render: (rule) => who(rule) },
    ...(props.withRole
      ? [
          {
            key: 'role',
            title: t('role'),
            render: (rule: BaseRuleRow) => (
              <span className="access-lines">
                <span>{text(rule.role.name)}</span>
                <span className="access-hint access-code">{rule.role.code}</span>
              </span>
            ),
          },
        ]
      : []),
    { key: 'scope', title: s('scope'), render: (rule) => <ScopeText scope={rule.scope} /> },
    { key: 'period', title: t('period'), width: 170, render: (rule) => <Period rule={rule} /> },
    {
      key: 'state',
      title: t('state'),
      width: 120,
      render: (rule) => <State rule={rule} isEnding={pending.has(`rule ${rule.id}`)} />,
    },
    ...(mayPropose ? [{ key: 'actions', title: t('actions'), width: 90, render: end }] : []),
  ];
  return (
    <>
      <DataTable label={c('rules')} columns={columns} rowKey={({ id }) => id} pages={props.pages} empty={props.empty} />
      <EndRule rule={ending} onClose={() => setEnding(null)} />
    </>
  );
}
