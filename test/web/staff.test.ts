import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { signIn } from './desk.ts';
import { browser, desk, opensDesk } from './opened.ts';

opensDesk();

describe('the staff console', () => {
  it('lets a clinician in, and says so where email and password do not go together', async () => {
    const { page, context } = await desk.sitsDown(browser, 'maya-example');
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await context.close();

    const stranger = await browser.newPage();
    await stranger.goto(`${desk.url}/console`);
    await signIn(stranger, 'maya-example', 'not the password');
    await stranger.getByRole('alert').getByText('do not go together').waitFor();
    await stranger.close();
  });

  it('locks after fifteen minutes without a sign of anybody, keeps nothing behind, and goes on where it was', async () => {
    const { page, context } = await desk.sitsDown(browser, 'maya-example', '/clinic');
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    await page.clock.fastForward('14:00');
    expect(await page.getByRole('heading', { name: 'Locked' }).count()).toBe(0);
    // What was on its way when it locked is not asked for again.
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.route('**/tasks/news', (route) => route.abort());
    await page.clock.fastForward('00:31');
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    await page.clock.fastForward('00:39');
    await page.getByRole('heading', { name: 'Locked' }).waitFor();
    asked.length = 0;
    for (const _ of Array(3)) await page.clock.fastForward('00:31');
    expect(asked).toEqual([]);
    await page.unrouteAll();
    expect(await page.getByRole('heading', { name: 'Clinic' }).isVisible()).toBe(false);
    await signIn(page, 'maya-example');
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    const kept = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).toBe(JSON.stringify([{}, {}, '']));
    await context.close();
  });

  it('stays open in every tab while somebody works in one, and locks in all of them together', async () => {
    const { page, context } = await desk.sitsDown(browser, 'maya-example', '/clinic');
    await page.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    const second = await context.newPage();
    await second.goto(`${desk.url}/console/held`);
    await second.getByRole('heading', { level: 1, name: 'Held' }).waitFor();
    const locked = (tab: typeof page) => tab.getByRole('heading', { name: 'Locked' });
    await page.clock.fastForward('10:00');
    await page.evaluate(`window.told = new Promise((told) => {
      new BroadcastChannel('attune-session').onmessage = () => told(true);
    }); 0`);
    await second.keyboard.press('Shift');
    await page.evaluate('window.told');
    await page.clock.fastForward('10:00');
    await second.getByRole('heading', { level: 1, name: 'Held' }).waitFor();
    expect(await locked(page).count()).toBe(0);
    await page.clock.fastForward('06:00');
    for (const tab of [page, second]) await locked(tab).waitFor();
    const third = await context.newPage();
    await third.goto(`${desk.url}/console/held`);
    await third.locator('.sign-in form').waitFor();
    await context.close();
  });

  it('opens in a new tab without another sign-in, and ends everywhere at once', async () => {
    const { page, context } = await desk.sitsDown(browser, 'maya-example');
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    const second = await context.newPage();
    await second.goto(`${desk.url}/console/clinic`);
    await second.getByRole('heading', { level: 1, name: 'Clinic' }).waitFor();
    await second.getByRole('button', { name: 'Maya Example' }).click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of [page, second]) await tab.getByText('You have signed out.').waitFor();
    await context.close();
  });

  it('is served under a policy that lets nothing of another origin and no inline code or style in', async () => {
    const response = await fetch(`${desk.url}/console/`);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect((await fetch(`${desk.url}/console/assets/..%2f..%2fbuild.ts`)).status).toBe(404);
  });

  it('loads at most 250 KB gzipped before anything is opened', () => {
    const dist = join(import.meta.dirname, '../../web/staff/dist');
    const html = readFileSync(join(dist, 'index.html'), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+)"/g)].map(([, path]) => path!);
    const inbox = readdirSync(join(dist, 'assets')).filter((file) => /^inbox-.*\.(js|css)$/.test(file));
    const files = [...new Set([...named, ...inbox.map((file) => `assets/${file}`)])];
    expect(files.length).toBeGreaterThan(2);
    expect(existsSync(join(dist, files[0]!))).toBe(true);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
    expect(bytes).toBeLessThan(250 * 1024);
  });
});
