import { messages, useLocalized, usePortal } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { preloadSystem } from '../remote-loader.ts';
import { useOpenSystem } from '../features/system/use-open-system.ts';
import { Disclosure } from './disclosure.tsx';
import { Icon } from './icons.tsx';

const useText = messages({
  'zh-CN': { switch: '切换系统', now: '切换系统：{system}', home: '首页' },
  en: { switch: 'Switch system', now: 'Switch system: {system}', home: 'Home' },
});

/** Lists the person's systems; the open one is marked. */
export function SystemSwitcher() {
  const t = useText();
  const localized = useLocalized();
  const systems = usePortal((state) => state.systems);
  const open = useOpenSystem();
  const button = (
    <>
      <Icon name={open?.icon ?? 'grid'} />
      <span className="switcher-name">{open ? localized(open.title) : t('switch')}</span>
      <Icon name="down" size={14} />
    </>
  );
  return (
    <Disclosure
      label={t('switch')}
      {...(open ? { name: t('now', { system: localized(open.title) }) } : {})}
      button={button}
      className="switcher"
    >
      {(close) => (
        <nav aria-label={t('switch')}>
          <Link className="panel-item" to="/" onClick={close}>
            <Icon name="home" size={18} />
            {t('home')}
          </Link>
          {systems.map((system) => (
            <Link
              key={system.code}
              className="panel-item"
              to={system.basePath}
              aria-current={system === open ? 'true' : undefined}
              onClick={close}
              onPointerEnter={() => preloadSystem(system)}
              onFocus={() => preloadSystem(system)}
            >
              <Icon name={system.icon} size={18} />
              {localized(system.title)}
            </Link>
          ))}
        </nav>
      )}
    </Disclosure>
  );
}
