import { messages, useLocalized, type PortalSystem } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import type { DeclaredRoute } from '../features/system/route-decision.ts';
import { NoticePage } from './notice-page.tsx';

const useText = messages({
  'zh-CN': {
    title: '你没有打开此页面的权限',
    needed: '需要「{system}」的权限：{meta}',
    code: '权限编码',
    next: '如工作需要，请把以上权限告诉你的直属上级，由上级为你申请。',
    home: '回到首页',
  },
  en: {
    title: 'You may not open this page',
    needed: 'It needs this permission of {system}: {meta}',
    code: 'Permission code',
    next: 'If your work needs it, tell your superior the permission above and ask for it.',
    home: 'Go to the home page',
  },
});

/** Says which permission is missing, in words, and whom to ask. */
export function Denied({ system, route }: { system: PortalSystem; route: DeclaredRoute }) {
  const t = useText();
  const localized = useLocalized();
  return (
    <NoticePage
      icon="lock"
      title={t('title')}
      actions={
        <Link className="button primary" to="/">
          {t('home')}
        </Link>
      }
    >
      <p>{t('needed', { system: localized(system.title), meta: localized(route.name) })}</p>
      <p className="quiet">
        {t('code')}: <code>{route.meta}</code>
      </p>
      <p>{t('next')}</p>
    </NoticePage>
  );
}
