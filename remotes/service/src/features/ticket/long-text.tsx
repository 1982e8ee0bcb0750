import { Button } from '@eoms/kit/ui';
import { useState } from 'react';
import { usePageText } from './ticket-texts.ts';

const MOST_CHARACTERS = 800;
const MOST_LINES = 16;
const SHOWN = 500;
const SHOWN_LINES = 12;

/** Beginning of a text that would push everything else off the page; null when it is short enough. */
function beginningOf(text: string): { text: string; length: number } | null {
  const lines = text.split('\n');
  if (text.length <= MOST_CHARACTERS && lines.length <= MOST_LINES) return null;
  const characters = [...text];
  const start = [...lines.slice(0, SHOWN_LINES).join('\n')].slice(0, SHOWN).join('');
  return { text: `${start}…`, length: characters.length };
}

/** What somebody wrote, line breaks kept; a long one folds. */
export function LongText({ text }: { text: string }) {
  const t = usePageText();
  const [open, setOpen] = useState(false);
  const beginning = beginningOf(text);
  return (
    <>
      <div className="service-text">{beginning && !open ? beginning.text : text}</div>
      {beginning && (
        <Button type="link" size="small" className="service-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('fold') : t('expand', { count: beginning.length })}
        </Button>
      )}
    </>
  );
}
