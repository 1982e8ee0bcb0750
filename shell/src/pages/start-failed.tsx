import { describeError, messages, ProblemError, useLocalized } from '@eoms/kit';
import { Logo } from '../layout/icons.tsx';
import { NoticePage } from './notice-page.tsx';

const useText = messages({
  'zh-CN': { signIn: '登录没有完成', retry: '重试', again: '重新登录', requestId: '请求编号' },
  en: { signIn: 'The sign-in was not completed', retry: 'Try again', again: 'Sign in again', requestId: 'Request id' },
});

interface StartFailedProps {
  readonly error: unknown;
  /** What failed: the sign-in at the provider, or the portal's first answer. */
  readonly at: 'sign-in' | 'bootstrap';
  readonly onSignIn: () => void;
  readonly onSignOut: () => void;
}

/** The portal could not start for this person: says why and what can be done. */
export function StartFailed({ error, at, onSignIn, onSignOut }: StartFailedProps) {
  const t = useText();
  const localized = useLocalized();
  const { title, next, requestId } = describeError(error);
  const refused = error instanceof ProblemError && error.problem.status === 403;
  const actions = (
    <>
      {at === 'bootstrap' && !refused && (
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {t('retry')}
        </button>
      )}
      {(at === 'sign-in' || refused) && (
        <button type="button" className="button primary" onClick={refused ? onSignOut : onSignIn}>
          {t('again')}
        </button>
      )}
    </>
  );
  return (
    <main className="lonely">
      <Logo />
      <NoticePage icon="warning" title={at === 'sign-in' ? t('signIn') : localized(title)} actions={actions}>
        {next && <p>{localized(next)}</p>}
        {requestId && (
          <p className="quiet">
            {t('requestId')}: <code>{requestId}</code>
          </p>
        )}
      </NoticePage>
    </main>
  );
}
