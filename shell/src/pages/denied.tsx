import { messages, useAccessRequest, useLocalized, type PortalSystem } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import type { DeclaredRoute } from '../features/system/route-decision.ts';
import { NoticePage } from './notice-page.tsx';

const useText = messages({
  'zh-CN': {
    title: '你没有打开此页面的权限',
    needed: '需要「{system}」的权限：{meta}',
    code: '权限编码',
    next: '如工作需要，请把以上权限告诉你的直属上级，由上级为你申请。',
    ask: '如工作需要，可以申请此权限，由你的直属上级审批；通过后本页自动打开。',
    request: '申请权限',
    home: '回到首页',
  },
  en: {
    title: 'You may not open this page',
    needed: 'It needs this permission of {system}: {meta}',
    code: 'Permission code',
    next: 'If your work needs it, tell your superior the permission above and ask for it.',
    ask: 'If your work needs it, ask for this permission. Your superior decides, and this page opens by itself after that.',
    request: 'Ask for the permission',
    home: 'Go to the home page',
  },
});

/** Says which permission is missing, in words, and asks for it with one click; the page opens by itself once it is granted. */
export function Denied({ system, route }: { system: PortalSystem; route: DeclaredRoute }) {
  const t = useText();
  const localized = useLocalized();
  const request = useAccessRequest(route.meta);
  const actions = (
    <>
      {request !== null && (
        <Link className="button primary" to={request}>
          {t('request')}
        </Link>
      )}
      <Link className={request === null ? 'button primary' : 'button'} to="/">
        {t('home')}
      </Link>
    </>
  );
  return (
    <NoticePage icon="lock" title={t('title')} actions={actions}>
      <p>{t('needed', { system: localized(system.title), meta: localized(route.name) })}</p>
      <p className="quiet">
        {t('code')}: <code>{route.meta}</code>
      </p>
      <p>{t(request === null ? 'next' : 'ask')}</p>
    </NoticePage>
  );
}
