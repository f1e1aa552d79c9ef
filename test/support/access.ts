/** What keeps somebody from using a page, as axe and a finger find it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, in light and dark. */
export async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(`${AXE}; 0`);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const run = `axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`;
    found.push(...(await page.evaluate<string[]>(run)).map((fault) => `${colorScheme} ${fault}`));
  }
  return found;
}

/** What is wider than the screen, and what is smaller than a finger. 44 px: WCAG 2.5.5. */
export const CRAMPED = `[
  ...(document.documentElement.scrollWidth > innerWidth ? ['the page is ' + document.documentElement.scrollWidth + ' wide'] : []),
  ...[...document.querySelectorAll('button, a, label.option, summary, input:not([type=radio]), textarea')].flatMap((node) => {
    const { width, height } = node.getBoundingClientRect();
    return node.checkVisibility() && (width < 44 || height < 44) ? [node.textContent + ' ' + width + '×' + height] : [];
  }),
]`;
export const NARROW = { viewport: { width: 320, height: 568 } };
