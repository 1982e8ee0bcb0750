import { messages, useLocalized, type PortalSystem } from '@eoms/kit';
import { Link, useLocation } from '@eoms/kit/router';
import { useShell } from '../shell-state.ts';
import { menuTrail } from './menu-trail.ts';

const useText = messages({
  'zh-CN': { trail: '当前位置', home: '首页' },
  en: { trail: 'You are here', home: 'Home' },
});

/** Where the page lies: home, system, directories, page. */
export function Breadcrumbs({ system }: { system: PortalSystem }) {
  const t = useText();
  const localized = useLocalized();
  const { pathname } = useLocation();
  const state = useShell(({ menus }) => menus[system.code]);
  const trail = state?.status === 'ready' ? menuTrail(state.menu.items, pathname.slice(system.basePath.length)) : [];
  return (
    <nav className="breadcrumbs" aria-label={t('trail')}>
      <ol>
        <li>
          <Link to="/">{t('home')}</Link>
        </li>
        <li>
          <Link to={system.basePath}>{localized(system.title)}</Link>
        </li>
        {trail.map((item) => {
          const address = item.path === undefined ? null : system.basePath + item.path;
          const here = address === pathname;
          return (
            <li key={item.id}>
              {address && !here ? (
                <Link to={address}>{localized(item.title)}</Link>
              ) : (
                <span aria-current={here ? 'page' : undefined}>{localized(item.title)}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
