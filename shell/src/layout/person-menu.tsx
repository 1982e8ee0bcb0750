import { messages, useLocalized, usePortal } from '@eoms/kit';
import { signOut } from '../features/sign-in/connect.ts';
import { Disclosure } from './disclosure.tsx';
import { Icon } from './icons.tsx';

const useText = messages({
  'zh-CN': { menu: '个人菜单：{name}', employeeNo: '工号 {no}', signOut: '退出登录' },
  en: { menu: 'Personal menu: {name}', employeeNo: 'Employee no. {no}', signOut: 'Sign out' },
});

/** Says who is signed in, with department and position, and lets him sign out. */
export function PersonMenu() {
  const t = useText();
  const localized = useLocalized();
  const person = usePortal((state) => state.person);
  if (!person) return null;
  const face = (
    <>
      <span className="face" aria-hidden="true" data-letter={[...person.name][0]} />
      <span className="person-name">{person.name}</span>
    </>
  );
  return (
    <Disclosure label={t('menu', { name: person.name })} button={face} className="person-menu">
      {() => (
        <>
          <div className="person-facts">
            <strong>{person.name}</strong>
            <span>{localized(person.department)}</span>
            <span>{localized(person.position)}</span>
            {person.employeeNo && <span>{t('employeeNo', { no: person.employeeNo })}</span>}
          </div>
          <button type="button" className="panel-item" onClick={() => void signOut()}>
            <Icon name="leave" size={16} />
            {t('signOut')}
          </button>
        </>
      )}
    </Disclosure>
  );
}
