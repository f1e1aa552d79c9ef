/** What is changed for one client, each with the next five sends before it is saved. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chart } from '../../functions/care/chart.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { launchBrowser } from '../support/browser.ts';
import { CLINIC, type Desk, openDesk } from './desk.ts';

const MAYA = 'maya-example';

let browser: Browser;
let desk: Desk;
let clientId: string;
beforeAll(async () => {
  [browser, desk] = await Promise.all([launchBrowser(), openDesk()]);
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  for (const { sk } of items) {
    const chart = await desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length));
    const { episode, client, pause, plan } = chart;
    if (episode?.stage !== 'treatment' || !plan || pause) continue;
    if (client!.channel === 'sms') clientId = chart.clientId;
  }
  const { consents } = (await chart()).client!;
  const outcome = await desk.app.charts.run(
    { clinicId: CLINIC, clientId, by: MAYA },
    {
      do: 'change-client',
      changes: { email: 'reads.mail@example.org', consents: { ...consents, email: { at: desk.clock() } } },
      why: 'they gave an address',
    },
  );
  if (isRefusal(outcome)) throw new Error(outcome.because);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const chart = (): Promise<Chart> => desk.app.charts.get(CLINIC, clientId);

async function open(tab: string) {
  const { page, context, errors } = await desk.sitsDown(browser, MAYA, `/clients/${clientId}`);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('tab', { name: tab, exact: true }).click();
  return { page, context, errors, ahead: page.locator('.foretold') };
}

async function save(page: Page, why: string): Promise<void> {
  const button = page.getByRole('button', { name: 'Save' });
  expect(await button.isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Why' }).fill(why);
  await button.click();
  await page.getByText('Saved', { exact: true }).last().waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

describe('a change for one client', () => {
  it('to another channel and zone is shown in the next sends, and saved with its reason', async () => {
    const { page, context, errors, ahead } = await open('Details');
    await ahead.getByText('Change something').waitFor();
    await page.getByRole('combobox', { name: 'Channel' }).click();
    await page.getByRole('option', { name: 'Email' }).click();
    await ahead.getByText('email').first().waitFor();
    expect(await ahead.getByRole('listitem').count()).toBe(5);
    expect(await ahead.getByText('text message').count()).toBe(0);
    expect((await chart()).client!.channel).toBe('sms');
    await page.getByRole('combobox', { name: 'Time zone' }).fill('America/Los_Angeles');
    await page.getByRole('option', { name: 'America/Los_Angeles' }).click();
    await save(page, 'Moved to the coast, reads mail');
    expect((await chart()).client).toMatchObject({ channel: 'email', zone: 'America/Los_Angeles' });
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('adds a measure and drops it again, in the next version of the plan', async () => {
    const { page, context, errors, ahead } = await open('What');
    await page.getByRole('combobox', { name: 'Add a measure' }).click();
    await page.getByRole('option', { name: 'PHQ-9', exact: true }).click();
    await ahead.getByRole('listitem').first().waitFor();
    await page.getByRole('button', { name: 'Drop PHQ-9' }).click();
    await ahead.getByText('Change something').waitFor();
    await page.getByRole('combobox', { name: 'Add a measure' }).click();
    await page.getByRole('option', { name: 'PHQ-9', exact: true }).click();
    await ahead.getByRole('listitem').first().waitFor();
    await save(page, 'To see more of the mood between the reviews');
    const { draft, plan } = await chart();
    expect(draft!.checkIns).toHaveLength(plan!.checkIns.length + 1);
    expect(draft!.checkIns.at(-1)).toMatchObject({ form: 'phq-9', cadence: { phases: [{ every: 'P4W' }] } });
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('pauses until a day, with nothing sent before it, and resumes', async () => {
    const { page, context, errors, ahead } = await open('Pause');
    await page.getByLabel('Until the morning of').fill('2026-07-01');
    await expect
      .poll(async () => (await ahead.locator('time').first().getAttribute('datetime')) ?? '')
      .toMatch(/^2026-(0[7-9]|1)/);
    await save(page, 'Away until July');
    expect((await chart()).pause).toMatchObject({ until: expect.stringContaining('2026-07-01') });
    await page.getByText('Paused until').waitFor();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('tab', { name: 'Pause' }).click();
    await page.getByText('Care is paused. Resume it now.').waitFor();
    await expect
      .poll(async () => (await ahead.locator('time').first().getAttribute('datetime')) ?? '')
      .toMatch(/^2026-0[56]/);
    await save(page, 'Back already');
    expect((await chart()).pause).toBeUndefined();
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);
});
