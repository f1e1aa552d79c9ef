import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN } from '../../local/people/cast.ts';
import { launchBrowser } from '../support/browser.ts';
import { AXE, faults } from './axe.ts';
import { CLINIC, type Desk, openDesk } from './desk.ts';

/** What the clinic's own people see of it, clinicians as what stands there and admins as what they change. */
const OFFICE: [name: string, path: string, whole: string][] = [
  ['clinic', '/clinic', '.table'],
  ...['rota', 'hours', 'safety', 'groups', 'roster', 'access'].map((part): [string, string, string] => [
    `clinic: ${part}`,
    `/clinic/${part}`,
    '.panel',
  ]),
  ['outcomes', '/outcomes', '.rates'],
];

let browser: Browser;
let desk: Desk;
beforeAll(async () => {
  [browser, desk] = await Promise.all([launchBrowser(), openDesk({ clients: 8, weeks: 14 })]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

/** Each screen by where it is, and what is there when it is whole. */
async function screens(): Promise<
  [name: string, path: string, whole: string, open?: (page: Page) => Promise<void>][]
> {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  const charts = await Promise.all(
    items.map(({ sk }) => desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length))),
  );
  const { clientId } = charts.toSorted((a, b) => b.version - a.version).find(({ plan }) => plan)!;
  const withTask = charts.find(({ tasks }) => Object.keys(tasks).length > 0)!;
  const task = Object.keys(withTask.tasks)[0]!;
  return [
    ['inbox', '/?box=cover', '.page-head'],
    ['caseload', '/clients?whose=all', '.case'],
    ['chart', `/clients/${clientId}`, '.recharts-surface'],
    ['timeline', `/clients/${clientId}/timeline`, '.event'],
    ['plans', `/clients/${clientId}/plans`, '.plan'],
    ['safety plan', `/clients/${clientId}/safety`, '.panel, .state-title'],
    ['messages', `/clients/${clientId}/messages`, '.event'],
    [
      'changes',
      `/clients/${clientId}`,
      '.columns',
      async (page) => {
        await page.getByRole('button', { name: /^(Change|Cambiar)$/ }).click();
        await page.locator('.foretold').waitFor();
      },
    ],
    ['review', `/clients/${withTask.clientId}/tasks/${task}`, '.why'],
    ['held', '/held', '.state-title'],
    ...OFFICE,
    ['pathways', '/pathways', '.table'],
    ['nothing', '/nowhere', '.state-title'],
    [
      'keys',
      '/clinic',
      '.table',
      async (page) => {
        await page.keyboard.press('Shift+?');
        await page.locator('.keys').first().waitFor();
      },
    ],
  ];
}

describe('whoever cannot see, point or read English well', () => {
  for (const locale of ['en-US', 'es-ES']) {
    it(`finds no fault in any screen (${locale})`, async () => {
      const context = await browser.newContext({ locale });
      const door = await context.newPage();
      await door.goto(`${desk.url}/console`);
      await door.locator('.sign-in form').waitFor();
      await door.evaluate(`${AXE}; 0`);
      const found = await faults(door, 'sign-in');
      await context.close();

      const desktop = await desk.sitsDown(browser, 'maya-example', '/clinic', { locale, viewport: null });
      const { page, errors } = desktop;
      await page.locator('.table').first().waitFor();
      await page.evaluate(`${AXE}; 0`);
      for (const [name, path, whole, open] of await screens()) {
        await page.keyboard.press('Escape');
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.evaluate(`history.pushState(null, '', '/console${path}')`);
        await page.locator(whole).first().waitFor();
        await open?.(page);
        found.push(...(await faults(page, name)));
      }
      await desktop.context.close();

      const office = await desk.sitsDown(browser, ADMIN.id, '/clinic', { locale, viewport: null });
      await office.page.locator('.table').first().waitFor();
      await office.page.evaluate(`${AXE}; 0`);
      for (const [name, path, whole] of OFFICE) {
        await office.page.setViewportSize({ width: 1280, height: 900 });
        await office.page.evaluate(`history.pushState(null, '', '/console${path}')`);
        await office.page.locator(whole).first().waitFor();
        found.push(...(await faults(office.page, `admin: ${name}`)));
      }
      expect(found).toEqual([]);
      expect([...errors, ...office.errors]).toEqual([]);
      await office.context.close();
    }, 240_000);
  }
});
