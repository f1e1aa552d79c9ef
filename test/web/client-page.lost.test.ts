/** What phones and lines do to an answer between the finger and the clinic. */
import { describe, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { browser, opensBrowser } from './opened.ts';
import { SHORT, visit } from './visit.ts';

opensBrowser();

const shortVisit = () =>
  visit(browser, {
    scene: SHORT,
    async until(client: Scene) {
      await client.enrols();
      await client.answers('intake');
    },
  });

// Each waits most of the time: for the page, which waits for a steady finger.
describe.concurrent('an answer on its way', () => {
  it('goes on after a reload where they were, with nothing of what they answered in the page or the browser', async () => {
    await using kim = await shortVisit();
    const { page, phone, line } = kim;
    await kim.open();
    await phone.choose('More than half the days');
    await phone.choose('Several days');
    await phone.at('3 of 4');
    await phone.saved.waitFor();
    expect(page.url()).toBe(kim.address);

    // What answers in the clinic's place for a moment does not end the link.
    line.fault = 'not here';
    await page.reload();
    await page.getByRole('heading', { name: 'We cannot reach the clinic' }).waitFor();
    line.fault = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await phone.at('3 of 4');
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    const stored = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
    expect(await page.evaluate(stored)).toBe(JSON.stringify([{}, { 'attune-link': kim.token }, '']));

    await phone.answerAll();
    await phone.go.click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect((await kim.client.chart()).measures['phq-2']?.last.value).toBe(3);
    expect(await page.evaluate(stored)).toBe(JSON.stringify([{}, {}, '']));
  });

  it('has the last word, while what they said before is still on its way', async () => {
    await using kim = await shortVisit();
    const { page, phone, line } = kim;
    await kim.open();
    await phone.option('Nearly every day').check();
    const slow = Promise.withResolvers<void>();
    line.until = slow.promise;
    await phone.go.click();
    await phone.at('2 of 4');
    await page.goBack();
    await phone.option('Not at all').check();
    const first = kim.heard('/link/answers');
    slow.resolve();
    await first;
    await kim.heard('/link/answers');
    expect((await kim.client.requests('packet'))[0]!.forms[0]!.partial).toEqual({ 1: 'LA6568-5' });
  });

  it('puts the phone away in the middle of a question, and what they chose has been saved', async () => {
    await using kim = await shortVisit();
    await kim.open();
    await kim.phone.option('Nearly every day').check();
    const heard = kim.heard('/link/answers');
    await kim.page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
    await heard;
    expect((await kim.client.requests('packet'))[0]!.forms[0]!.partial).toEqual({ 1: 'LA6571-9' });
  });

  it('closes the page while the answer before is still on its way, and both have been saved', async ({
    expect,
  }) => {
    await using kim = await shortVisit();
    const { phone, line } = kim;
    await kim.open();
    await phone.option('Nearly every day').check();
    const slow = Promise.withResolvers<void>();
    line.until = slow.promise;
    await phone.go.click();
    await phone.at('2 of 4');
    await phone.option('Nearly every day').check();
    await kim.page.close();
    await expect.poll(() => kim.posted.length).toBe(3);
    slow.resolve();
    await expect
      .poll(async () => (await kim.client.requests('packet'))[0]!.forms[0]!.partial)
      .toEqual({ 1: 'LA6571-9', 2: 'LA6571-9' });
  });

  it('waits while the clinic is busy or a receipt is lost, and every answer counts once', async ({
    expect,
  }) => {
    await using kim = await shortVisit();
    const { page, phone, line } = kim;
    await page.clock.install();
    await kim.open();
    await phone.option('Not at all').check();
    line.fault = 'busy';
    await phone.go.click();
    await page.getByText('Not saved yet: we cannot reach the clinic.').waitFor();
    // It asks before it goes, and brought back by the browser it keeps what could not be saved.
    const asks = page.waitForEvent('dialog');
    await page.evaluate('setTimeout(() => location.reload())');
    const leaving = await asks;
    expect(leaving.type()).toBe('beforeunload');
    await leaving.dismiss();
    await page.evaluate(`window.mark = 'still this page';
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    // While the phone sleeps nothing is tried; it is as soon as somebody looks at it.
    await page.clock.pauseAt(Date.now() + 60_000);
    line.fault = undefined;
    const saved = page.getByRole('status').getByText('Saved', { exact: true });
    const looks = async () => {
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      return saved.isVisible();
    };
    await expect.poll(looks).toBe(true);
    await page.clock.resume();
    expect(await page.evaluate('window.mark')).toBe('still this page');
    await phone.answerAll();
    line.fault = 'receipt lost';
    await phone.go.click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await kim.submissions()).toBe(3); // The intake and two forms.
  });

  it('has the page open while the clinic changes the form, and is shown what is asked now', async () => {
    await using kim = await shortVisit();
    const { page, phone, line } = kim;
    await kim.open();
    await phone.choose('Not at all');
    await phone.at('2 of 4');
    await phone.saved.waitFor();
    line.fault = 'refused';
    await phone.choose('Several days');
    await page.getByText('Please answer these once more.').waitFor();
    await phone.at('2 of 4');
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);

    // What is asked now cannot be had at once: until then nothing is taken for saved.
    line.fault = 'refused';
    const busy = { status: 503, headers: { 'retry-after': '1' }, body: '{}' };
    await page.route('**/link/open', (route) => route.fulfill(busy), { times: 1 });
    await phone.choose('Several days');
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
    expect((await kim.client.requests('packet'))[0]!.forms[0]!.partial).toHaveProperty('2');
  });

  it('is kept where the browser forbids the page to store anything', async () => {
    await using kim = await shortVisit();
    const { page, phone } = kim;
    await page.addInitScript(`Object.defineProperty(window, 'sessionStorage', {
      get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
    })`);
    await kim.open();
    await phone.choose('Not at all');
    await phone.at('2 of 4');
    await phone.saved.waitFor();
    await page.reload();
    await phone.at('2 of 4');
    await phone.answerAll();
    await phone.go.click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(page.url()).toBe(kim.address);
    expect(kim.errors).toEqual([]);
  });
});
