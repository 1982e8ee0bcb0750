import { messages } from '@eoms/kit';
import { Logo } from '../layout/icons.tsx';
import { NoticePage } from './notice-page.tsx';

const useText = messages({
  'zh-CN': { title: '你已退出登录', text: '本浏览器的所有标签页都已退出。', again: '重新登录' },
  en: { title: 'You are signed out', text: 'All tabs of this browser are signed out.', again: 'Sign in again' },
});

/** Shown after signing out, in every tab. A link, not a script, so that it works in any state of the page. */
export function SignedOut() {
  const t = useText();
  return (
    <main className="lonely">
      <Logo />
      <NoticePage
        icon="check"
        title={t('title')}
        actions={
          <a className="button primary" href="/">
            {t('again')}
          </a>
        }
      >
        <p>{t('text')}</p>
      </NoticePage>
    </main>
  );
}
