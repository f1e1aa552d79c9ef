/** What stands on a screen while nothing has come yet, where nothing came, and where there is nothing. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN } from '../../local/people/cast.ts';
import { launchBrowser } from '../support/browser.ts';
import { AXE, faults, TABLET } from './axe.ts';
import { type Desk, openDesk } from './desk.ts';
import { type Screen, screensOf } from './staff-screens.ts';

const MAYA = 'maya-example';
const THEO = 'theo-specimen';

let browser: Browser;
let desk: Desk;
let screens: Record<'clinician' | 'admin', Screen[]>;
beforeAll(async () => {
  [browser, desk] = await Promise.all([launchBrowser(), openDesk({ clients: 8, weeks: 14 })]);
  screens = await screensOf(desk);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

/** What the console asks of the API from now on comes to nothing, in this way. */
async function line(page: Page, is: 'silent' | 'broken' | 'whole'): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  if (is === 'whole') return;
  await page.route(
    ({ pathname }) => !pathname.startsWith('/console'),
    async (route) => {
      if (is === 'silent') return;
      const body = JSON.stringify({ type: 'urn:attune:problem:failed', detail: 'the API’s own words' });
      await route.fulfill({ status: 500, contentType: 'application/problem+json', body });
    },
  );
}

/** Leads there without a look at what was fetched before. */
async function goes(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '/console${path}')`);
}

/** The first of each route: nothing is opened on it. */
const firsts = (of: Screen[]): Screen[] =>
  of.filter(
    ({ open, route, known }, n) =>
      !(open || known) && route !== '*' && of.findIndex((one) => one.route === route) === n,
  );

describe.each([
  ['clinician', MAYA],
  ['admin', ADMIN.id],
] as const)('a screen of a %s', (role, who) => {
  it('says that it loads, says what to do where nothing came, and comes when it is asked again', async () => {
    const found: string[] = [];
    const { context } = await desk.sitsDown(browser, who, '/nobody-is-here');
    /** Another tab, which knows nothing yet but who is signed in. */
    const tab = async (is: 'silent' | 'broken', path: string) => {
      const page = await context.newPage();
      await page.goto(`${desk.url}/console/nobody-is-here`);
      await page.locator('.state-title').waitFor();
      await page.evaluate(`${AXE}; 0`);
      await line(page, is);
      await goes(page, path);
      return page;
    };
    for (const { name, path, whole } of firsts(screens[role])) {
      const waiting = await tab('silent', path);
      await waiting
        .locator('main')
        .getByRole('status')
        .first()
        .waitFor({ state: 'attached' })
        .catch(() => found.push(`${name}: does not say that it loads`));
      await waiting.locator('h1').waitFor();
      found.push(...(await faults(waiting, `${name}, loading`, [TABLET])));
      await waiting.close();

      const broken = await tab('broken', path);
      const alert = broken.locator('main').getByRole('alert').first();
      await alert.waitFor().catch(() => found.push(`${name}: says nothing where nothing came`));
      if ((await alert.count()) === 0) continue;
      const said = await alert.textContent();
      if (!said?.includes('tell whoever runs Attune')) found.push(`${name}: says “${said}”`);
      found.push(...(await faults(broken, `${name}, broken`, [TABLET])));
      await line(broken, 'whole');
      for (const button of await broken.getByRole('button', { name: 'Try again' }).all())
        await button.click().catch(() => {});
      await broken
        .locator(whole)
        .first()
        .waitFor()
        .catch(() => found.push(`${name}: does not come when it is asked again`));
      await broken.close();
    }
    await context.close();
    expect(found).toEqual([]);
  }, 300_000);
});

describe('without a connection', () => {
  it('a banner says so and what it means, what is shown stays, what is done is refused at once, and all of it goes on by itself', async () => {
    const { page, context } = await desk.sitsDown(browser, THEO, '/?box=cover');
    const rows = page.locator('.inbox-task');
    await rows.first().waitFor();
    await context.setOffline(true);
    const banner = page.getByRole('status').filter({ hasText: 'You are offline' });
    await banner.waitFor();
    expect(await banner.textContent()).toContain('nothing can be saved until the connection is back');
    expect(await rows.count()).toBeGreaterThan(0);
    await page.evaluate(`${AXE}; 0`);
    expect(await faults(page, 'offline')).toEqual([]);
    await rows.first().getByRole('link').focus();
    await page.keyboard.press('c');
    await page.getByText('Attune cannot be reached', { exact: true }).waitFor();
    await context.setOffline(false);
    await banner.waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await page.getByText('The task is yours').waitFor();
    await context.close();
  }, 60_000);

  it('it is said where the connection is there and Attune is not', async () => {
    const { page, context } = await desk.sitsDown(browser, MAYA, '/?box=cover');
    await page.locator('.inbox-task').first().waitFor();
    await page.route(
      ({ pathname }) => !pathname.startsWith('/console'),
      (route) => route.abort(),
    );
    const banner = page.getByRole('status').filter({ hasText: 'cannot be reached' });
    await banner.waitFor({ timeout: 20_000 });
    await page.unrouteAll();
    await banner.waitFor({ state: 'detached', timeout: 20_000 });
    await context.close();
  }, 60_000);
});

describe('where there is nothing', () => {
  it.each([
    ['/', 'Nothing waits for you'],
    ['/?box=team', 'Nothing waits for somebody to take it'],
    ['/clients?flag=red&whose=nobody', 'Nobody'],
    ['/held', 'Nothing is held'],
  ])('%s says “%s”, and where to look', async (path, title) => {
    const { page, context } = await desk.sitsDown(browser, MAYA, path);
    await page.locator('.state-title', { hasText: title }).waitFor();
    expect((await page.locator('.state .soft').textContent())!.length).toBeGreaterThan(20);
    await context.close();
  });
});

describe('what a clinician sees', () => {
  it('is nowhere in the browser’s storage, its caches or any address', async () => {
    const { page, context } = await desk.sitsDown(browser, MAYA, '/?box=cover');
    const addresses: string[] = [];
    context.on('request', (request) => addresses.push(request.url()));
    for (const { path, whole, open } of screens.clinician) {
      await page.keyboard.press('Escape');
      await goes(page, '/nobody-is-here');
      await page.locator('.state-title').first().waitFor();
      await goes(page, path);
      await page.locator(whole).first().waitFor();
      await open?.(page);
      addresses.push(page.url());
    }
    const { items } = await desk.app.table.query('riverside', { prefix: 'CLIENT#' });
    const names = items.map(({ body }) => String(JSON.parse(String(body)).name));
    const told = decodeURIComponent(addresses.join(' '));
    expect(names.filter((name) => name.split(' ').some((word) => told.includes(word)))).toEqual([]);
    const kept = await page.evaluate<string>(`(async () => {
      const databases = await indexedDB.databases();
      const cached = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases, cached]);
    })()`);
    expect(kept).toBe(JSON.stringify([{}, {}, '', [], []]));
    await context.close();
  }, 120_000);
});
