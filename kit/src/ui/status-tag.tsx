import type { ReactNode } from 'react';

/** What a status means to the reader; colour never says it alone, the text does. */
export type Tone = 'neutral' | 'info' | 'success' | 'attention' | 'danger';

/** A short status in words with the colour of its meaning. */
export function StatusTag({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`eoms-tag eoms-tag-${tone}`}>{children}</span>;
}
