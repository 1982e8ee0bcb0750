import { messages, useDocumentTitle, useLocalized, usePortal } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { Icon } from '../../layout/icons.tsx';
import { preloadSystem } from '../../remote-loader.ts';
import { OpenWork } from './open-work.tsx';

const useText = messages({
  'zh-CN': {
    title: '首页',
    hello: '你好，{name}',
    place: '{department} · {position}',
    systems: '我的系统',
    none: '你还没有可以使用的系统',
    noneNext: '系统按部门和岗位开通。如果工作需要，请联系你的直属上级。',
  },
  en: {
    title: 'Home',
    hello: 'Hello, {name}',
    place: '{department} · {position}',
    systems: 'My systems',
    none: 'No system is open to you yet',
    noneNext: 'Systems are opened by department and position. If your work needs one, ask your superior.',
  },
});

function SystemCards() {
  const localized = useLocalized();
  const systems = usePortal((state) => state.systems);
  return (
    <ul className="cards">
      {systems.map((system) => (
        <li key={system.code}>
          <Link
            className="card"
            to={system.basePath}
            onPointerEnter={() => preloadSystem(system)}
            onFocus={() => preloadSystem(system)}
          >
            <span className="card-icon">
              <Icon name={system.icon} size={24} />
            </span>
            {localized(system.title)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** First page: the person's systems and open work. */
export function Home() {
  const t = useText();
  const localized = useLocalized();
  const person = usePortal((state) => state.person);
  const any = usePortal((state) => state.systems.length > 0);
  useDocumentTitle(t('title'));
  return (
    <div className="home">
      <h1>{t('hello', { name: person?.name ?? '' })}</h1>
      {person && (
        <p className="quiet">
          {t('place', { department: localized(person.department), position: localized(person.position) })}
        </p>
      )}
      <section aria-labelledby="systems-title">
        <h2 id="systems-title">{t('systems')}</h2>
        {any ? (
          <SystemCards />
        ) : (
          <div className="inline-notice neutral">
            <p>
              <strong>{t('none')}</strong>
            </p>
            <p>{t('noneNext')}</p>
          </div>
        )}
      </section>
      {any && <OpenWork />}
    </div>
  );
}
