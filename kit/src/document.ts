import { useEffect } from 'react';

const PRODUCT = 'EOMS';

/** Names the browser tab while the component is on the page. */
export function useDocumentTitle(text: string): void {
  useEffect(() => {
    document.title = text ? `${text} · ${PRODUCT}` : PRODUCT;
  }, [text]);
}

let region: HTMLElement | null = null;

/** Reads a text to users of screen readers without moving the focus; `assertive` interrupts. */
export function announce(text: string, politeness: 'polite' | 'assertive' = 'polite'): void {
  if (!region?.isConnected) {
    region = document.createElement('div');
    region.className = 'eoms-visually-hidden';
    document.body.append(region);
  }
  region.setAttribute('aria-live', politeness);
  const line = document.createElement('p');
  line.textContent = text;
  // A new element, not a changed text: the same sentence twice is read twice.
  region.replaceChildren(line);
}

/** Nonce of the page's Content-Security-Policy for styles made at run time; undefined where the page has none. */
export const cspNonce = (): string | undefined => {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');
  // Browsers hide the attribute `nonce` once it is applied; the property keeps it.
  return meta?.nonce || meta?.content || document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || undefined;
};
