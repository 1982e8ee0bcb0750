import type { ReachShown } from '@eoms/contracts/access/decisions.record';
import { messages, useLocalized } from '@eoms/kit';

const useText = messages({
  'zh-CN': {
    all: '全公司',
    none: '无',
    self: '仅本人的数据',
    units: '{units}（{stores} 家门店）',
    unitsOnly: '{units}',
    more: '{units}等 {count} 个组织',
    andSelf: '，以及本人的数据',
    between: '、',
    nothing: '目前不覆盖任何组织',
  },
  en: {
    all: 'Whole company',
    none: 'None',
    self: 'Own records only',
    units: '{units} ({stores, plural, one {# store} other {# stores}})',
    unitsOnly: '{units}',
    more: '{units} and more, {count} units',
    andSelf: ', and own records',
    between: ', ',
    nothing: 'Reaches no unit at present',
  },
});

/** How far somebody reaches today, in words. */
export function ReachText({ reach }: { reach: ReachShown }) {
  const t = useText();
  const text = useLocalized();
  if (reach.kind !== 'units') return <span>{t(reach.kind)}</span>;
  if (reach.units.length === 0) return <span>{t(reach.self ? 'self' : 'nothing')}</span>;
  const few = reach.units
    .slice(0, 3)
    .map(({ name }) => text(name))
    .join(t('between'));
  const named = reach.units.length > 3 ? t('more', { units: few, count: reach.unitCount }) : few;
  const words =
    reach.stores > 0 ? t('units', { units: named, stores: reach.stores }) : t('unitsOnly', { units: named });
  return <span>{reach.self ? words + t('andSelf') : words}</span>;
}
