import type { BrowserContext } from '@playwright/test';

interface Seen {
  readonly text: string;
  readonly at: string;
}

/** What a browser gives up by itself when the person moves on. */
const MOVED_ON = 'net::ERR_ABORTED';

/** Everything a browser complains about while a test runs: console errors, page errors, CSP violations, failed requests. */
export class Trouble {
  readonly #seen: Seen[] = [];
  readonly #expected: RegExp[] = [];

  /** Watches all pages of a browser session, from its first page on. */
  async watch(context: BrowserContext): Promise<void> {
    context.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.#add(`console ${message.type()}: ${message.text()} (${message.location().url})`, message.page()?.url());
    });
    context.on('weberror', (failure) => this.#add(`page error: ${failure.error().message}`, failure.page()?.url()));
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      if (why !== MOVED_ON) this.#add(`request failed: ${request.method()} ${request.url()} ${why}`);
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (violation) => {
        const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = violation;
        console.error(`CSP violation: ${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`);
      });
    });
  }

  /** Declares complaints that belong to what the test does. */
  expect(...patterns: readonly RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Complaints nobody declared. */
  unexpected(): string[] {
    return this.#seen
      .filter(({ text }) => !this.#expected.some((pattern) => pattern.test(text)))
      .map(({ text, at }) => (at ? `${text}\n    on ${at}` : text));
  }

  #add(text: string, at = ''): void {
    this.#seen.push({ text, at });
  }
}
