import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Look = readonly ['light' | 'dark', 1280 | 768];
const DESK: Look = ['light', 1280];
export const TABLET: Look = ['dark', 768];
export const BOTH_SIZES = [DESK, TABLET];
export const EVERY_LOOK: Look[] = [...BOTH_SIZES, ['dark', 1280], ['light', 768]];

/** What axe finds, and what is wider than the screen: in light on a desk, in dark on a tablet, unless it is said. */
export async function faults(page: Page, screen: string, looks = BOTH_SIZES): Promise<string[]> {
  const found: string[] = [];
  for (const [colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
    const run = `axe.run({ runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, target, failureSummary }) => [id, target, html.slice(0, 160), failureSummary].join(' | '))))`;
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    const here = await page.evaluate<string[]>(run);
    found.push(
      ...[...here, ...(wide > 0 ? [`the page is ${wide} px too wide`] : [])].map(
        (fault) => `${screen}, ${colorScheme}, ${width}: ${fault}`,
      ),
    );
  }
  return found;
}
