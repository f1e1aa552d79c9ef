/** What stands on a screen while nothing has come yet, where nothing came, and where there is nothing. */
import type { Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADMIN } from '../../local/people/cast.ts';
import { PACE } from '../../web/staff/src/shell/pace.ts';
import { AXE, faults, TABLET } from './axe.ts';
import { goes } from './desk.ts';
import { browser, desk, eachStep, opensDesk } from './opened.ts';
import { type Screen, screensOf } from './staff-screens.ts';

const MAYA = 'maya-example';
const THEO = 'theo-specimen';

let screens: Record<'clinician' | 'admin', Screen[]>;
opensDesk();
beforeAll(async () => {
  screens = await screensOf(desk);
}, 120_000);

const onApi = ({ pathname }: URL) => !pathname.startsWith('/console');

/** What a page asks of the API has no answer, until it is said that it comes to nothing. */
async function cutOff(page: Page): Promise<{ breaks(): Promise<void>; mends(): Promise<void> }> {
  const body = JSON.stringify({ type: 'urn:attune:problem:failed', detail: 'the API’s own words' });
  const fail = (route: Route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body }).catch(() => {});
  const unanswered: Route[] = [];
  let isBroken = false;
  await page.route(onApi, async (route) => {
    if (isBroken) await fail(route);
    else unanswered.push(route);
  });
  return {
    async breaks() {
      isBroken = true;
      await Promise.all(unanswered.map(fail));
    },
    mends: () => page.unrouteAll({ behavior: 'ignoreErrors' }),
  };
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
    for (const { name, path, whole } of firsts(screens[role])) {
      // Another tab, which knows nothing yet but who is signed in.
      const page = await context.newPage();
      const line = await cutOff(page);
      const main = page.locator('main');
      await page.goto(`${desk.url}/console${path}`);
      await main
        .getByRole('status')
        .first()
        .waitFor({ state: 'attached' })
        .catch(() => found.push(`${name}: does not say that it loads`));
      await page.locator('h1').waitFor();
      await page.evaluate(`${AXE}; 0`);
      found.push(...(await faults(page, `${name}, loading`, [TABLET])));

      await line.breaks();
      const alert = main.getByRole('alert').first();
      // What failed is asked for twice more, a moment apart.
      for (let n = 0; n < 100 && (await alert.count()) === 0; n += 1) await page.clock.fastForward(1_000);
      if ((await alert.count()) === 0) found.push(`${name}: says nothing where nothing came`);
      else {
        const said = await alert.textContent();
        if (!said?.includes('tell whoever runs Attune')) found.push(`${name}: says “${said}”`);
        found.push(...(await faults(page, `${name}, broken`, [TABLET])));
        await line.mends();
        for (const button of await page.getByRole('button', { name: 'Try again' }).all())
          await button.click().catch(() => {});
        await page
          .locator(whole)
          .first()
          .waitFor()
          .catch(() => found.push(`${name}: does not come when it is asked again`));
      }
      await page.close();
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
    // The first answer breaks off in the middle.
    await page.evaluate(`{ const real = fetch;
      window.fetch = async (...asked) => {
        const whole = await real(...asked);
        if (asked[1].method === 'GET') return whole;
        window.fetch = real;
        const broken = new ReadableStream({ start: (body) => body.error(new TypeError('network error')) });
        return new Response(broken, whole);
      }; }`);
    await page.keyboard.press('c');
    await page.getByText('The task is yours').waitFor();
    await context.close();
  }, 60_000);

  it('it is said where the connection is there and Attune is not', async () => {
    const { page, context } = await desk.sitsDown(browser, MAYA, '/?box=cover');
    await page.locator('.inbox-task').first().waitFor();
    await page.route(onApi, (route) => route.abort());
    const banner = page.getByRole('status').filter({ hasText: 'cannot be reached' });
    await eachStep(page, PACE.inUse, () => banner.isVisible()).toBe(true);
    await page.unrouteAll();
    await page.clock.fastForward(PACE.inUse);
    await banner.waitFor({ state: 'detached' });
    await context.close();
  }, 60_000);
});

describe('where there is nothing', () => {
  it('a screen says what there is none of, and where to look', async () => {
    const { page, context } = await desk.sitsDown(browser, MAYA, '/nobody-is-here');
    await page.locator('.state-title').waitFor();
    for (const [path, title] of [
      ['/', 'Nothing waits for you'],
      ['/?box=team&team=crisis', 'Nothing waits for somebody to take it'],
      ['/clients?flag=red&whose=nobody', 'Nobody'],
      ['/held', 'Nothing is held'],
    ]) {
      await goes(page, path!);
      await page.locator('.state-title', { hasText: title! }).waitFor();
      expect((await page.locator('.state .soft').textContent())!.length).toBeGreaterThan(20);
    }
    await context.close();
  });
});
