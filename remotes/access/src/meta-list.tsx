import type { MetaRef } from '@eoms/contracts/access/shared.record';
import { messages, useLocalized } from '@eoms/kit';
import { MetaLine } from './scope-text.tsx';

const FEW = 3;

const useText = messages({
  'zh-CN': { all: '共 {count} 项权限', between: '、' },
  en: { all: '{count, plural, one {# permission} other {# permissions}}', between: ', ' },
});

/** What a role or a permission allows: the first names, and all of them when asked. */
export function MetaList({ metas, open = false }: { metas: readonly MetaRef[]; open?: boolean }) {
  const t = useText();
  const text = useLocalized();
  if (metas.length === 0) return null;
  const few = metas
    .slice(0, FEW)
    .map(({ name }) => text(name))
    .join(t('between'));
  if (metas.length <= FEW) return <span className="access-hint">{few}</span>;
  return (
    <details className="access-metas" open={open}>
      <summary>
        {few}… <span>{t('all', { count: metas.length })}</span>
      </summary>
      <ul>
        {metas.map((meta) => (
          <li key={meta.code}>
            <MetaLine meta={meta} />
          </li>
        ))}
      </ul>
    </details>
  );
}
