/** Screenshots of the console’s main screens, of the demo clinic: `npm run shots`, and by names only those. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN } from '../../local/people/cast.ts';
import { openDesk } from '../web/desk.ts';
import { launchBrowser } from './browser.ts';

const PLACE = process.env.SHOTS ?? join(import.meta.dirname, '../../web/staff/shots');
const WHO = 'maya-example';

const desk = await openDesk({
  clients: Number(process.env.CLIENTS ?? 24),
  weeks: Number(process.env.WEEKS ?? 26),
});
const browser = await launchBrowser();
mkdirSync(PLACE, { recursive: true });
const options = {
  colorScheme: process.env.DARK ? 'dark' : 'light',
  ...(process.env.LANGUAGE && { locale: process.env.LANGUAGE }),
  ...(process.env.NARROW && { viewport: { width: 768, height: 1024 } }),
} as const;
let { page, errors } = await desk.sitsDown(browser, WHO, process.env.AT ?? '/', options);
const asked = process.argv.slice(2);

async function shot(name: string, see: () => Promise<unknown>): Promise<void> {
  if (asked.length > 0 && !asked.includes(name)) return;
  try {
    await see();
    await page.waitForLoadState('networkidle');
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(PLACE, `${name}.png`) });
    console.log(name);
  } catch (error) {
    console.error(name, error instanceof Error ? error.message : error);
  }
}

const go = (path: string) => page.evaluate(`history.pushState(null, '', '/console${path}')`);
const charts = await Promise.all(
  (await desk.app.table.query('riverside', { prefix: 'CLIENT#' })).items.map(({ sk }) =>
    desk.app.charts.get('riverside', sk.slice('CLIENT#'.length)),
  ),
);
const telling = charts.toSorted((a, b) => b.version - a.version)[0]!;
const scored = charts.toSorted(
  (a, b) => (b.measures['phq-9']?.count ?? 0) - (a.measures['phq-9']?.count ?? 0),
)[0]!;
/** The first of these that somebody has open: which it is hangs on the day. */
const DECISIONS = ['review', 'off-track', 'plan-review', 'draft-plan', 'shape-goals', 'finding', 'urgent'];
const reviewed = DECISIONS.flatMap((kind) =>
  charts.flatMap(({ clientId, tasks }) =>
    Object.values(tasks)
      .filter((task) => task.kind === kind)
      .map(({ id }) => `/clients/${clientId}/tasks/${id}`),
  ),
)[0];
await shot('inbox', () => go('/?box=cover').then(() => page.locator('.inbox-task').first().waitFor()));
await shot('caseload', () => go('/clients?whose=all').then(() => page.locator('.case').first().waitFor()));
await shot('chart', () =>
  go(`/clients/${scored.clientId}`).then(() => page.locator('.recharts-surface').first().waitFor()),
);
await shot('timeline', () =>
  go(`/clients/${telling.clientId}/timeline`).then(() => page.locator('.event').first().waitFor()),
);
await shot('change', async () => {
  await go(`/clients/${scored.clientId}`);
  await page.getByRole('button', { name: /^(Change|Cambiar)$/ }).click();
  await page.locator('input[type=time]').fill('17:30');
  await page.locator('.foretold li').first().waitFor();
});
await page.keyboard.press('Escape');
await shot('review', () => go(reviewed ?? '/').then(() => page.locator('.suggestion').first().waitFor()));
if (errors.length) console.error(errors);
({ page, errors } = await desk.sitsDown(browser, ADMIN.id, '/pathways', options));
await shot('editor', async () => {
  await page
    .getByRole('link', { name: /^(Edit|Editar):/ })
    .first()
    .click();
  await page
    .locator('.editor-sections button', { hasText: /^(Message texts|Textos de los mensajes)/ })
    .click();
  await page.getByRole('button', { name: /^(Word it ourselves|Escribirlo nosotros)$/ }).click();
});
await shot('outcomes', () => go('/outcomes').then(() => page.locator('.recharts-surface').first().waitFor()));
if (errors.length) console.error(errors);
await browser.close();
await desk.close();
