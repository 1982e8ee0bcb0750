import { messages } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { LanguageMenu, ThemeMenu } from '../features/preferences/preference-menus.tsx';
import { useShell } from '../shell-state.ts';
import { Icon, Logo } from './icons.tsx';
import { PersonMenu } from './person-menu.tsx';
import { SystemSwitcher } from './system-switcher.tsx';

const useText = messages({
  'zh-CN': { product: '统一运营平台', home: 'EOMS 统一运营平台，首页', menu: '打开菜单', demo: '演示环境' },
  en: { product: 'Operations portal', home: 'EOMS operations portal, home', menu: 'Open the menu', demo: 'Demo' },
});

/** Product, system switcher, preferences and person; on small screens also the button of the menu drawer. */
export function TopBar({ onMenu, menuOpen }: { onMenu: (() => void) | null; menuOpen: boolean }) {
  const t = useText();
  const demo = useShell((state) => state.demo);
  return (
    <header className="top-bar">
      {onMenu && (
        <button
          type="button"
          className="bar-button drawer-button"
          aria-label={t('menu')}
          aria-expanded={menuOpen}
          onClick={onMenu}
        >
          <Icon name="menu" />
        </button>
      )}
      <Link className="product" to="/" aria-label={t('home')}>
        <Logo />
        <span className="product-name">
          EOMS <span className="product-words">{t('product')}</span>
        </span>
      </Link>
      <SystemSwitcher />
      {demo && <span className="demo-badge">{t('demo')}</span>}
      <span className="bar-space" />
      <LanguageMenu />
      <ThemeMenu />
      <PersonMenu />
    </header>
  );
}
