import { useId, type ReactNode } from 'react';

/** One labelled value. */
export interface InfoItem {
  readonly label: string;
  readonly value: ReactNode;
  /** Takes the whole width. */
  readonly wide?: boolean;
}

/** A titled card; with `items` it shows labelled values, an absent one as a dash. */
export function InfoCard(props: {
  title?: string;
  actions?: ReactNode;
  items?: readonly InfoItem[];
  children?: ReactNode;
}) {
  const heading = useId();
  return (
    <section className="eoms-card" {...(props.title ? { 'aria-labelledby': heading } : {})}>
      {(props.title || props.actions) && (
        <div className="eoms-card-head">
          {props.title && <h2 id={heading}>{props.title}</h2>}
          {props.actions && <div className="eoms-card-actions">{props.actions}</div>}
        </div>
      )}
      {props.items && (
        <dl className="eoms-info">
          {props.items.map((item) => (
            <div key={item.label} className={item.wide ? 'eoms-info-wide' : undefined}>
              <dt>{item.label}</dt>
              <dd>{item.value === null || item.value === undefined || item.value === '' ? '—' : item.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {props.children}
    </section>
  );
}
