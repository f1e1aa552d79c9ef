import { describe, expect, it } from 'vitest';
import type { Scene } from '../support/scene.ts';
import { browser, opensBrowser } from './opened.ts';
import { PHQ_9_ALONE, SHORT, visit } from './visit.ts';

opensBrowser();

async function toPacket(client: Scene) {
  await client.enrols();
  await client.answers('intake');
}

/** A line that the clinic keeps itself. */
const keepsLine = ({ host }: Scene) =>
  host.clinics.run(
    { clinicId: 'riverside', by: 'lea' },
    {
      do: 'save-crisis-line',
      line: {
        ...{ id: 'county', country: 'US', language: 'en', name: 'County team', call: '*4141' },
        ...{ hours: 'Monday to Friday', verifiedOn: '2026-01-02', evidence: 'called them' },
      },
    },
  );

const shortVisit = (phone = {}) => visit(browser, { scene: SHORT, until: toPacket, phone });

// Each waits most of the time: for the page, which waits for a steady finger.
describe.concurrent('a client on the page behind their link', () => {
  it('answers PHQ-9 with thoughts of death, sees whom to call before submitting, loses the line, and submits once', async () => {
    await using kim = await visit(browser, { scene: PHQ_9_ALONE, until: toPacket });
    const { page, phone, context, client } = kim;
    await keepsLine(client);
    await kim.open();

    for (const item of [1, 2, 3, 4]) {
      await phone.at(`${item} of 9`);
      await phone.choose('Several days');
    }
    await context.setOffline(true);
    await phone.choose('Not at all');
    await page.getByText('Not saved yet: you are offline.').waitFor();
    await phone.choose('Not at all');
    expect(Object.keys((await client.requests('packet'))[0]!.forms[0]!.partial!)).toHaveLength(4);
    await context.setOffline(false);
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
    expect(Object.keys((await client.requests('packet'))[0]!.forms[0]!.partial!)).toHaveLength(6);

    await phone.choose('Not at all');
    await phone.choose('Not at all');
    expect(await phone.line988.isVisible()).toBe(false);
    await phone.choose('Several days');
    await phone.line988.waitFor();
    expect(await phone.line988.getAttribute('href')).toBe('tel:988');
    expect(await page.getByRole('link', { name: 'Call 911' }).getAttribute('href')).toBe('tel:911');
    expect(await phone.heading.textContent()).toBe('That was the last question');
    expect(await client.requests('packet')).toHaveLength(1);
    expect(await client.tasks('urgent')).toHaveLength(1);

    await context.setOffline(true);
    await phone.go.click();
    await page.getByText('Not saved yet: you are offline.').waitFor();
    await phone.go.click();
    await context.setOffline(false);
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await phone.line988.isVisible()).toBe(true);
    expect(await page.getByRole('link', { name: 'Call *4141' }).getAttribute('href')).toBe('tel:*4141');
    await page.getByText('Only the people who care for you at the clinic can see your answers.').waitFor();

    expect(await kim.submissions()).toBe(2); // The intake, and this.
    expect(await client.requests('packet')).toEqual([]);
    const urgent = await client.tasks('urgent');
    expect(urgent).toHaveLength(1);
    expect(urgent[0]!.findings).toHaveLength(1);

    const token = new RegExp(kim.token);
    expect(kim.sent.filter(({ url }) => token.test(url))).toEqual([]);
    expect(kim.sent.filter(({ headers }) => token.test(JSON.stringify(headers)))).toEqual([]);
    expect(kim.sent.filter(({ headers }) => headers.referer)).toEqual([]);
    expect(kim.sent.filter(({ url }) => new URL(url).origin !== new URL(kim.address).origin)).toEqual([]);
    expect(kim.errors).toEqual([]);
  });

  it('taps twice, and moves one question, and sends once', async () => {
    await using kim = await shortVisit();
    const { page, phone, line } = kim;
    await page.clock.install();
    await kim.open();
    await phone.option('Several days').check();
    await page.locator('.go:enabled').waitFor();
    const { x, y, width, height } = (await phone.go.boundingBox())!;
    // However long a busy machine takes for the second tap.
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.mouse.click(x + width / 2, y + height / 2, { clickCount: 2, delay: 60 });
    await phone.at('2 of 4');
    await page.clock.resume();
    await page.locator('.go:enabled').waitFor();
    expect(await page.locator('.wrong').allTextContents()).toEqual(['']);
    await phone.answerAll();
    const slow = Promise.withResolvers<void>();
    line.until = slow.promise;
    await phone.go.dblclick();
    // What is on its way cannot be changed any more.
    await page.getByRole('button', { name: 'Sending…' }).waitFor();
    await page.goBack();
    expect(await page.getByRole('radio').count()).toBe(0);
    slow.resolve();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    const whole = kim.posted.filter(({ body }) => body.responses?.some(({ complete }) => complete));
    expect(whole).toHaveLength(1);
  });

  it('goes back with the phone’s own button, finds their answer and changes it', async () => {
    await using kim = await shortVisit();
    const { page, phone } = kim;
    await kim.open();
    await phone.choose('Nearly every day');
    await phone.at('2 of 4');
    await page.goBack();
    await phone.at('1 of 4');
    expect(await phone.option('Nearly every day').isChecked()).toBe(true);
    await phone.choose('Not at all');
    await phone.answerAll();
    await page.goBack();
    await phone.go.click();
    await phone.go.click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.goBack();
    expect(await phone.heading.textContent()).toBe('Thank you');
    expect((await kim.client.chart()).measures['phq-2']?.last.value).toBe(0);
  });

  it('is asked the questions that their answers call for, in the same visit', async () => {
    await using kim = await visit(browser, { until: toPacket });
    const { page, phone } = kim;
    await kim.open();
    await phone.choose('Nearly every day');
    await phone.choose('Nearly every day');
    await phone.choose('Not at all');
    await phone.choose('Not at all');
    await phone.go.click();
    await page.getByText('A few more questions follow').waitFor();
    await phone.at('1 of 9');
    // Their way back led to a question that is answered for good.
    await page.goBack();
    await phone.at('1 of 9');
    const [request] = await kim.client.requests('packet');
    expect(request!.forms.filter(({ done }) => !done)).toEqual([{ instrument: 'phq-9', done: false }]);
  });

  it('sees the same page whether the link was used, ran out or never was', async () => {
    await using kim = await visit(browser, { scene: SHORT, until: toPacket });
    const seen: (string | null)[] = [];
    const look = async (link?: string) => {
      await kim.page.goto('about:blank');
      await kim.open(link);
      await kim.phone.heading.waitFor();
      seen.push(await kim.page.locator('main').textContent());
    };
    await look(`${kim.address}#nobodys`);
    await look(kim.address);
    await kim.client.answers('packet');
    await look();
    expect(seen[0]).toContain('This link can no longer be used');
    expect(new Set(seen).size).toBe(1);
    await kim.page.getByRole('button', { name: 'Need help now?' }).click();
    await kim.page.getByRole('link', { name: 'findahelpline.com' }).waitFor();
  });

  it('reads it in Spanish, and in Arabic from right to left', async () => {
    const spanish = { ...SHORT, client: { language: 'es-MX', country: 'MX' } };
    await using kim = await visit(browser, { scene: spanish, until: toPacket });
    await kim.open();
    await kim.page.getByText('Durante las últimas 2 semanas').waitFor();
    expect(await kim.phone.go.textContent()).toBe('Siguiente');
    expect(await kim.page.locator('html').getAttribute('lang')).toBe('es');
    // No number of this country ships: what holds elsewhere begins with one that can be tapped.
    await kim.page.locator('.help').click();
    await kim.page.locator('a[href="tel:112"]', { hasText: 'Llamar al 112' }).waitFor();

    const arabic = { ...SHORT, client: { language: 'ar' } };
    await using layla = await visit(browser, { scene: arabic, until: toPacket, phone: { locale: 'ar' } });
    await layla.open();
    await layla.phone.heading.waitFor();
    const [help, bar] = [layla.page.locator('.help'), layla.page.locator('progress')];
    expect(await help.textContent()).toBe('مساعدة فورية');
    expect(await layla.page.locator('html').getAttribute('dir')).toBe('rtl');
    expect((await help.boundingBox())!.x).toBeLessThan((await bar.boundingBox())!.x);
    // The instrument has no Arabic, and is never half translated: it reads from left to right.
    expect(await layla.page.evaluate("getComputedStyle(document.querySelector('h1')).direction")).toBe('ltr');
  });

  it('without JavaScript is told to phone', async () => {
    await using kim = await shortVisit({ javaScriptEnabled: false });
    await kim.open();
    await kim.page.getByText('phone the clinic').waitFor();
    expect(kim.posted).toEqual([]);
  });
});

describe('whoever follows the link for the client', () => {
  it('changes nothing by GET and HEAD, and learns nothing; nor by loading the page as a browser does', async () => {
    await using kim = await shortVisit();
    const before = await kim.client.chart();
    const page = await (await fetch(kim.address)).text();
    expect((await fetch(kim.address, { method: 'HEAD' })).status).toBe(200);
    expect(page).not.toMatch(/riverside|kim|phq/i);
    await kim.open();
    await kim.phone.heading.waitFor();
    expect(await kim.client.chart()).toEqual(before);
  });
});
