import type { Problem } from '@eoms/contracts/errors';
import { ProblemError, useLocalized } from '@eoms/kit';
import { useMemo } from 'react';
import { useImportText } from './sync-texts.ts';

type Fault = NonNullable<Problem['errors']>[number];

/** What the BFF found wrong with a document, which may have been changed since. */
export interface Refused {
  readonly text: string | null;
  readonly faults: readonly Fault[];
}

/** As many as the BFF names. */
const MOST_FAULTS = 50;
const NONE: readonly Fault[] = [];

/** Rows of the two documents that the BFF could not read, and the refusal with one line for each document in their place. */
export function useFaults(error: unknown) {
  const t = useImportText();
  return useMemo(() => {
    if (!(error instanceof ProblemError) || error.problem.code !== 'csv_unreadable')
      return { error, units: NONE, people: NONE };
    const all = error.problem.errors ?? NONE;
    const documents = Map.groupBy(all, ({ pointer }) => pointer);
    const brief = [...documents.values()].map(([first, ...others]) => {
      const count = others.length + 1;
      const told = t(all.length < MOST_FAULTS ? 'faults' : 'faultsMost', { count });
      return count === 1 ? first : { ...first, messages: { zh: told, en: told } };
    });
    const several = (pointer: string) => {
      const faults = documents.get(pointer) ?? NONE;
      return faults.length > 1 ? faults : NONE;
    };
    return {
      error: new ProblemError({ ...error.problem, errors: brief as Fault[] }, error.retryAfter),
      units: several('#/body/units'),
      people: several('#/body/people'),
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `t` is made anew by each draw; the words of one refusal stay
  }, [error]);
}

/** Rows to correct, one line each. */
export function CsvFaults({ faults, label }: Pick<Refused, 'faults'> & { label: string }) {
  const t = useImportText();
  const text = useLocalized();
  if (faults.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
    <div className="access-sync-scroll" role="region" aria-label={t('faultsOf', { name: label })} tabIndex={0}>
      <ul className="access-sync-faults">
        {faults.map(({ messages, row, column, code }) => (
          <li key={`${row} ${code} ${column}`}>{text(messages)}</li>
        ))}
      </ul>
    </div>
  );
}
