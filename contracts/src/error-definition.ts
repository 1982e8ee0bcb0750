import type { Localized } from './endpoint.ts';

/** One kind of refusal: HTTP status, what happened and what to do next, in both languages. */
export interface ErrorDefinition {
  readonly status: number;
  readonly title: Localized;
  readonly next: Localized;
}

/** Writes one kind of refusal in a line for each language. */
export const define = (status: number, zh: string, en: string, nextZh: string, nextEn: string): ErrorDefinition => ({
  status,
  title: { zh, en },
  next: { zh: nextZh, en: nextEn },
});
