import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { useDocumentTitle } from '../document.ts';
import { useTrail, type Crumb } from '../trail.ts';
import { useUiText } from './texts.ts';

function Breadcrumb({ steps }: { steps: readonly Crumb[] }) {
  const t = useUiText();
  return (
    <nav aria-label={t('breadcrumb')} className="eoms-breadcrumb">
      <ol>
        {steps.map((step, index) => (
          <li key={step.to ?? step.title} {...(index === steps.length - 1 ? { 'aria-current': 'page' as const } : {})}>
            {step.to ? <Link to={step.to}>{step.title}</Link> : step.title}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Moves the focus to the heading when the path changes, so that keyboard and screen reader start at the new page. */
function useHeadingFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname, key } = useLocation();
  const firstKey = useRef(key);
  useEffect(() => {
    // The very first page of a tab keeps the browser's own start; a page may also take the focus itself.
    if (firstKey.current === 'default' && key === 'default') return;
    if (document.activeElement?.closest('[data-keep-focus]')) return;
    heading.current?.focus();
    // oxlint-disable-next-line react/exhaustive-deps -- a changed query (filters) must not move the focus
  }, [pathname]);
  return heading;
}

/** Frame of a page: heading (which takes the focus on navigation), title of the browser tab, way to it, actions. */
export function Page(props: {
  title: string;
  /** Beside the heading, such as a status. */
  tag?: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  breadcrumb?: readonly Crumb[];
  children: ReactNode;
}) {
  useDocumentTitle(props.title);
  const heading = useHeadingFocus();
  const hosted = useTrail(props.breadcrumb);
  return (
    <div className="eoms-page">
      <header className="eoms-page-head">
        {!hosted && props.breadcrumb && props.breadcrumb.length > 0 && <Breadcrumb steps={props.breadcrumb} />}
        <div className="eoms-page-title">
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          {props.tag}
          {props.actions && <div className="eoms-page-actions">{props.actions}</div>}
        </div>
        {props.subtitle && <div className="eoms-page-subtitle">{props.subtitle}</div>}
      </header>
      {props.children}
    </div>
  );
}
