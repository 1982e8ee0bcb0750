import { messages, useLocalized, type PortalSystem } from '@eoms/kit';
import { Link, useLocation } from '@eoms/kit/router';
import { useEffect } from 'react';
import { preloadSystem } from '../remote-loader.ts';
import { openMenu } from '../system-menus.ts';
import { useShell } from '../shell-state.ts';
import { Icon } from './icons.tsx';
import { type MenuItem, menuTrail } from './menu-trail.ts';

const useText = messages({
  'zh-CN': { loading: '菜单加载中', failed: '菜单没有加载成功', retry: '重试' },
  en: { loading: 'The menu is loading', failed: 'The menu could not be loaded', retry: 'Try again' },
});

interface EntriesProps {
  readonly items: readonly MenuItem[];
  readonly system: PortalSystem;
  readonly trail: readonly MenuItem[];
  readonly onFollow: () => void;
}

function Entries({ items, system, trail, onFollow }: EntriesProps) {
  const localized = useLocalized();
  const preload = () => preloadSystem(system);
  return (
    <ul>
      {items.map((item) => (
        <li key={item.id}>
          {item.path === undefined ? (
            <span className="menu-directory">{localized(item.title)}</span>
          ) : (
            <Link
              className="menu-item"
              to={system.basePath + item.path}
              aria-current={trail.at(-1) === item ? 'page' : undefined}
              onClick={onFollow}
              onPointerEnter={preload}
              onFocus={preload}
            >
              <Icon name={item.icon ?? ''} size={18} />
              {localized(item.title)}
            </Link>
          )}
          {item.children && <Entries items={item.children} system={system} trail={trail} onFollow={onFollow} />}
        </li>
      ))}
    </ul>
  );
}

/** Menu of the open system, drawn from the BFF's answer without loading the remote. */
export function SideMenu({ system, onFollow }: { system: PortalSystem; onFollow: () => void }) {
  const t = useText();
  const localized = useLocalized();
  const { pathname } = useLocation();
  const state = useShell(({ menus }) => menus[system.code]);

  useEffect(() => {
    void openMenu(system.code);
  }, [system.code]);

  return (
    <nav className="side-menu" aria-label={localized(system.title)}>
      {state?.status === 'ready' && (
        <Entries
          items={state.menu.items}
          system={system}
          trail={menuTrail(state.menu.items, pathname.slice(system.basePath.length))}
          onFollow={onFollow}
        />
      )}
      {state?.status === 'failed' && (
        <div className="menu-failed" role="alert">
          <p>{t('failed')}</p>
          <button type="button" className="button" onClick={() => void openMenu(system.code)}>
            {t('retry')}
          </button>
        </div>
      )}
      {(!state || state.status === 'loading') && (
        <output className="skeleton-lines" aria-label={t('loading')}>
          <i />
          <i />
          <i />
        </output>
      )}
    </nav>
  );
}
