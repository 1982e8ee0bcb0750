import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Checks the page as it is now, or one part of it, against WCAG 2.2 AA as far as axe can. */
export async function axeClean(page: Page, what: string, part?: string): Promise<void> {
  await test.step(`axe: ${what}`, async () => {
    // Legacy mode: no frames here, and no blank page opened for every check.
    const axe = new AxeBuilder({ page }).withTags(WCAG_22_AA).setLegacyMode(true);
    const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
    const faults = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${failureSummary ?? ''}`),
    );
    expect.soft(faults, `${what} has no accessibility fault`).toEqual([]);
  });
}
