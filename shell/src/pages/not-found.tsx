import { messages } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { NoticePage } from './notice-page.tsx';

const useText = messages({
  'zh-CN': {
    title: '没有这个页面',
    text: '页面不存在，或不在你可以使用的系统中。请核对地址，或从菜单进入。',
    home: '回到首页',
  },
  en: {
    title: 'There is no such page',
    text: 'It does not exist, or it is not in a system that is open to you. Check the address, or start from the menu.',
    home: 'Go to the home page',
  },
});

/** The same answer for what does not exist and for systems that are hidden from the person. */
export function NotFound() {
  const t = useText();
  return (
    <NoticePage
      icon="compass"
      title={t('title')}
      actions={
        <Link className="button primary" to="/">
          {t('home')}
        </Link>
      }
    >
      <p>{t('text')}</p>
    </NoticePage>
  );
}
