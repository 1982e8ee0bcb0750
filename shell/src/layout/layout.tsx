import { messages } from '@eoms/kit';
import { Outlet } from '@eoms/kit/router';
import { useRef, useState } from 'react';
import { useOpenSystem } from '../features/system/use-open-system.ts';
import { SignInAgain } from '../features/sign-in/sign-in-again.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { Icon } from './icons.tsx';
import { SideMenu } from './side-menu.tsx';
import { TopBar } from './top-bar.tsx';
import { UnsavedDialog } from './unsaved-dialog.tsx';
import { useDrawer } from './use-drawer.ts';
import { useNavigationManners } from './use-navigation-manners.ts';

const useText = messages({
  'zh-CN': { skip: '跳到正文', close: '关闭菜单' },
  en: { skip: 'Skip to the content', close: 'Close the menu' },
});

/** The frame of every page: bar, menu of the open system, breadcrumbs, content. */
export function Layout() {
  const t = useText();
  const system = useOpenSystem();
  const [drawer, setDrawer] = useState(false);
  const main = useRef<HTMLElement>(null);
  useNavigationManners(main);

  const side = useRef<HTMLElement>(null);
  useDrawer(drawer, side, setDrawer);

  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <div className="frame" data-drawer={drawer ? 'open' : undefined}>
        <TopBar onMenu={system ? () => setDrawer(!drawer) : null} menuOpen={drawer} />
        {system && (
          <aside className="side" ref={side}>
            <button
              type="button"
              className="bar-button drawer-close"
              aria-label={t('close')}
              onClick={() => setDrawer(false)}
            >
              <Icon name="close" />
            </button>
            <SideMenu system={system} onFollow={() => setDrawer(false)} />
          </aside>
        )}
        {system && (
          <button type="button" className="veil" tabIndex={-1} aria-hidden="true" onClick={() => setDrawer(false)} />
        )}
        <main id="content" ref={main} tabIndex={-1}>
          {system && <Breadcrumbs system={system} />}
          <Outlet />
        </main>
      </div>
      <UnsavedDialog />
      <SignInAgain />
    </>
  );
}
