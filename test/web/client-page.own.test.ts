/** The screens beside the questions: a code and what it opens, settings, later today, an answer tapped in a mail. */
import { describe, expect, it } from 'vitest';
import { linkUrl } from '../../functions/links.ts';
import { CRAMPED, faults, NARROW } from '../support/access.ts';
import { kim as KIM } from '../support/people.ts';
import type { Scene } from '../support/scene.ts';
import { browser, opensBrowser } from './opened.ts';
import { newestCode, PHQ_9_ALONE, SHORT, visit } from './visit.ts';

opensBrowser();

async function toPacket(client: Scene) {
  await client.enrols();
  await client.answers('intake');
}

const SAFETY_PLAN = {
  signs: ['I stop answering the phone'],
  alone: ['Walk to the river'],
  places: [],
  people: [{ name: 'Ana', phone: '212 555 0100' }],
  professionals: [],
  surroundings: [],
};

async function inTreatment(client: Scene) {
  await client.treats();
  await client.does({ do: 'write-safety-plan', plan: SAFETY_PLAN, why: 'written together' });
  await client.passes('2026-01-14T00:00:00.000Z');
  await client.answers('check-in', { 'attune-check-in': { mood: 5, 'goal-1': 3 } });
  await client.passes('2026-01-28T00:00:00.000Z');
}

// Each waits most of the time: for the page, which waits for a steady finger.
describe.concurrent('a client on the page', () => {
  it('sees goals, plan, safety plan and scores with the code from their phone, and again only with another', async () => {
    await using kim = await visit(browser, { scene: PHQ_9_ALONE, until: inTreatment });
    const { page, phone } = kim;
    await kim.open();
    await page.getByRole('button', { name: 'My page' }).click();
    await kim.givesCode();
    await page.getByRole('heading', { name: 'My safety plan' }).waitFor();
    const ana = page.getByRole('link', { name: '212 555 0100' });
    expect(await ana.getAttribute('href')).toBe('tel:2125550100');
    await page.getByText('sleep through the night').waitFor();
    await page.getByText('CBT each week').waitFor();
    await page.getByRole('img', { name: /PHQ-9.*Jan 5, 2026: 8/ }).waitFor();
    await page.getByRole('img', { name: 'How close it felt, 0 to 10. Jan 14, 2026: 3' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('My page');
    await page.goBack();
    await phone.option('10').waitFor();

    await page.reload();
    await phone.option('10').waitFor();
    await page.getByRole('button', { name: 'My page' }).click();
    await page.getByRole('button', { name: 'Send me a code' }).waitFor();
    const stored = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
    expect(await page.evaluate(stored)).not.toMatch(/sister|CBT|river/);
    const urls = kim.sent.map(({ url }) => url).join();
    expect(urls).not.toContain(await newestCode(kim.client));
    expect(kim.errors).toEqual([]);
  });

  it('is told kindly that a code is wrong, and sees nothing', async () => {
    await using kim = await visit(browser, { scene: SHORT, until: toPacket });
    const { page } = kim;
    await kim.open();
    await page.getByRole('button', { name: 'My page' }).click();
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByText('If this link is yours, a code is on its way.').waitFor();
    await page.getByLabel('Your six digits').fill('000 000');
    await page.locator('.go:enabled').click();
    await page.getByRole('alert').getByText('That code is not right').waitFor();
    expect(await page.locator('.card').count()).toBe(0);
  });

  it('reaches their own page by a link that is used up, too', async () => {
    await using kim = await visit(browser, { scene: PHQ_9_ALONE, until: inTreatment });
    const { page, phone } = kim;
    await kim.client.does({ do: 'discharge', why: 'well again' });
    await kim.open();
    await phone.heading.getByText('This link can no longer be used').waitFor();
    await page.getByRole('button', { name: 'My page' }).click();
    await kim.givesCode();
    await page.getByRole('heading', { name: 'My safety plan' }).waitFor();
  });

  it('agrees to goals that they have seen with the code', async () => {
    await using kim = await visit(browser, {
      async until(client) {
        await client.enrols();
        for (const ask of ['intake', 'packet', 'goals'] as const) await client.answers(ask);
        await client.decides('shape-goals');
        await client.passes('2026-01-09T20:00:00.000Z');
      },
    });
    const { page, phone } = kim;
    await kim.open();
    await phone.go.click();
    await kim.givesCode();
    await page.getByRole('listitem').getByText('sleep through the night').waitFor();
    await phone.answerAll();
    while (!(await page.getByText('That was the last question').isVisible())) await phone.go.click();
    await page.locator('.go:enabled').click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect((await kim.client.chart()).goals!.state).toBe('agreed');
  });

  it('chooses channel, hours, language and a pause, and goes on where they were', async () => {
    await using kim = await visit(browser, { scene: SHORT, until: toPacket });
    const { page, phone } = kim;
    await kim.open();
    await phone.choose('Several days');
    await phone.at('2 of 4');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'By email' }).check();
    await page.getByRole('radio', { name: '5:00 PM to 8:00 PM' }).check();
    await page.getByRole('radio', { name: 'español' }).check();
    await page.getByLabel('Nothing until').fill('2026-01-20');
    await phone.go.click();
    await page.getByRole('status').getByText('Guardado').waitFor();
    const { client, pause } = await kim.client.chart();
    expect(client).toMatchObject({ channel: 'email', hours: { from: '17:00', to: '20:00' }, language: 'es' });
    expect(pause).toMatchObject({ until: '2026-01-20T09:00', own: true });
    await page.getByRole('button', { name: 'Seguir ahora' }).click();
    await page.getByLabel('Nada hasta el').waitFor();
    expect((await kim.client.chart()).pause).toBeUndefined();
    await page.goBack();
    await phone.at('2 de 4');
    await page.goBack();
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(1);
  });

  it('asks to be asked later today, and is', async () => {
    await using kim = await visit(browser, { scene: SHORT, until: toPacket });
    const { page } = kim;
    await kim.open();
    await page.getByRole('button', { name: 'Later today' }).click();
    await page.getByRole('button', { name: '5:00 PM' }).click();
    await page.getByRole('heading', { name: 'All right. We write to you at 5:00 PM.' }).waitFor();
    await kim.client.passes('2026-01-06T00:00:00.000Z');
    expect((await kim.client.sentToClient()).at(-1)).toBe('2026-01-05T22:00:00.000Z');
  });

  it('taps an answer in a mail, which stands chosen and counts once they confirm it', async () => {
    await using kim = await visit(browser, { scene: SHORT, until: toPacket });
    const { page, phone } = kim;
    await kim.open(`${linkUrl(kim.address, kim.token, { linkId: '1', code: 'LA6570-1' })}.`);
    await page.getByText('This is what you tapped in the mail.').waitFor();
    expect(page.url()).toBe(kim.address);
    expect(await phone.option('More than half the days').isChecked()).toBe(true);
    await page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
    expect(kim.posted.map(({ path }) => path)).toEqual(['/link/open']);
    const heard = kim.heard('/link/answers');
    await phone.go.click();
    await heard;
    const [request] = await kim.client.requests('packet');
    expect(request!.forms[0]!.partial).toEqual({ 1: 'LA6570-1' });
  });

  it('is shown whom to call at once on a risk answer, without a connection too, and keeps the form', async () => {
    await using kim = await visit(browser, { scene: PHQ_9_ALONE, until: toPacket });
    const { phone, context } = kim;
    await kim.open();
    for (let item = 1; item <= 8; item += 1) await phone.choose('Not at all');
    await phone.at('9 of 9');
    await context.setOffline(true);
    await phone.option('Several days').check();
    await phone.line988.waitFor();
    expect(await phone.option('Several days').isVisible()).toBe(true);
    expect(await kim.client.tasks('urgent')).toHaveLength(0);
    const heard = kim.heard('/link/answers');
    await context.setOffline(false);
    await heard;
    // Before anything was sent, or even the next screen asked for.
    expect(await kim.client.tasks('urgent')).toHaveLength(1);
    await phone.at('9 of 9');
  });

  it('answers several forms that are due in one visit, by one link from one message', async () => {
    await using kim = await visit(browser, {
      scene: SHORT,
      async until(client) {
        await client.enrols();
        // An execution of its own would ask for it; here it falls due on the same morning.
        const { episode } = await client.chart();
        const { id: episodeId, cycle } = episode!;
        await client.does({ do: 'ask-client', ask: 'packet', episodeId, cycle, round: 9, token: 'none' });
        await client.passes('2026-01-07T15:00:00.000Z');
      },
    });
    const { page, phone } = kim;
    await kim.open();
    await phone.heading.waitFor();
    const place = page.locator('.place');
    const all = Number(/of (\d+)/.exec((await place.textContent())!)![1]);
    expect(all).toBeGreaterThan(4);
    expect((await kim.client.requests()).map(({ ask }) => ask).sort()).toEqual(['intake', 'packet']);
    for (let n = 1; n <= all; n += 1) {
      await phone.at(`${n} of ${all}`);
      await page.locator('.go:enabled').waitFor();
      const radio = page.getByRole('radio').first();
      if (await radio.count()) await radio.check();
      const text = page.locator('textarea, input[type=text]').first();
      if (!(await radio.count()) && (await text.count()) && n === 1) await text.fill('I do not sleep');
      await phone.go.click();
    }
    await page.locator('.go:enabled').click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await kim.client.requests()).toEqual([]);
    expect(await kim.submissions()).toBe(3);
  });
});

