import { announce, messages } from '@eoms/kit';
import { useEffect, useState } from 'react';

const SLOW_MS = 3000;

const useText = messages({
  'zh-CN': { loading: '加载中', slow: '仍在加载，网络可能较慢，请稍候…' },
  en: { loading: 'Loading', slow: 'Still loading. The network may be slow …' },
});

/** Placeholder of a page on its way; after three seconds it says that it is still being loaded. */
export function Waiting() {
  const t = useText();
  const [slow, setSlow] = useState(false);

  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (slow) announce(t('slow'));
  }, [slow, t]);

  return (
    <div className="waiting" aria-busy="true">
      <output className="skeleton-lines" aria-label={t('loading')}>
        <i />
        <i />
        <i />
        <i />
      </output>
      {slow && <p className="slow-notice">{t('slow')}</p>}
    </div>
  );
}
