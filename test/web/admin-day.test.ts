/** What an admin does in a day, in a real Chromium: edits a pathway, mends it, rehearses, publishes, moves who is in care. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ADMIN } from '../../local/people/cast.ts';
import { pathway } from '../support/people.ts';
import { AXE, faults } from './axe.ts';
import { CLINIC } from './desk.ts';
import { browser, desk, opensDesk } from './opened.ts';

const SHOTS = process.env.ADMIN_SHOTS;
opensDesk();

describe('an admin’s day', () => {
  it('edits a rule, sees the fault at its field, mends it, rehearses, publishes, and moves who is in care', {
    timeout: 180_000,
  }, async () => {
    const { page, context, errors } = await desk.sitsDown(browser, ADMIN.id, '/pathways');
    context.setDefaultTimeout(60_000);
    const found: string[] = [];
    const shot = async (name: string) => {
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
      await page.evaluate(`${AXE}; 0`);
      found.push(...(await faults(page, name)));
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 800 });
    };
    await page
      .getByRole('link', { name: /^Edit:/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Rules' }).click();
    await page.getByText('PHQ-9 is at least 20 → routine task', { exact: false }).first().waitFor();
    await shot('editor');

    const severe = pathway().alerts.findIndex(({ id }) => id === 'depression-severe');
    const rule = page.locator(`[id="alerts[${severe}]"]`);
    await rule.locator('summary').click();
    await rule.getByLabel('Value').fill('99');
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('heading', { name: '1 fault' }).waitFor();
    await rule.getByText('no answer can reach this', { exact: false }).first().waitFor();
    await shot('fault');

    await rule.getByLabel('Value').fill('15');
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('heading', { name: 'Nothing is wrong with it' }).waitFor();
    await page.getByText('is at least 15, a routine task', { exact: false }).waitFor();
    await shot('difference');

    await page.getByRole('link', { name: 'Rehearse' }).click();
    await page.getByLabel('Weeks').fill('6');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('heading', { name: 'Rules that never fired' }).waitFor();
    await page.getByText('Reminder 1 of the reassessment, after 2 days').waitFor();
    const lived = page.getByRole('row').filter({ hasText: 'Answering' });
    await lived.getByText('1 in treatment').waitFor();
    await page.getByRole('columnheader', { name: 'Monday' }).waitFor();
    await page
      .getByRole('button', { name: /in all\. Open the list$/ })
      .first()
      .click();
    const day = page.locator('.rehearsed-day').getByRole('row').filter({ hasText: 'the intake form' });
    await day.getByText('Client 1: answering, New York').waitFor();
    await page.getByLabel('Show').selectOption('Answering');
    await day.waitFor();
    await shot('rehearsed');

    await page.getByRole('link', { name: 'To the editor' }).click();
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Version 2 is published.', { exact: false }).waitFor();

    await page.getByRole('link', { name: 'Pathways', exact: true }).click();
    await page
      .getByRole('link', { name: /^Move clients:/ })
      .first()
      .click();
    await page.getByText('Now', { exact: true }).click();
    await page.getByRole('button', { name: 'Dry run' }).click();
    const move = page.getByRole('button', { name: /^Move \d+ client/ });
    await move.waitFor();
    await shot('dry-run');
    const before = await versions();
    expect(before).not.toContain(2);
    await move.click();
    await page.getByText('moved', { exact: true }).first().waitFor();
    await shot('moved');
    expect(await versions()).toContain(2);

    await page
      .getByRole('button', { name: /^Undo:/ })
      .first()
      .click();
    await page.getByText('went back').waitFor();
    expect((await versions()).filter((version) => version === 1).length).toBeGreaterThan(0);
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('words a message, sees it on a phone and what it costs, is told what it gives away, and mends it', {
    timeout: 120_000,
  }, async () => {
    const { page, context, errors } = await desk.sitsDown(browser, ADMIN.id, `/pathways/${pathway().id}`);
    const found: string[] = [];
    await page.getByRole('button', { name: 'Message texts' }).click();
    await page.getByText('1 text: ', { exact: false }).waitFor();
    await page.getByRole('combobox', { name: 'Message' }).selectOption({ label: 'Check-in' });
    await page.getByRole('button', { name: 'Word it ourselves' }).click();
    const sms = page.getByLabel('Text message', { exact: true });
    await sms.fill('{clinic}: how is your depression? {link} Reply STOP to opt out');
    await page.getByText('“depression” tells whoever sees the phone', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('heading', { name: '1 fault' }).waitFor();
    await page.getByRole('button', { name: /^Message texts 1 fault/ }).waitFor();

    await sms.fill('{clinic}: hi – how is your week? {link} Reply STOP to opt out');
    await page.getByText(/^[23] texts each time: \d+ letters with a link, UCS-2/).waitFor();
    await sms.fill('{clinic}: hi, how is your week? {link} Reply STOP to opt out');
    await page.getByText(/^1 text: \d+ letters with a link, GSM-7/).waitFor();
    const phone = page.getByRole('figure', { name: 'As a client sees it' });
    await phone.getByText(/: hi, how is your week\? https:\S+ Reply STOP/).waitFor();
    await phone.getByText('Mail', { exact: true }).click();
    await phone.getByText('Open the page').waitFor();
    await page.evaluate(`${AXE}; 0`);
    found.push(...(await faults(page, 'wording')));
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('heading', { name: 'Nothing is wrong with it' }).waitFor();
    await page.getByText('how is your week?', { exact: false }).first().waitFor();

    await page.getByRole('button', { name: 'Instruments and licences' }).click();
    await page.getByText('No permission required', { exact: false }).first().waitFor();
    await page.evaluate(`${AXE}; 0`);
    found.push(...(await faults(page, 'instruments')));
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('adds a payer’s rhythm, a course and a calendar without a word of JSON, and takes the draft away and back', {
    timeout: 120_000,
  }, async () => {
    const { page, context, errors } = await desk.sitsDown(browser, ADMIN.id, `/pathways/${pathway().id}`);
    const found: string[] = [];
    const see = async (name: string) => {
      await page.evaluate(`${AXE}; 0`);
      found.push(...(await faults(page, name)));
    };
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.getByLabel('Name in rules').fill('medicaid');
    await page.getByRole('button', { name: 'Add: Other rhythm, by payer' }).click();
    await page
      .getByRole('group', { name: 'medicaid', exact: true })
      .getByLabel('Every', { exact: true })
      .fill('30');
    await see('plan');
    await page.getByRole('button', { name: 'Check-ins', exact: true }).click();
    await page.getByRole('button', { name: 'Add “Course of sessions”' }).click();
    const course = page.getByRole('group', { name: 'Course of sessions' });
    await course.getByLabel('Title').fill('Twelve sessions');
    await course.getByLabel('When in the session').fill('at the end');
    await see('check-ins');
    await page.getByRole('button', { name: 'Messages', exact: true }).click();
    await page.getByRole('button', { name: 'Add “A calendar of its own”' }).click();
    await page.getByLabel('Saturday').check();
    await page.getByLabel('Saturday: Closes').fill('12:30');
    await see('messages');
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('heading', { name: '2 faults' }).waitFor();
    await course.getByText('is too little', { exact: false }).first().waitFor();
    await course.getByLabel('In words').fill('How they are');
    await course.getByLabel('Source').fill('The clinic’s own rule');
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('heading', { name: 'Nothing is wrong with it' }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export JSON' }).click(),
    ]);
    const taken = JSON.parse(readFileSync(await file.path(), 'utf8'));
    expect(taken.plan.review.payers.medicaid.every).toBe('P30D');
    expect(taken.course.checks).toEqual([
      { at: 'at the end', says: 'How they are', source: 'The clinic’s own rule' },
    ]);
    expect(taken.calendar.hours.sat).toEqual(['09:00', '12:30']);
    await page.locator('input[type=file]').setInputFiles({
      name: 'back.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ ...taken, title: 'Brought back' })),
    });
    await page.getByRole('heading', { name: 'Brought back' }).waitFor();
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('sees by client what a move would send or spare, and that new clients only is nothing to do', {
    timeout: 120_000,
  }, async () => {
    const { id } = pathway();
    const at = { clinicId: CLINIC, by: ADMIN.id };
    const draft = pathway({ burden: { messagesPerDay: 1, messagesPerWeek: 1 } });
    await desk.app.clinics.run(at, { do: 'draft-pathway', id, title: draft.title, draft });
    const { draftedAt } = (await desk.app.clinics.get(CLINIC)).pathways[id]!;
    await desk.app.clinics.run(at, {
      do: 'publish-pathway',
      id,
      draftedAt: draftedAt!,
      pathway: draft,
    });
    const { page, context, errors } = await desk.sitsDown(browser, ADMIN.id, `/pathways/${id}/moves`);
    context.setDefaultTimeout(60_000);
    await page.getByText('New clients only', { exact: true }).click();
    await page.getByText('There is nothing to do', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Dry run' }).isDisabled()).toBe(true);
    await page.getByText('Now', { exact: true }).click();
    await page.getByRole('button', { name: 'Dry run' }).click();
    const line = page.getByRole('row').filter({ hasText: 'spared' }).first();
    await page.getByRole('cell', { name: 'Treatment', exact: true }).first().waitFor();
    await page.getByRole('cell', { name: 'Weekly outpatient care' }).first().waitFor();
    await line.locator('summary').click();
    await line.getByRole('heading', { name: 'Spared' }).waitFor();
    await line
      .getByText(/\d{2}:\d{2}.* a reminder$/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^Move \d+ client/ }).waitFor();
    await page.evaluate(`${AXE}; 0`);
    expect(await faults(page, 'spared')).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('calls a rehearsal of a hundred off while it is under way', { timeout: 120_000 }, async () => {
    const { page, context, errors } = await desk.sitsDown(browser, ADMIN.id, `/pathways/${pathway().id}`);
    context.setDefaultTimeout(60_000);
    await page.getByRole('button', { name: 'Save and check' }).click();
    await page.getByRole('heading', { name: 'Nothing is wrong with it' }).waitFor();
    await page.getByRole('link', { name: 'Rehearse' }).click();
    await page.getByLabel('Clients').fill('100');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('progressbar', { name: 'Under way' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled. Nothing was kept of it.').waitFor();
    expect(await page.getByRole('heading', { name: 'Rules that never fired' }).count()).toBe(0);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('is not a clinician’s: there is no editor for them, in the page or in the API', async () => {
    const { page, context } = await desk.sitsDown(browser, 'maya-example', '/pathways');
    await page.getByRole('heading', { name: 'Instruments and licences' }).waitFor();
    expect(await page.getByRole('link', { name: /^Edit:/ }).count()).toBe(0);
    await context.close();
  });
});

async function versions(): Promise<number[]> {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  const charts = await Promise.all(
    items.map(({ sk }) => desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length))),
  );
  return charts.flatMap(({ episode }) => (episode && !episode.endedAt ? [episode.pathway.version] : []));
}
