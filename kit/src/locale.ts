import type { Localized } from '@eoms/contracts/endpoint';
import { portal, usePortal, type Locale } from './portal.ts';

/** The text in one language, the present one unless told; inside a component prefer {@link useLocalized}. */
export const localized = (text: Localized, locale: Locale = portal.getState().locale): string =>
  locale === 'en' ? text.en : text.zh;

/** Picks the text of the present language and draws again when the language changes. */
export function useLocalized(): (text: Localized) => string {
  const locale = usePortal((state) => state.locale);
  return (text) => localized(text, locale);
}
