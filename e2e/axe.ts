import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Checks the page as it is now against WCAG 2.2 AA as far as axe can. */
export async function axeClean(page: Page, what: string): Promise<void> {
  await test.step(`axe: ${what}`, async () => {
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze();
    const faults = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${failureSummary ?? ''}`),
    );
    expect.soft(faults, `${what} has no accessibility fault`).toEqual([]);
  });
}
