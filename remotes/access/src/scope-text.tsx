import type { MetaRef, PersonRef, ScopeShown, UnitRef } from '@eoms/contracts/access/shared.record';
import { messages, useLocalized } from '@eoms/kit';
import { StatusTag } from '@eoms/kit/ui';
import { riskTones, useAccessText } from './words.ts';

const MOST_UNITS = 3;

type Shown = { readonly kind: ScopeShown['kind']; readonly units: readonly UnitRef[] };

const useText = messages({
  'zh-CN': {
    and: '{units}及下级',
    more: '{units}等 {count} 个组织及下级',
    today: '{kind}（{units}）',
    todayMore: '{kind}（{units}等 {count} 个）',
    between: '、',
  },
  en: {
    and: '{units} and below',
    more: '{units} and more, {count} units with what is below',
    today: '{kind} ({units})',
    todayMore: '{kind} ({units} and more, {count} in all)',
    between: ', ',
  },
});

/** Says a scope in words. */
export function useScopeText(): (scope: Shown) => string {
  const t = useText();
  const s = useAccessText();
  const text = useLocalized();
  return ({ kind, units }) => {
    if (units.length === 0) return s(`scope_${kind}`);
    const named = units
      .slice(0, MOST_UNITS)
      .map(({ name }) => text(name))
      .join(t('between'));
    const { length: count } = units;
    // Named by hand, or where the kind leads today.
    if (kind === 'ORG_SET') return count > MOST_UNITS ? t('more', { units: named, count }) : t('and', { units: named });
    const words = { kind: s(`scope_${kind}`), units: named };
    return count > MOST_UNITS ? t('todayMore', { ...words, count }) : t('today', words);
  };
}

/** A scope in words; every unit of it is in the tooltip. */
export function ScopeText({
  scope,
}: {
  scope: { readonly kind: ScopeShown['kind']; readonly units: readonly UnitRef[] };
}) {
  const text = useLocalized();
  const words = useScopeText();
  const all = scope.units.map(({ name }) => text(name)).join('\n');
  return (
    <span className="access-scope" {...(scope.units.length > MOST_UNITS ? { title: all } : {})}>
      {words(scope)}
    </span>
  );
}

/** Risk from which one should look twice. */
const TOLD_FROM = 2;

/** Risk of a permission in words; what is harmless is not worth a word unless asked. */
export function RiskTag({ tier, always = false }: { tier: number; always?: boolean }) {
  const s = useAccessText();
  if (tier < TOLD_FROM && !always) return null;
  const known = Math.min(3, Math.max(0, tier)) as 0 | 1 | 2 | 3;
  return <StatusTag tone={riskTones[known] ?? 'neutral'}>{s(`risk_${known}`)}</StatusTag>;
}

/** A person with number, unit and position, so that namesakes are told apart. */
export function PersonLine({ person }: { person: PersonRef }) {
  const s = useAccessText();
  const text = useLocalized();
  const place = [person.unit && text(person.unit), person.position && text(person.position)]
    .filter(Boolean)
    .join(' · ');
  return (
    <span className="access-person">
      <span className="access-person-name">
        {person.name}
        {person.employeeNo && <span className="access-hint access-code">{person.employeeNo}</span>}
        {!person.active && <StatusTag>{s('inactive')}</StatusTag>}
      </span>
      {place && <span className="access-hint">{place}</span>}
    </span>
  );
}

/** A permission by name, its code below for those who configure. */
export function MetaLine({ meta, code = false }: { meta: MetaRef; code?: boolean }) {
  const text = useLocalized();
  return (
    <span className="access-meta">
      <span className="access-meta-name">
        {text(meta.name)}
        <RiskTag tier={meta.riskTier} />
      </span>
      {code && <code className="access-hint access-code">{meta.code}</code>}
    </span>
  );
}
