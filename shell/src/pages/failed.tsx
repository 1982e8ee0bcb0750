import {
  announce,
  describeError,
  messages,
  NetworkError,
  ProblemError,
  useLocalized,
  type PortalSystem,
} from '@eoms/kit';
import { useState } from 'react';
import { sendReport } from '../features/system/report.ts';
import { NoticePage } from './notice-page.tsx';

const useText = messages({
  'zh-CN': {
    title: '「{system}」暂时打不开',
    load: '这个系统的页面文件没有加载成功，其他系统不受影响。',
    render: '这个系统的页面出现了异常，其他系统不受影响。',
    retry: '重试',
    report: '报告问题',
    reporting: '正在报告…',
    reported: '已报告，事件编号 {incident}。联系平台管理时请提供此编号。',
    unreported: '报告没有发送成功，请稍后再试。',
  },
  en: {
    title: '“{system}” cannot be opened at the moment',
    load: 'The files of this system could not be loaded. Other systems are not affected.',
    render: 'The page of this system failed. Other systems are not affected.',
    retry: 'Try again',
    report: 'Report the problem',
    reporting: 'Reporting …',
    reported: 'Reported as incident {incident}. Give this number to the platform team.',
    unreported: 'The report could not be sent. Try again shortly.',
  },
});

interface FailedProps {
  readonly system: PortalSystem;
  readonly kind: 'load' | 'render';
  readonly error: unknown;
  readonly onRetry: () => void;
}

type Report =
  { readonly status: 'none' | 'sending' | 'failed' } | { readonly status: 'sent'; readonly incident: string };

/** One system failed: says so honestly, retries in this tab, and reports to the team that owns it. */
export function Failed({ system, kind, error, onRetry }: FailedProps) {
  const t = useText();
  const localized = useLocalized();
  const [report, setReport] = useState<Report>({ status: 'none' });
  const told =
    error instanceof ProblemError || error instanceof NetworkError ? localized(describeError(error).title) : t(kind);

  const send = async () => {
    setReport({ status: 'sending' });
    try {
      const incident = await sendReport({ kind, remote: system.remote.name, error });
      setReport({ status: 'sent', incident });
      announce(t('reported', { incident }));
    } catch {
      setReport({ status: 'failed' });
      announce(t('unreported'), 'assertive');
    }
  };

  const actions = (
    <>
      <button type="button" className="button primary" onClick={onRetry}>
        {t('retry')}
      </button>
      {report.status !== 'sent' && (
        <button type="button" className="button" disabled={report.status === 'sending'} onClick={() => void send()}>
          {t(report.status === 'sending' ? 'reporting' : 'report')}
        </button>
      )}
    </>
  );
  return (
    <NoticePage icon="warning" title={t('title', { system: localized(system.title) })} actions={actions}>
      <p>{told}</p>
      {report.status === 'sent' && <p>{t('reported', { incident: report.incident })}</p>}
      {report.status === 'failed' && <p>{t('unreported')}</p>}
    </NoticePage>
  );
}
