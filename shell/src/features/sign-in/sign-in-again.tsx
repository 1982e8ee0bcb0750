import { messages, useHasUnsavedWork } from '@eoms/kit';
import { useState } from 'react';
import { ModalDialog } from '../../layout/modal-dialog.tsx';
import { useShell } from '../../shell-state.ts';
import { signInAgain, signInHere } from './connect.ts';

const useText = messages({
  'zh-CN': {
    expired: '登录已过期',
    ended: '本次登录已结束',
    text: '请重新登录。本页面和你填写的内容都会保留，未完成的提交会在登录后继续。',
    again: '重新登录',
    waiting: '请在打开的窗口中登录…',
    blocked: '登录窗口没有打开。请允许本站弹出窗口后再试。',
    here: '在本页登录（未保存的内容会丢失）',
    hereSafe: '在本页登录',
  },
  en: {
    expired: 'Your sign-in has expired',
    ended: 'This session has ended',
    text: 'Sign in again. This page and what you typed stay, and what was being sent goes on afterwards.',
    again: 'Sign in again',
    waiting: 'Sign in in the window that has opened …',
    blocked: 'The sign-in window did not open. Allow pop-ups of this site and try again.',
    here: 'Sign in on this page (unsaved work is lost)',
    hereSafe: 'Sign in on this page',
  },
});

function SignInDialog({ code }: { code: string }) {
  const t = useText();
  const unsaved = useHasUnsavedWork();
  const [progress, setProgress] = useState<'idle' | 'waiting' | 'blocked'>('idle');

  const again = () => {
    setProgress('waiting');
    signInAgain().catch(() => setProgress('blocked'));
  };

  return (
    <ModalDialog titleId="again-title">
      <h2 id="again-title">{t(code === 'session_ended' ? 'ended' : 'expired')}</h2>
      <p>{t('text')}</p>
      <output className="quiet">{progress !== 'idle' && t(progress)}</output>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => void signInHere()}>
          {t(unsaved ? 'here' : 'hereSafe')}
        </button>
        <button type="button" className="button primary" onClick={again}>
          {t('again')}
        </button>
      </div>
    </ModalDialog>
  );
}

/** Lies over the page when the session is over; the page beneath stays as it is until the person is back. */
export function SignInAgain() {
  const session = useShell((state) => state.session);
  return session.status === 'asking' ? <SignInDialog code={session.code} /> : null;
}
