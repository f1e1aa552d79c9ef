/** The page behind a link in a real browser, with all that people, phones and networks do to it. */
import { describe, expect, it } from 'vitest';
import { pageRoutes } from '../../local/pages.ts';
import { startServer } from '../../local/server.ts';
import type { Scene } from '../support/scene.ts';
import { browser, opensBrowser } from '../web/opened.ts';
import { apiOf, SHORT, visit } from '../web/visit.ts';

opensBrowser();

async function toPacket(client: Scene) {
  await client.enrols();
  await client.answers('intake');
}
const shortVisit = (phone = {}) => visit(browser, { scene: SHORT, until: toPacket, phone });
const saved = async (client: Scene) => (await client.requests('packet'))[0]?.forms[0]?.partial;
const THANKS = { name: 'Thank you' };

describe.concurrent('the page behind a link', () => {
  it('57 · a scanner that runs it and presses every button changes nothing, and the client still can', async () => {
    await using kim = await shortVisit();
    const before = await kim.client.chart();
    await kim.open();
    await kim.phone.heading.waitFor();
    await kim.page.locator('.go:enabled').waitFor();
    const buttons = await kim.page.getByRole('button').allTextContents();
    expect(buttons).toEqual(['Need help now?', 'Next', 'Later today', 'Settings', 'My page']);
    for (const name of [...buttons, 'Next']) {
      await kim.page.getByRole('button', { name }).click();
      if (await kim.phone.option('Not at all').isVisible()) continue;
      await kim.page.goBack();
      await kim.page.locator('.go:enabled').waitFor();
    }
    await kim.page.getByRole('alert').getByText('Please choose an answer').waitFor();
    expect(await kim.client.chart()).toEqual(before);
    const own = await kim.context.newPage();
    await own.goto(`${kim.address}#${kim.token}`);
    await own.getByRole('radio').first().waitFor();
  });

  it('59 · two tabs: what is sent from one is not sent again from the other, nor counted twice', async () => {
    await using kim = await shortVisit();
    const other = await kim.context.newPage();
    for (const page of [kim.page, other]) await page.goto(`${kim.address}#${kim.token}`);
    await other.getByRole('radio', { name: 'Nearly every day' }).check();
    await kim.phone.answerAll();
    await kim.phone.go.click();
    await kim.page.getByRole('heading', THANKS).waitFor();
    await other.locator('.go').click();
    await other.getByText('This link can no longer be used').waitFor();
    expect(await kim.submissions()).toBe(3); // The intake and two forms.
    expect((await kim.client.chart()).measures['phq-2']!.last.value).toBe(0);
  });

  it('60 · back after submitting, and pressing on, submits nothing again', async () => {
    await using kim = await shortVisit();
    await kim.open();
    await kim.phone.answerAll();
    await kim.phone.go.click();
    await kim.page.getByRole('heading', THANKS).waitFor();
    const sent = kim.posted.length;
    await kim.page.goBack();
    await kim.page.goForward();
    await kim.page.reload();
    await kim.phone.heading.waitFor();
    expect(await kim.page.getByRole('radio').count()).toBe(0);
    expect(kim.posted.slice(sent).filter(({ path }) => path === '/link/answers')).toEqual([]);
    expect(await kim.submissions()).toBe(3);
  });

  it('61 · sent without a line and again two hours later, the answers arrive once, at the time they arrive', async () => {
    await using kim = await shortVisit();
    await kim.open();
    await kim.phone.answerAll();
    await kim.context.setOffline(true);
    await kim.phone.go.click();
    await kim.page.getByText('Not saved yet: you are offline.').waitFor();
    await kim.client.passes('2026-01-05T17:00:00.000Z');
    await kim.context.setOffline(false);
    await kim.page.getByRole('heading', THANKS).waitFor();
    expect(await kim.submissions()).toBe(3);
    expect((await kim.client.chart()).measures['phq-2']!.last.at).toBe('2026-01-05T17:00:00.000Z');
  });

  it('72 · a screenshot of it shows neither the link nor who it is for, and the link itself is soon worth nothing', async () => {
    await using kim = await shortVisit();
    await kim.open();
    await kim.phone.choose('Nearly every day');
    await kim.phone.at('2 of 4');
    expect(kim.page.url()).toBe(kim.address);
    const shown = `${await kim.page.title()} ${await kim.page.locator('body').innerText()}`;
    for (const secret of [kim.token, 'Kim', 'Rivera', '0134', 'kim@example.org'])
      expect(shown).not.toContain(secret);
    await kim.client.answers('packet');
    const stranger = await kim.context.newPage();
    await stranger.goto(`${kim.address}#${kim.token}`);
    await stranger.getByText('This link can no longer be used').waitFor();
  });

  it('73 · where the client goes from it, nobody is told where they came from', async () => {
    await using kim = await shortVisit();
    await kim.open(`${kim.address}#a-link-that-opens-nothing`);
    await kim.page.getByRole('button', { name: 'Need help now?' }).click();
    const leaving = kim.context.waitForEvent('request', (one) => one.url().includes('findahelpline'));
    await kim.page.getByRole('link', { name: 'findahelpline.com' }).click();
    expect((await leaving).headers().referer).toBeUndefined();
    expect(kim.sent.filter(({ headers, url }) => headers.referer || /#|a-link/.test(url))).toEqual([]);
    const page = await fetch(kim.address);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('74 · brought back by the browser, it shows no answer to whoever has the phone now', async () => {
    await using kim = await shortVisit();
    await kim.open();
    await kim.phone.choose('Nearly every day');
    await kim.phone.at('2 of 4');
    await kim.phone.saved.waitFor();
    await kim.page.goto('about:blank');
    await kim.page.goBack();
    await kim.phone.at('2 of 4');
    expect(await kim.page.getByRole('radio', { checked: true }).count()).toBe(0);
    const kept = 'JSON.stringify([{ ...localStorage }, document.cookie])';
    expect(await kim.page.evaluate(kept)).toBe('[{},""]');
    expect((await fetch(kim.address)).headers.get('cache-control')).toBe('no-store');
  });

  it('75 · in a frame of another site it does not show', async () => {
    await using kim = await shortVisit();
    const shown = kim.page.waitForEvent('framenavigated', (frame) => frame !== kim.page.mainFrame());
    await kim.page.setContent(`<iframe src="${kim.address}#${kim.token}"></iframe>`);
    expect((await shown).url()).toMatch(/^chrome-error:/);
    expect(kim.posted).toEqual([]);
  });

  it('76 · without JavaScript it says to phone the clinic, in each of its languages', async () => {
    await using kim = await shortVisit({ javaScriptEnabled: false });
    await kim.open();
    await kim.page.getByText('phone the clinic').waitFor();
    const said = await kim.page.locator('#page p').evaluateAll((all) => all.map((one) => one.lang));
    expect(said).toEqual(expect.arrayContaining(['ar', 'en', 'es']));
    expect(kim.posted).toEqual([]);
  });

  it('77 · a screen reader is told the question, its place, each answer, and what is missing', async () => {
    await using kim = await shortVisit();
    await kim.open();
    await kim.page.locator('.go:enabled').waitFor();
    const heard = await kim.page.locator('body').ariaSnapshot();
    expect(heard).toMatch(/progressbar/);
    expect(heard).toMatch(/heading "Little interest or pleasure.*" \[level=1\]/);
    for (const answer of ['Not at all', 'Several days', 'More than half the days', 'Nearly every day'])
      expect(heard).toContain(`radio "${answer}"`);
    await kim.phone.go.click();
    await kim.page.getByRole('alert').getByText('Please choose an answer').waitFor();
    await kim.phone.choose('Not at all');
    await kim.phone.at('2 of 4');
    await kim.page.waitForFunction(
      '/Feeling down/.test(document.activeElement.textContent) && document.activeElement.id === "heading"',
    );
  });

  it('78 · over 2G, with 400 ms there and back, it is there in seconds and saves each answer', async () => {
    await using kim = await shortVisit();
    const line = await kim.context.newCDPSession(kim.page);
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 400,
      downloadThroughput: (280 * 1024) / 8,
      uploadThroughput: (256 * 1024) / 8,
    });
    const before = performance.now();
    await kim.open();
    await kim.page.getByRole('radio').first().waitFor();
    expect(performance.now() - before).toBeLessThan(8_000);
    await kim.phone.choose('Several days');
    await kim.phone.at('2 of 4');
    await kim.phone.saved.waitFor();
    expect(await saved(kim.client)).toMatchObject({ 1: expect.any(String) });
    // The page itself, with its document; what it asks and is told is data, and another matter.
    const sizes = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter(({ initiatorType }) => initiatorType !== 'fetch')
      .reduce((sum, one) => sum + one.encodedBodySize, 0)`;
    expect(await kim.page.evaluate<number>(sizes)).toBeLessThan(30 * 1024);
  });

  it('79 · open while a new version is put in place, it goes on where it was', async () => {
    await using kim = await shortVisit();
    const routes = await pageRoutes();
    const before = await startServer({ port: 0, api: apiOf(kim.client), routes });
    await kim.open(`http://localhost:${before.port}/c#${kim.token}`);
    await kim.phone.choose('Several days');
    await kim.phone.at('2 of 4');
    await kim.phone.saved.waitFor();
    await before.close();
    await kim.phone.choose('Several days');
    await kim.page.getByText('Not saved yet: we cannot reach the clinic.').waitFor();
    kim.client.restarts();
    // The new version's page has other parts, and this one's are no longer there.
    const page = routes['GET /c']!;
    const after = await startServer({
      port: before.port,
      api: apiOf(kim.client),
      routes: { 'GET /c': page },
    });
    await kim.page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
    await kim.phone.answerAll();
    await kim.phone.go.click();
    await kim.page.getByRole('heading', THANKS).waitFor();
    expect((await kim.client.chart()).measures['phq-2']!.last.value).toBe(2);
    expect(await kim.submissions()).toBe(3);
    await after.close();
  });
});
