import type { ReactNode } from 'react';
import type { Tone } from './status-tag.tsx';

/** One entry of a timeline. */
export interface TimelineItem {
  readonly key: string;
  /** Who did what. */
  readonly title: ReactNode;
  /** When, as text; `iso` is the machine-readable instant. */
  readonly time: ReactNode;
  readonly iso?: string;
  readonly tone?: Tone;
  readonly content?: ReactNode;
}

/** What happened, entry by entry, in the order given. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  return (
    <ol className="eoms-timeline" aria-label={label}>
      {items.map((item) => (
        <li key={item.key} className={`eoms-timeline-${item.tone ?? 'neutral'}`}>
          <div className="eoms-timeline-head">
            <span className="eoms-timeline-title">{item.title}</span>
            <time dateTime={item.iso}>{item.time}</time>
          </div>
          {item.content && <div className="eoms-timeline-content">{item.content}</div>}
        </li>
      ))}
    </ol>
  );
}
