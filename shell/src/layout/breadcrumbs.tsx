import { messages, useHostedTrail, useLocalized, type Crumb, type PortalSystem } from '@eoms/kit';
import { Link, useLocation } from '@eoms/kit/router';
import { useShell } from '../shell-state.ts';
import { menuTrail } from './menu-trail.ts';

const useText = messages({
  'zh-CN': { trail: '当前位置', home: '首页' },
  en: { trail: 'You are here', home: 'Home' },
});

/** Way below the system as its menu has it, for pages that tell none themselves. */
function useMenuSteps(system: PortalSystem): readonly Crumb[] {
  const localized = useLocalized();
  const { pathname } = useLocation();
  const state = useShell(({ menus }) => menus[system.code]);
  const items = state?.status === 'ready' ? menuTrail(state.menu.items, pathname.slice(system.basePath.length)) : [];
  return items.map((item) => {
    const address = item.path === undefined ? undefined : system.basePath + item.path;
    const title = localized(item.title);
    return address === undefined || address === pathname ? { title } : { title, to: address };
  });
}

/** Where the page lies: home, system, then what the page tells, or its place in the menu. */
export function Breadcrumbs({ system }: { system: PortalSystem }) {
  const t = useText();
  const localized = useLocalized();
  const menuSteps = useMenuSteps(system);
  const steps = useHostedTrail() ?? menuSteps;
  return (
    <nav className="breadcrumbs" aria-label={t('trail')}>
      <ol>
        <li>
          <Link to="/">{t('home')}</Link>
        </li>
        <li>
          <Link to={system.basePath}>{localized(system.title)}</Link>
        </li>
        {steps.map((step, index) => (
          <li key={step.to ?? step.title}>
            {step.to ? (
              <Link to={step.to}>{step.title}</Link>
            ) : (
              <span aria-current={index === steps.length - 1 ? 'page' : undefined}>{step.title}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
