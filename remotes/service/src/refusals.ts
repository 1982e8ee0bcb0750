import { ProblemError } from '@eoms/kit';
import { applyProblem, type FormInstance } from '@eoms/kit/ui';
import { useState } from 'react';

/** Refused commands of one form. */
export interface Refusals {
  /** What of the last refusal belongs to no field, for a ProblemAlert. */
  readonly rest: unknown;
  /** Puts refused values onto their fields; give it to the command's `onError`. */
  take(error: unknown): void;
  /** Forgets the last refusal; call it before sending again. */
  clear(): void;
}

/** What stays of an error after its refused values went to their fields. */
function placed(form: FormInstance, error: unknown): unknown {
  const left = applyProblem(form, error);
  if (!(error instanceof ProblemError) || !error.problem.errors?.length) return error;
  return left.length === 0 ? null : new ProblemError({ ...error.problem, errors: [...left] });
}

/** Keeps the refusals of a form: refused values stand at their fields, the rest is for an alert. */
export function useRefusals(form: FormInstance): Refusals {
  const [rest, setRest] = useState<unknown>(null);
  return { rest, take: (error) => setRest(placed(form, error)), clear: () => setRest(null) };
}
