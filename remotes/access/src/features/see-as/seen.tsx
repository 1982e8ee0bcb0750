import type { SeenAs } from '@eoms/contracts/access/decisions.record';
import type { MenuNode } from '@eoms/contracts/portal/remotes.contract';
import { systemCodes, systems } from '@eoms/contracts/systems';
import { useFormat, useLocalized } from '@eoms/kit';
import { Alert, EmptyState, InfoCard } from '@eoms/kit/ui';
import { ReachText } from '../../reach-text.tsx';
import { MetaLine } from '../../scope-text.tsx';
import { useSeeAsText } from './see-as-texts.ts';

function Menu({ nodes }: { nodes: readonly MenuNode[] }) {
  const text = useLocalized();
  return (
    <ul className="access-menu">
      {nodes.map((node) => (
        <li key={node.id}>
          <span className={node.children ? 'access-menu-group' : undefined}>{text(node.title)}</span>
          {node.children && <Menu nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}

function Metas({ metas }: Pick<SeenAs, 'metas'>) {
  const text = useLocalized();
  const bySystem = Map.groupBy(metas, ({ meta }) => meta.system);
  const inOrder = systemCodes.flatMap((system) => {
    const own = bySystem.get(system);
    return own ? [[system, own] as const] : [];
  });
  return inOrder.map(([system, own]) => (
    <section key={system} className="access-seen-metas" aria-label={text(systems[system])}>
      <h3>{text(systems[system])}</h3>
      <ul>
        {own.map(({ meta, reach }) => (
          <li key={meta.code}>
            <MetaLine meta={meta} code />
            {reach && <ReachText reach={reach} />}
          </li>
        ))}
      </ul>
    </section>
  ));
}

/** Systems, menus and permissions as somebody finds them. */
export function Seen({ seen }: { seen: SeenAs }) {
  const t = useSeeAsText();
  const text = useLocalized();
  const format = useFormat();
  const { person, role, systems: shown, metas, visibleStores } = seen;
  const banner = person ? t('banner', { name: person.name }) : t('roleBanner', { name: role ? text(role.name) : '' });
  const facts = [
    t('at', { when: format.instant(seen.at) }),
    t('count', { systems: shown.length, metas: metas.length }),
    visibleStores === null ? null : t('stores', { count: visibleStores }),
  ];
  return (
    <div className="access-stack">
      <Alert type="warning" showIcon title={banner} />
      <p className="access-lead">{facts.filter(Boolean).join(' · ')}</p>
      <div className="access-seen">
        <InfoCard title={t('systems')}>
          {shown.length === 0 && <EmptyState title={t('noSystem')} />}
          <div className="access-seen-systems">
            {shown.map(({ code, title, menu }) => (
              <section key={code} aria-label={text(title)}>
                <h3>{text(title)}</h3>
                <Menu nodes={menu} />
              </section>
            ))}
          </div>
        </InfoCard>
        <InfoCard title={t('metas')}>
          {metas.length === 0 ? <EmptyState title={t('noMeta')} /> : <Metas metas={metas} />}
        </InfoCard>
      </div>
    </div>
  );
}
