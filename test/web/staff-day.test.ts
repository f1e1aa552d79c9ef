import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chart } from '../../functions/care/chart.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { advance } from '../../local/host.ts';
import { ADMIN } from '../../local/people/cast.ts';
import { launchBrowser } from '../support/browser.ts';
import { CLINIC, type Desk, openDesk } from './desk.ts';

const MAYA = 'maya-example';
const THEO = 'theo-specimen';

let browser: Browser;
let desk: Desk;
beforeAll(async () => {
  [browser, desk] = await Promise.all([launchBrowser(), openDesk({ clients: 6, weeks: 12 })]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

async function charts(): Promise<Chart[]> {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  return Promise.all(items.map(({ sk }) => desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length))));
}

/** A client of hers in treatment by text, with nothing urgent. */
async function ofMaya(): Promise<Chart> {
  const found = (await charts()).find(
    ({ episode, client, tasks, plan, pause }) =>
      episode?.clinician === MAYA &&
      episode.stage === 'treatment' &&
      plan &&
      !pause &&
      client!.channel === 'sms' &&
      !Object.values(tasks).some(({ priority }) => priority === 'urgent'),
  );
  if (!found) throw new Error('nobody of hers is in treatment');
  return found;
}

let texts = 0;
async function writes({ clientId }: Chart, words: string): Promise<void> {
  texts += 1;
  const outcome = await desk.app.charts.run(
    { clinicId: CLINIC, clientId, by: 'client' },
    { do: 'receive', channel: 'sms', providerId: `text-${texts}`, words, sentAt: desk.clock() },
  );
  if (isRefusal(outcome)) throw new Error(outcome.because);
  await desk.app.settle();
}

describe('a clinician’s day', () => {
  it('goes from what is urgent to a plan adjusted, and the client’s next message changes', async () => {
    const chart = await ofMaya();
    const { name } = chart.client!;
    const { page, context, errors } = await desk.sitsDown(browser, MAYA);
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    expect(await page.title()).toBe('Inbox · Attune');

    await writes(chart, 'I want to kill myself');
    await page.getByText('Something urgent has come in').waitFor();
    expect(await page.title()).toBe('(1 urgent) Inbox · Attune');
    const row = page.locator('.inbox-task', { hasText: name }).first();
    await row.getByRole('timer').waitFor();
    expect(await page.locator('.inbox-task').first().textContent()).toContain(name);

    await page.keyboard.press('a');
    await row.getByText('Acknowledged by Maya Example').waitFor();
    await expect.poll(() => page.title()).toBe('Inbox · Attune');

    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(await page.title()).not.toContain(name);
    await page.getByLabel('Safety plan in place').check();
    const complete = page.getByRole('button', { name: 'Complete' });
    expect(await complete.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Reason' }).fill('Spoke by phone; safety plan made together.');
    await complete.click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();

    await page.getByRole('link', { name: 'Caseload' }).click();
    await page.getByRole('link', { name: new RegExp(name) }).click();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel('At', { exact: true }).fill('16:45');
    const foretold = page.getByRole('region', { name: 'Next five sends' }).last();
    await foretold.getByText('4:45 PM').first().waitFor();
    const save = page.getByRole('button', { name: 'Save' });
    expect(await save.isDisabled()).toBe(true);
    const before = await desk.app.charts.get(CLINIC, chart.clientId);
    expect(before.draft).toBeUndefined();
    await page.getByRole('textbox', { name: 'Why' }).fill('Home from work by then');
    await save.click();
    await page.getByText('Waiting for the client').first().waitFor();

    await desk.app.settle();
    const after = await desk.app.charts.get(CLINIC, chart.clientId);
    const request = Object.values(after.requests).find(({ ask }) => ask === 'plan')!;
    await desk.app.charts.run(
      { clinicId: CLINIC, clientId: chart.clientId, by: 'client' },
      {
        do: 'answer',
        requestId: request.id,
        responses: [{ instrument: 'attune-plan', answers: { decision: 'acknowledge' }, complete: true }],
      },
    );
    await desk.app.settle();
    const [next] = await desk.app.charts.sends(await desk.app.charts.get(CLINIC, chart.clientId));
    expect(
      new Date(next!.at).toLocaleTimeString('en-US', { timeZone: chart.client!.zone, hour12: false }),
    ).toBe('16:45:00');
    await advance(desk.app, desk.clock, next!.at);
    const sent = (await desk.app.outbox.read(CLINIC)).filter(({ to }) => to === chart.client!.phone);
    expect(sent.at(-1)!.at).toBe(next!.at);
    const outbox = await context.newPage();
    await outbox.goto(`${desk.url}/outbox`);
    expect(await outbox.textContent('body')).toContain(name);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('has two people on one task told of each other', async () => {
    const chart = await ofMaya();
    await writes(chart, 'could somebody call me about my bill');
    const { tasks } = await desk.app.charts.get(CLINIC, chart.clientId);
    const { id } = Object.values(tasks).find(({ kind }) => kind === 'words')!;
    const path = `/clients/${chart.clientId}/tasks/${id}`;
    const [maya, theo] = await Promise.all([
      desk.sitsDown(browser, MAYA, path),
      desk.sitsDown(browser, THEO, path),
    ]);
    const claim = { name: 'Claim', exact: true } as const;
    await maya.page.getByRole('button', claim).click();
    await maya.page.getByText('The task is yours').waitFor();
    await theo.page.getByRole('button', claim).click();
    await theo.page.getByText('Maya Example has this task. Ask them to hand it over.').waitFor();

    await maya.page.getByLabel('Done').check();
    await maya.page.getByRole('textbox', { name: 'Reason' }).fill('Called back');
    await maya.page.getByRole('button', { name: 'Complete' }).click();
    await maya.page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await theo.page.getByText('This task has ended').waitFor({ timeout: 15_000 });
    await Promise.all([maya.context.close(), theo.context.close()]);
  }, 60_000);

  it('is for clinicians: an admin learns who a client is, and nothing of how they fare', async () => {
    const chart = await ofMaya();
    const { page, context } = await desk.sitsDown(browser, ADMIN.id, `/clients/${chart.clientId}`);
    await page.getByRole('heading', { level: 1, name: chart.client!.name }).waitFor();
    await page.getByText('How a client fares is for clinicians').waitFor();
    const nav = page.getByRole('navigation', { name: 'Main' });
    expect(await nav.getByRole('link', { name: 'Inbox' }).count()).toBe(0);
    expect(await nav.getByRole('link', { name: 'Caseload' }).count()).toBe(0);
    await context.close();
  });
});
