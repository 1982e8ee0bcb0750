import type { DeadLetter } from '@eoms/contracts/access/sync.contract';
import { StatusTag } from '@eoms/kit/ui';
import { useLetterWords } from './letter-words.ts';
import { useLetterText } from './sync-texts.ts';

/** Name by which a record is called, for people and for screen readers. */
export function useLetterName(): (letter: DeadLetter) => string {
  const t = useLetterText();
  const w = useLetterWords();
  return ({ entity, externalId }) => `${w.entity(entity)} ${externalId ?? t('noId')}`;
}

/** Why a record was set aside, and whether somebody has to do something. */
export function WhyCell({ letter }: { letter: DeadLetter }) {
  const t = useLetterText();
  const w = useLetterWords();
  return (
    <span className="access-lines">
      <span className="access-tags">
        {w.title(letter.error)}
        {letter.resolvedAt !== null ? (
          <StatusTag tone="success">{t('resolved')}</StatusTag>
        ) : (
          letter.waiting && <StatusTag tone="info">{t('waiting')}</StatusTag>
        )}
      </span>
      <span className="access-hint">{w.why(letter)}</span>
    </span>
  );
}
