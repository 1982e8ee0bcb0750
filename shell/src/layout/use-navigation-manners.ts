import { announce, setNavigator } from '@eoms/kit';
import { useLocation, useNavigate } from '@eoms/kit/router';
import { useEffect, useRef } from 'react';

/**
 * Behaves on navigation as a page load would: the new page's heading gets the focus unless the page has placed it itself, the
 * window scrolls up, and the title is announced once it has settled.
 */
export function useNavigationManners(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const before = useRef(pathname);

  useEffect(() => setNavigator((href) => void navigate(href)), [navigate]);

  useEffect(() => {
    if (before.current === pathname) return undefined;
    before.current = pathname;
    scrollTo(0, 0);
    const area = main.current;
    if (!area) return undefined;
    let told = '';
    const settle = () => {
      const heading = area.querySelector<HTMLElement>('h1');
      if (!heading) return;
      // The link that was followed still has the focus, or its page is gone and nobody has it.
      if (!area.contains(document.activeElement)) {
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
      }
      if (document.title !== told) announce((told = document.title));
    };
    const observer = new MutationObserver(settle);
    observer.observe(area, { childList: true, subtree: true });
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    settle();
    // A person who begins to work has arrived.
    const stop = () => observer.disconnect();
    addEventListener('keydown', stop, { once: true });
    addEventListener('pointerdown', stop, { once: true });
    return () => {
      stop();
      removeEventListener('keydown', stop);
      removeEventListener('pointerdown', stop);
    };
  }, [pathname, main]);
}
