import { useDocumentTitle } from '@eoms/kit';
import type { ReactNode } from 'react';
import { Icon } from '../layout/icons.tsx';

interface NoticePageProps {
  readonly icon: string;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A page that says one thing: what happened and what can be done. */
export function NoticePage({ icon, title, children, actions }: NoticePageProps) {
  useDocumentTitle(title);
  return (
    <section className="notice-page">
      <span className="notice-icon">
        <Icon name={icon} size={32} />
      </span>
      <h1>{title}</h1>
      {children && <div className="notice-text">{children}</div>}
      {actions && <div className="notice-actions">{actions}</div>}
    </section>
  );
}