describe.concurrent('every screen beside the questions', () => {
  it.for([
    ['en', /Later today/, /Settings/, /My page/],
    ['es', /Hoy más tarde/, /Ajustes/, /Mi página/],
    ['ar', /لاحقًا/, /الإعدادات/, /صفحتي/],
  ] as const)(
    'in %s: axe finds nothing in light or dark, and 320 px are wide enough',
    async ([language, later, settings, own], { expect }) => {
      await using kim = await visit(browser, {
        scene: { ...PHQ_9_ALONE, client: { language, name: KIM.name } },
        phone: { ...NARROW, locale: language },
        async until(client) {
          await inTreatment(client);
          await client.passes('2026-01-28T15:00:00.000Z');
        },
      });
      const { page, phone } = kim;
      const see = async (what: string) => {
        await phone.heading.waitFor();
        expect([what, ...(await page.evaluate<string[]>(CRAMPED))]).toEqual([what]);
        expect([what, ...(await faults(page))]).toEqual([what]);
      };
      await kim.open();
      await page.getByRole('button', { name: later }).click();
      await see('later');
      await page.goBack();
      await page.getByRole('button', { name: settings }).click();
      await see('settings');
      await page.goBack();
      await page.getByRole('button', { name: own }).click();
      await see('a code');
      await kim.givesCode();
      await page.locator('.graph').first().waitFor();
      for (const list of await page.locator('summary').all()) await list.click();
      await see('their own page');
    },
  );
});
