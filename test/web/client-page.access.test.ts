import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CRAMPED, faults, NARROW } from '../support/access.ts';
import { kim as KIM } from '../support/people.ts';
import type { Scene } from '../support/scene.ts';
import { browser, opensBrowser } from './opened.ts';
import { PHQ_9_ALONE, SHORT, visit } from './visit.ts';

opensBrowser();

/** At most one message goes out a day, and three a week. */
const DAYS_LATER = '2026-01-09T20:00:00.000Z';

async function toGoals(client: Scene) {
  await client.enrols();
  for (const ask of ['intake', 'packet'] as const) await client.answers(ask);
  await client.passes(DAYS_LATER);
}

async function toAgreement(client: Scene) {
  await client.enrols();
  for (const ask of ['intake', 'packet', 'goals'] as const) await client.answers(ask);
  const goals = [
    { words: 'sleep through the night', statement: 'Sleeps at least six hours on five nights a week' },
    { words: 'see my sister again' },
  ];
  await client.decides('shape-goals', 'propose', { goals });
  await client.passes(DAYS_LATER);
}

async function toPlan(client: Scene) {
  await toAgreement(client);
  await client.answers('agreement');
  await client.decides('draft-plan', 'draft', {
    summary: 'We meet each week and work on sleep first.\nWhat helps you goes on.',
    interventions: [{ title: 'CBT for insomnia', detail: 'Six sessions', frequency: 'each week' }],
  });
  await client.passes('2026-01-13T20:00:00.000Z');
}

async function toCheckIn(client: Scene) {
  await toPlan(client);
  await client.answers('plan');
  await client.passes('2026-01-28T00:00:00.000Z');
}

/** Brings the client to a screen; each is looked at in light and dark, and on the narrowest phone. */
const SCREENS: Record<string, (see: (page: Page, what: string) => Promise<void>) => Promise<void>> = {
  async 'a battery'(see) {
    await using kim = await visit(browser, {
      scene: PHQ_9_ALONE,
      phone: NARROW,
      async until(client) {
        await client.enrols();
        await client.answers('intake');
      },
    });
    const { page, phone } = kim;
    await kim.open();
    await phone.heading.waitFor();
    await see(page, 'a choice');
    await phone.go.click();
    await page.getByRole('alert').getByText('Please choose an answer').waitFor();
    await see(page, 'an answer that is missing');
    await page.getByRole('button', { name: 'Need help now?' }).click();
    await see(page, 'whom to call');
    await page.getByRole('button', { name: 'Need help now?' }).click();
    for (let item = 1; item <= 8; item += 1) await phone.choose('Several days');
    await phone.choose('Nearly every day');
    await phone.line988.waitFor();
    await see(page, 'the alarm, before sending');
    await page.goBack();
    await phone.heading.waitFor();
    await see(page, 'the alarm in brief');
    await phone.go.click();
    await kim.context.setOffline(true);
    await phone.go.click();
    await page.getByText('Not saved yet').waitFor();
    await see(page, 'a lost line');
    await kim.context.setOffline(false);
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await see(page, 'thanks');
    await page.goto('about:blank');
    await kim.open();
    await phone.heading.waitFor();
    await see(page, 'a closed link');
    kim.line.fault = 'busy';
    await page.goto('about:blank');
    await kim.open();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await see(page, 'a clinic that cannot be reached');
  },
  async 'goals in their own words'(see) {
    await using kim = await visit(browser, {
      phone: NARROW,
      until: toGoals,
    });
    await kim.open();
    await kim.page.getByText('2,000 letters left').waitFor();
    await see(kim.page, 'a long text');
    await kim.phone.go.click();
    await kim.page.getByLabel('The first').fill('to sleep');
    await kim.page.getByText('492 letters left').waitFor();
    await see(kim.page, 'three short texts');
  },
  async 'goals to agree to'(see) {
    await using kim = await visit(browser, { phone: NARROW, until: toAgreement });
    const { page } = kim;
    await kim.open();
    await page.getByRole('heading', { name: 'We wrote something down with you' }).waitFor();
    await see(page, 'what takes a code');
    await kim.phone.go.click();
    await page.getByRole('heading', { name: 'A code, to be sure it is you' }).waitFor();
    await see(page, 'a code that can be asked for');
    await kim.givesCode();
    await kim.page.getByRole('listitem').getByText('see my sister again').waitFor();
    await see(kim.page, 'goals to agree to');
  },
  async 'a plan'(see) {
    await using kim = await visit(browser, { phone: NARROW, until: toPlan });
    await kim.open();
    await kim.phone.go.click();
    await kim.givesCode();
    await kim.page.getByRole('listitem').getByText('CBT for insomnia').waitFor();
    await see(kim.page, 'a plan');
  },
  async 'a check-in'(see) {
    await using kim = await visit(browser, { phone: NARROW, until: toCheckIn });
    const { page, phone } = kim;
    await kim.open();
    await phone.option('10').waitFor();
    expect(await page.getByRole('radio').count()).toBe(11);
    await phone.choose('7');
    for (let skipped = 0; !(await page.getByText('Your goal 1').isVisible()); skipped += 1) {
      expect(skipped).toBeLessThan(12);
      await phone.go.click();
      await page.locator('.go:enabled').waitFor();
    }
    expect(await phone.heading.textContent()).toBe('Your goal 1');
    await page.getByRole('button', { name: 'Show my goals in my own words' }).click();
    await kim.givesCode();
    await page.getByRole('heading', { name: 'sleep through the night' }).waitFor();
    await page.getByText('0 is not there at all').waitFor();
    await see(page, 'a goal in the client’s own words');
  },
};

