import { App, ConfigProvider } from 'antd';
import zhCN from 'antd/es/locale/zh_CN';
import { useLayoutEffect, useState, type ReactNode } from 'react';
import { cspNonce } from '../document.ts';
import { usePortal } from '../portal.ts';
import { antdThemes } from '../theme/antd-theme.ts';
import { Answers } from './answers.tsx';
import { useUiText } from './texts.ts';
import './page.css';
import './lists.css';
import './details.css';

/** Popups live in a layer of their remote: they leave with it, and antd adds no style without the page's nonce. */
function useLayer(): HTMLElement {
  const [layer] = useState(() => {
    const element = document.createElement('div');
    element.className = 'eoms-layer';
    return element;
  });
  useLayoutEffect(() => {
    document.body.append(layer);
    return () => layer.remove();
  }, [layer]);
  return layer;
}

/** Wraps the app of a remote: house theme and language for antd, its own query cache, messages and dialogs. */
export function RemoteRoot({ children }: { children: ReactNode }) {
  const locale = usePortal((state) => state.locale);
  const theme = usePortal((state) => state.theme);
  const t = useUiText();
  const person = usePortal((state) => state.person?.id);
  const layer = useLayer();
  const [csp] = useState(() => {
    const nonce = cspNonce();
    return nonce ? { nonce } : {};
  });
  return (
    <ConfigProvider
      {...(locale === 'zh-CN' ? { locale: zhCN } : {})}
      theme={antdThemes[theme]}
      csp={csp}
      getPopupContainer={() => layer}
      renderEmpty={() => <p className="eoms-no-match">{t('noMatch')}</p>}
      form={{ scrollToFirstError: { focus: true, block: 'center' } }}
      button={{ autoInsertSpace: false }}
    >
      <App className="eoms-remote" message={{ top: 72 }}>
        {/* Another person at the same tab begins anew: no answer and no draft of the one before. */}
        <Answers key={person}>{children}</Answers>
      </App>
    </ConfigProvider>
  );
}
