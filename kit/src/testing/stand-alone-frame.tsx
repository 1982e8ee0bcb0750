import type { MenuNode, RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { useEffect, type ReactNode } from 'react';
import { NavLink, Route, Routes, useLocation, useNavigate } from 'react-router';
import { useLocalized } from '../locale.ts';
import { messages } from '../messages.ts';
import { setNavigator } from '../navigation.ts';
import { portal, usePortal } from '../portal.ts';
import { RemoteRoot } from '../ui/remote-root.tsx';
import { UnsavedDialog } from './unsaved-dialog.tsx';
import './stand-alone.css';

const useText = messages({
  'zh-CN': { alone: '单独运行 · 模拟数据', menu: '菜单', language: 'English', theme: '切换明暗' },
  en: { alone: 'Running alone · mock data', menu: 'Menu', language: '中文', theme: 'Light or dark' },
});

const pagesOf = (nodes: readonly MenuNode[]): MenuNode[] =>
  nodes.flatMap((node) => (node.children ? pagesOf(node.children) : [node]));

/** What stands around a remote that runs alone: its menu, language and theme. */
export function StandAloneFrame({ manifest, children }: { manifest: RemoteManifest; children?: ReactNode }) {
  const t = useText();
  const text = useLocalized();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { locale, theme } = usePortal((state) => state);
  const pages = pagesOf(manifest.menu);
  const isInside = pathname.startsWith(manifest.basePath);
  const home = manifest.basePath + (pages[0]?.path ?? '');
  useEffect(() => setNavigator((href) => void navigate(href)), [navigate]);
  useEffect(() => {
    if (!isInside) void navigate(home, { replace: true });
  }, [isInside, home, navigate]);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dataset.theme = theme;
  }, [locale, theme]);
  return (
    <div className="eoms-alone">
      <header>
        <strong>{t('alone')}</strong>
        <nav aria-label={t('menu')}>
          {pages.map((page) => (
            <NavLink key={page.id} to={manifest.basePath + (page.path ?? '')}>
              {text(page.title)}
            </NavLink>
          ))}
        </nav>
        <button type="button" onClick={() => portal.setState({ locale: locale === 'en' ? 'zh-CN' : 'en' })}>
          {t('language')}
        </button>
        <button type="button" onClick={() => portal.setState({ theme: theme === 'dark' ? 'light' : 'dark' })}>
          {t('theme')}
        </button>
      </header>
      <main>
        <Routes>
          <Route path={`${manifest.basePath}/*`} element={children} />
          <Route path="*" element={null} />
        </Routes>
      </main>
      <RemoteRoot>
        <UnsavedDialog />
      </RemoteRoot>
    </div>
  );
}
