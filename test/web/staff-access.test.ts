import { beforeAll, describe, expect, it } from 'vitest';
import { ADMIN } from '../../local/people/cast.ts';
import { AXE, EVERY_LOOK, faults } from './axe.ts';
import { CLINIC, goes } from './desk.ts';
import { browser, desk, opensDesk } from './opened.ts';
import { type Screen, screensOf } from './staff-screens.ts';

let screens: Record<'clinician' | 'admin', Screen[]>;
opensDesk();
beforeAll(async () => {
  screens = await screensOf(desk);
}, 120_000);

const WHO = { clinician: 'maya-example', admin: ADMIN.id };
const ONLY = process.env.SCREEN;

/** What Attune has to say on a screen, without what somebody said in their own words, and without its sources. */
const IN_ENGLISH = `[...document.querySelectorAll('.event-what, .task-title, .findings li, .difference li, .track p')]
  .map(({ textContent }) => textContent.replace(/[«“][^»”]*[»”]|\\((?:[^()]|\\([^()]*\\))*\\)/g, ''))
  .filter((line) => /\\b(the|was|of|and|with|client)\\b/i.test(line))`;

describe('whoever cannot see, point or read English well', () => {
  it('is shown every screen that the console has', async () => {
    const { SCREENS } = await import(new URL('../../web/staff/src/shell/screens.ts', import.meta.url).href);
    const shown = new Set([...screens.clinician, ...screens.admin].map(({ route }) => route));
    const unseen = (SCREENS as { path: string }[]).filter(({ path }) => !shown.has(path));
    expect(unseen).toEqual([]);
  });

  it.each(['en-US', 'es-ES'])('finds no fault at the door (%s)', async (locale) => {
    const context = await browser.newContext({ locale });
    const door = await context.newPage();
    await door.goto(`${desk.url}/console`);
    await door.locator('.sign-in form').waitFor();
    await door.evaluate(`${AXE}; 0`);
    expect(await faults(door, 'sign-in', EVERY_LOOK)).toEqual([]);
    await context.close();
  });

  it.each([
    ['clinician', 'en-US'],
    ['clinician', 'es-ES'],
    ['admin', 'en-US'],
    ['admin', 'es-ES'],
  ] as const)(
    'finds no fault in any screen of a %s (%s), in light and dark, on a desk and a tablet, nor anything left in the browser',
    async (role, locale) => {
      const desktop = await desk.sitsDown(browser, WHO[role], '/clinic', { locale, viewport: null });
      const { page, errors, context } = desktop;
      const addresses: string[] = [];
      context.on('request', (request) => addresses.push(request.url()));
      await page.locator('.table').first().waitFor();
      await page.evaluate(`${AXE}; 0`);
      const found: string[] = [];
      for (const { name, path, whole, open } of screens[role]) {
        if (ONLY && name !== ONLY) continue;
        await page.keyboard.press('Escape');
        // What was opened on the last screen is not open on the next.
        await goes(page, '/nobody-is-here');
        await page.locator('.state-title').first().waitFor();
        await goes(page, path);
        try {
          await page.locator(whole).first().waitFor();
          await open?.(page);
        } catch (error) {
          throw new Error(`the screen “${name}” at ${path} does not open`, { cause: error });
        }
        addresses.push(page.url());
        found.push(...(await faults(page, name, EVERY_LOOK)));
        if (locale === 'es-ES') found.push(...((await page.evaluate(IN_ENGLISH)) as string[]));
      }
      expect(found).toEqual([]);
      expect(errors).toEqual([]);
      expect(await namesIn(addresses)).toEqual([]);
      expect(await page.evaluate(KEPT)).toBe(JSON.stringify([{}, {}, '', [], []]));
      await context.close();
    },
    400_000,
  );
});

/** Of the clinic’s clients, those that are told by an address that the browser asked for or stood at. */
async function namesIn(addresses: string[]): Promise<string[]> {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  const names = items.map(({ body }) => String(JSON.parse(String(body)).name));
  const told = decodeURIComponent(addresses.join(' '));
  return names.filter((name) => name.split(' ').some((word) => told.includes(word)));
}

const KEPT = `(async () => {
  const databases = await indexedDB.databases();
  const cached = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
  return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases, cached]);
})()`;
