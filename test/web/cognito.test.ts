import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AXE, faults } from './axe.ts';
import type { Cognito } from './cognito.ts';
import { browser, desk, opensDesk } from './opened.ts';

let cognito: Cognito;
let context: BrowserContext;
let errors: string[];
const MAYA = { sub: 'maya-example', clinic: 'riverside', groups: ['clinician' as const] };

vi.setConfig({ testTimeout: 120_000 });
/** A machine that does much else is slow, and no fault of what is tried. */
const PATIENCE = { timeout: 20_000 };

opensDesk({ onAws: true });
beforeAll(async () => {
  cognito = desk.cognito!;
}, 120_000);

beforeEach(async () => {
  Object.assign(cognito, { isDown: false, refusesWith: undefined, asked: [] });
  cognito.refreshes.clear();
  Object.assign(cognito.person, MAYA);
  context = await browser.newContext({ locale: 'en-US', timezoneId: 'America/New_York' });
  context.setDefaultTimeout(20_000);
  await context.clock.install({ time: new Date(desk.clock()) });
  errors = [];
  context.on('weberror', (error) => errors.push(String(error.error())));
});
afterEach(async () => {
  expect(errors).toEqual([]);
  await context.close();
});

const KEPT = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])';
const inbox = (page: Page) => page.getByRole('heading', { level: 1, name: 'Inbox' });
const locked = (page: Page) => page.getByRole('heading', { name: 'Locked' });

async function comes(path = '/'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${desk.url}/console${path}`);
  return page;
}

async function signsIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'It is me' }).click();
}

const later = (ms: number) => desk.clock.to(new Date(Date.parse(desk.clock()) + ms).toISOString());

async function leavesIt(page: Page): Promise<void> {
  later(910_000);
  await page.clock.fastForward(910_000);
  await locked(page).waitFor();
}

/** Every minute they are there. */
async function works(page: Page, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await page.mouse.move(minute % 50, 10);
    later(60_000);
    await page.clock.runFor(60_000);
    // The clock is faster than the line: what was begun ends before the next minute.
    await expect
      .poll(() => page.evaluate('navigator.locks.query().then(({ held }) => held.length)'), PATIENCE)
      .toBe(0);
  }
}

describe('staff on AWS', () => {
  it('sign in on Cognito’s page, come back to where they were, and leave neither token nor code behind', async () => {
    const page = await comes('/clinic');
    await signsIn(page);
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    expect(await page.evaluate(KEPT)).toBe(JSON.stringify([{}, {}, '', `${desk.url}/console/clinic`]));
    expect(await page.evaluate('history.length')).toBeLessThan(5);
  });

  it('are there in a second tab too, which goes on when the first is closed', async () => {
    const first = await comes();
    await signsIn(first);
    await inbox(first).waitFor();
    const second = await comes('/clinic');
    await second.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    await works(second, 16);
    await first.close();
    await works(second, 16);
    expect(await locked(second).count()).toBe(0);
    expect(await second.getByRole('heading', { level: 1, name: 'Clinic' }).isVisible()).toBe(true);
  });

  it('go on as long as they work, by a new token and a new refresh token each time', async () => {
    const page = await comes();
    await signsIn(page);
    await inbox(page).waitFor();
    const before = cognito.asked.filter((path) => path === '/oauth2/token').length;
    await works(page, 40);
    expect(await inbox(page).isVisible()).toBe(true);
    expect(cognito.asked.filter((path) => path === '/oauth2/token').length - before).toBe(3);
  });

  it('are asked again, and not let in by Cognito’s cookie, after fifteen idle minutes; what was open stays', async () => {
    const page = await comes('/clinic');
    await signsIn(page);
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    await page.evaluate('window.mark = "still this page"');
    await leavesIt(page);
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const window = await opened;
    await window.getByRole('link', { name: 'It is me' }).click();
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    expect(await page.evaluate('window.mark')).toBe('still this page');
  });

  it('who come back as somebody else open nothing of what was locked', async () => {
    const page = await comes('/clinic');
    await signsIn(page);
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    await leavesIt(page);
    cognito.person.sub = 'sam-example';
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const own = await opened;
    const closed = own.waitForEvent('close');
    await own.getByRole('link', { name: 'It is me' }).click();
    await expect.poll(() => cognito.asked.at(-1), PATIENCE).toBe('/oauth2/token');
    // The clock is of all windows, and cannot be moved in one that is about to close.
    await closed;
    await page.clock.runFor(2_000);
    expect(await locked(page).isVisible()).toBe(true);
  });

  it('end Cognito’s session and every token to come, in every tab, when they sign out', async () => {
    const page = await comes();
    await signsIn(page);
    await inbox(page).waitFor();
    const other = await comes('/clinic');
    await other.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    await page.getByRole('button', { name: 'Maya Example' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of [page, other]) await tab.getByRole('button', { name: 'Sign in' }).waitFor();
    await expect
      .poll(() => cognito.asked, PATIENCE)
      .toEqual(expect.arrayContaining(['/logout', '/oauth2/revoke']));
    expect((await context.cookies(cognito.way.domain)).length).toBe(0);
  });

  it('are told why where the sign-in fails: at Cognito, on the way, or for want of a role', async () => {
    cognito.refusesWith = 'access_denied';
    const page = await comes();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('could not let you in').waitFor();
    expect(await page.evaluate('location.search')).toBe('');

    cognito.refusesWith = undefined;
    await page.goto(`${desk.url}/console/?code=somebody-elses&state=somebody-elses`);
    await page.getByRole('alert').getByText('not begun here').waitFor();

    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'It is me' }).waitFor();
    cognito.isDown = true;
    await page.getByRole('link', { name: 'It is me' }).click();
    await page.getByRole('alert').getByText('cannot be reached').waitFor();

    cognito.isDown = false;
    cognito.person.groups = [];
    await signsIn(page);
    await page.getByRole('alert').getByText('no clinic or role').waitFor();
  });

  it('try again where Cognito does not answer, and are asked at the end of the token if it never does', async () => {
    const page = await comes();
    await signsIn(page);
    await inbox(page).waitFor();
    cognito.isDown = true;
    await works(page, 13);
    const [first] = cognito.refreshes.keys();
    const tried = () => cognito.asked.filter((path) => path === '/oauth2/token').length;
    await expect.poll(tried, PATIENCE).toBeGreaterThan(1);
    cognito.isDown = false;
    await works(page, 1);
    await expect.poll(() => cognito.refreshes.has(first!), PATIENCE).toBe(false);
    await works(page, 2);
    expect(await inbox(page).isVisible()).toBe(true);
    cognito.isDown = true;
    await works(page, 16);
    await page.getByText('Your sign-in has ended.').waitFor();
  });

  it('find no fault in the page that leads there, nor in the locked one', async () => {
    const page = await comes();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.evaluate(`${AXE}; 0`);
    expect(await faults(page, 'sign-in')).toEqual([]);
    await signsIn(page);
    await inbox(page).waitFor();
    await leavesIt(page);
    await page.evaluate(`${AXE}; 0`);
    expect(await faults(page, 'locked')).toEqual([]);
  });

  it('add a passkey on Cognito’s page', async () => {
    const page = await comes();
    await signsIn(page);
    await inbox(page).waitFor();
    await page.getByRole('button', { name: 'Maya Example' }).click();
    const link = page.getByRole('link', { name: 'Add a passkey' });
    expect(await link.getAttribute('href')).toMatch(`${cognito.way.domain}/passkeys/add?`);
  });
});
