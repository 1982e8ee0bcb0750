import { describeError, messages, useFormat, useLocalized, usePortal } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { useState } from 'react';
import { useWork, type WorkState } from './use-work.ts';

const useText = messages({
  'zh-CN': {
    title: '待办工作',
    loading: '待办加载中',
    none: '目前没有待办工作。',
    unanswered: '以下系统暂时没有返回待办，数量可能不全：{systems}',
    retry: '重试',
    urgent: '紧急',
    attention: '需要关注',
    neutral: '一般',
    more: '{count} 以上',
  },
  en: {
    title: 'Open work',
    loading: 'Open work is loading',
    none: 'There is no open work at the moment.',
    unanswered: 'These systems did not answer, so this may be incomplete: {systems}',
    retry: 'Try again',
    urgent: 'Urgent',
    attention: 'Needs attention',
    neutral: 'Normal',
    more: 'More than {count}',
  },
});

type WorkAnswer = Extract<WorkState, { status: 'ready' }>['work'];

function WorkList({ work, onRetry }: { work: WorkAnswer; onRetry: () => void }) {
  const t = useText();
  const localized = useLocalized();
  const { number } = useFormat();
  const systems = usePortal((state) => state.systems);
  const titleOf = (code: string) => {
    const system = systems.find((one) => one.code === code);
    return system ? localized(system.title) : code;
  };
  return (
    <>
      {work.unanswered.length > 0 && (
        <div className="inline-notice" role="alert">
          <p>{t('unanswered', { systems: work.unanswered.map(titleOf).join(' · ') })}</p>
          <button type="button" className="button" onClick={onRetry}>
            {t('retry')}
          </button>
        </div>
      )}
      {work.items.length === 0 && work.unanswered.length === 0 && <p className="quiet">{t('none')}</p>}
      <ul className="work">
        {work.items.map((item) => (
          <li key={item.key}>
            <Link className="work-item" to={item.path}>
              <span className="work-count" data-tone={item.tone}>
                {item.more ? t('more', { count: item.count }) : number(item.count)}
              </span>
              <span className="work-title">{localized(item.title)}</span>
              <span className="work-system">
                {titleOf(item.system)}
                {item.tone !== 'neutral' && ` · ${t(item.tone)}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Work({ onRetry }: { onRetry: () => void }) {
  const t = useText();
  const localized = useLocalized();
  const state = useWork();
  if (state.status === 'ready') return <WorkList work={state.work} onRetry={onRetry} />;
  if (state.status === 'failed') {
    return (
      <div className="inline-notice" role="alert">
        <p>{localized(describeError(state.error).title)}</p>
        <button type="button" className="button" onClick={onRetry}>
          {t('retry')}
        </button>
      </div>
    );
  }
  return (
    <output className="skeleton-lines" aria-label={t('loading')}>
      <i />
      <i />
    </output>
  );
}

/** The person's open work; systems that did not answer are named, never left out in silence. */
export function OpenWork() {
  const t = useText();
  const [attempt, setAttempt] = useState(0);
  const accessVersion = usePortal((state) => state.accessVersion);
  return (
    <section aria-labelledby="work-title">
      <h2 id="work-title">{t('title')}</h2>
      <Work key={`${attempt} ${accessVersion}`} onRetry={() => setAttempt(attempt + 1)} />
    </section>
  );
}