describe.concurrent('every screen of the client’s page', () => {
  it.for(Object.keys(SCREENS))(
    '%s: axe finds nothing in light or dark, and 320 px are wide enough',
    async (name, { expect }) => {
      await SCREENS[name]!(async (page, what) => {
        expect([what, ...(await page.evaluate<string[]>(CRAMPED))]).toEqual([what]);
        expect([what, ...(await faults(page))]).toEqual([what]);
      });
    },
  );

  it.for(['en', 'es', 'ar'])('in %s is as wide as the phone', async (language, { expect }) => {
    const { name } = KIM;
    await using kim = await visit(browser, {
      scene: { ...SHORT, client: { language, name } },
      phone: { ...NARROW, locale: language },
      until: (client) => client.enrols(),
    });
    await kim.open();
    await kim.phone.heading.waitFor();
    expect(await kim.page.evaluate(CRAMPED)).toEqual([]);
    await kim.page.locator('.help').click();
    expect(await kim.page.evaluate(CRAMPED)).toEqual([]);
  });

  it('is answered by keyboard alone, the new question’s heading in focus each time', async ({ expect }) => {
    await using kim = await visit(browser, {
      scene: SHORT,
      async until(client) {
        await client.enrols();
        await client.answers('intake');
      },
    });
    const { page, phone } = kim;
    const focused = () => page.evaluate('document.activeElement.textContent');
    await kim.open();
    for (const [place, question] of [
      ['1 of 4', 'Little interest or pleasure in doing things'],
      ['2 of 4', 'Feeling down, depressed, or hopeless'],
      ['3 of 4', 'Feeling nervous, anxious or on edge'],
      ['4 of 4', 'Not being able to stop or control worrying'],
    ] as const) {
      await phone.at(place);
      await page.locator('.go:enabled').waitFor();
      expect(await focused()).toBe(question);
      // The question names the group of its answers.
      expect(await page.getByRole('group', { name: question }).getByRole('radio').count()).toBe(4);
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowDown');
      expect(await phone.option('Several days').isChecked()).toBe(true);
      await page.keyboard.press('Enter');
    }
    await page.getByRole('heading', { name: 'That was the last question' }).waitFor();
    await page.locator('.go:enabled').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    // The heading is painted first, and has the focus then.
    await expect.poll(focused).toBe('Thank you');
  });
});
