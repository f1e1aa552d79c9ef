import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of these rules, those whose answer depends on which colours are shown. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

type Look = readonly ['light' | 'dark', 1280 | 768];
const DESK: Look = ['light', 1280];
export const TABLET: Look = ['dark', 768];
const BOTH_SIZES = [DESK, TABLET];
/** Each differs in one thing from the one before, and the last from the first. */
export const EVERY_LOOK: Look[] = [DESK, ['light', 768], TABLET, ['dark', 1280]];

/** A phone, and a desk at 400 % (WCAG 1.4.10). */
const PHONE = { width: 320, height: 640 };

/** What of a screen has to be scrolled for sideways on a phone. */
export async function tooWideForAPhone(page: Page, screen: string): Promise<string[]> {
  await page.setViewportSize(PHONE);
  const wide = Number(await page.evaluate(TOO_WIDE));
  return wide > 0 ? [`${screen}: ${wide} px too wide for a phone`] : [];
}

/** What the page says of itself, and what of it can be seen. */
const STANDS = '[document.body.outerHTML, document.body.innerText].join()';
/** In pixels. A chart is drawn anew a moment after the window has another size. */
const TOO_WIDE = `new Promise((resolve) => {
  const from = performance.now();
  const look = () => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide <= 0 || performance.now() - from > 2000) resolve(wide);
    else requestAnimationFrame(look);
  };
  look();
})`;

/** What axe finds, and what is wider than the screen: in light on a desk, in dark on a tablet, unless it is said. */
export async function faults(page: Page, screen: string, looks = BOTH_SIZES): Promise<string[]> {
  const found: string[] = [];
  const stood = new Map<number, string>();
  for (const [colorScheme, width] of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
    const wide = await page.evaluate<number>(TOO_WIDE);
    const stands = await page.evaluate<string>(STANDS);
    // Where all else is as it was at this width, the rules that look at colours alone can find more.
    const runOnly = stood.get(width) === stands ? COLOURS : RULES;
    stood.set(width, stands);
    const run = `axe.run({ runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, target, failureSummary }) => [id, target, html.slice(0, 160), failureSummary].join(' | '))))`;
    const here = await page.evaluate<string[]>(run);
    found.push(
      ...[...here, ...(wide > 0 ? [`the page is ${wide} px too wide`] : [])].map(
        (fault) => `${screen}, ${colorScheme}, ${width}: ${fault}`,
      ),
    );
  }
  return found;
}
