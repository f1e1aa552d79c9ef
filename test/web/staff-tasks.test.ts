import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../functions/care/chart.ts';
import type { Clinic } from '../../functions/care/clinic.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { ADMIN } from '../../local/people/cast.ts';
import { CLINIC, goes } from './desk.ts';
import { browser, desk, opensDesk } from './opened.ts';

const MAYA = 'maya-example';
const THEO = 'theo-specimen';

opensDesk();

const chartOf = (clientId: string) => desk.app.charts.get(CLINIC, clientId);

async function clientWith(is: (chart: Chart) => unknown): Promise<Chart> {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  for (const { sk } of items) {
    const chart = await chartOf(sk.slice('CLIENT#'.length));
    if (is(chart)) return chart;
  }
  throw new Error('the clinic has no such client');
}
const withTask = (kind: string) =>
  clientWith(({ tasks }) => Object.values(tasks).some((task) => task.kind === kind));
const taskOf = (chart: Chart, kind: string) => {
  const found = Object.values(chart.tasks).find((task) => task.kind === kind);
  if (!found) throw new Error(`${chart.clientId} has no task ${kind}`);
  return found;
};

let times = 0;
async function writes({ clientId }: Chart, words: string): Promise<void> {
  times += 1;
  const at = { clinicId: CLINIC, clientId, by: 'client' };
  const text = { channel: 'sms', providerId: `said-${times}`, words, sentAt: desk.clock() } as const;
  const outcome = await desk.app.charts.run(at, { do: 'receive', ...text });
  if (isRefusal(outcome)) throw new Error(outcome.because);
  await desk.app.settle();
}

async function change(changes: Partial<Omit<Clinic, 'id'>>): Promise<void> {
  const outcome = await desk.app.clinics.run(
    { clinicId: CLINIC, by: ADMIN.id },
    { do: 'change-clinic', changes },
  );
  if (isRefusal(outcome)) throw new Error(outcome.because);
}

async function row(page: Page, name: string, title: string) {
  const found = page.locator('.inbox-task', { hasText: name }).filter({ hasText: title });
  await found.waitFor();
  await found.getByRole('link').focus();
  return found;
}

describe('a task in the inbox', () => {
  it('is claimed, handed over and completed by one key and a short form each', async () => {
    const chart = await clientWith(
      ({ episode, client, pause }) =>
        episode?.clinician === MAYA && episode.stage === 'treatment' && client!.channel === 'sms' && !pause,
    );
    const { name } = chart.client!;
    await writes(chart, 'my bill is wrong');
    const { page, context, errors } = await desk.sitsDown(browser, THEO, '/?box=cover');
    const title = 'The client has written';
    await row(page, name, title);
    await page.keyboard.press('h');
    const dialog = page.getByRole('dialog', { name: 'Hand the task over' });
    const give = dialog.getByRole('button', { name: 'Hand over' });
    expect(await give.isDisabled()).toBe(true);
    await dialog.getByRole('combobox', { name: 'To' }).click();
    await page.getByRole('option', { name: 'Theo Specimen' }).click();
    await dialog.getByLabel('What they need to know').fill('I am at the desk');
    await give.click();
    await page.getByText('Handed over to Theo Specimen').waitFor();
    const handed = Object.values((await chartOf(chart.clientId)).tasks).find(({ kind }) => kind === 'words')!;
    expect(handed.owner).toEqual({ staff: THEO });

    await page.getByText('Mine', { exact: true }).click();
    await row(page, name, title);
    await page.keyboard.press('a');
    await expect
      .poll(async () => (await chartOf(chart.clientId)).tasks[handed.id]?.acknowledged?.by)
      .toBe(THEO);
    await row(page, name, title);
    await page.keyboard.press('e');
    const ending = page.getByRole('dialog', { name: 'Complete the task' });
    const complete = ending.getByRole('button', { name: 'Complete' });
    expect(await complete.isDisabled()).toBe(true);
    await ending.getByLabel('Discharge').check();
    expect(await complete.isDisabled()).toBe(true);
    await ending.getByLabel('Done').check();
    await ending.getByRole('textbox', { name: 'Reason' }).fill('Billing will call them');
    await complete.click();
    await page.getByText('Completed', { exact: true }).waitFor();
    expect((await chartOf(chart.clientId)).endedTasks[handed.id]).toMatchObject({ outcome: 'done' });
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('keeps what was written where somebody else was quicker', async () => {
    const chart = await clientWith(
      ({ episode, client, pause }) =>
        episode?.clinician === MAYA && episode.stage === 'treatment' && client!.channel === 'sms' && !pause,
    );
    const { name } = chart.client!;
    await writes(chart, 'and which room is it');
    const { page, context } = await desk.sitsDown(browser, MAYA);
    await row(page, name, 'The client has written');
    await page.keyboard.press('e');
    const ending = page.getByRole('dialog', { name: 'Complete the task' });
    await ending.getByLabel('Done').check();
    await ending.getByRole('textbox', { name: 'Reason' }).fill('It is room 4');
    const { id } = taskOf(await chartOf(chart.clientId), 'words');
    await desk.app.charts.run(
      { clinicId: CLINIC, clientId: chart.clientId, by: THEO },
      { do: 'complete-task', taskId: id, outcome: 'done', reason: 'told them' },
    );
    await ending.getByRole('button', { name: 'Complete' }).click();
    await page.getByText('Not as things stand').waitFor();
    expect(await ending.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('It is room 4');
    await context.close();
  }, 60_000);
});

describe('an urgent task', () => {
  it('asks for the level of risk where the clinic’s jurisdiction does, and is not ended without it', async () => {
    await change({ jurisdiction: { riskLevel: 'asked', minors: { under: 18, guardian: 'told' } } });
    const chart = await withTask('urgent');
    const { id } = taskOf(chart, 'urgent');
    const { page, context, errors } = await desk.sitsDown(
      browser,
      MAYA,
      `/clients/${chart.clientId}/tasks/${id}`,
    );
    await page.getByLabel('Assessed: safe for now').check();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Spoke with them; no intent, no plan.');
    const complete = page.getByRole('button', { name: 'Complete' });
    expect(await complete.isDisabled()).toBe(true);
    expect(await page.getByText('Was a parent or guardian told?').count()).toBe(0);
    await page.getByLabel('moderate', { exact: true }).check();
    await complete.click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    expect((await chartOf(chart.clientId)).endedTasks[id]).toMatchObject({
      outcome: 'assessed-safe-for-now',
    });
    expect(errors).toEqual([]);
    await context.close();
    await change({
      jurisdiction: { riskLevel: 'not-recorded', minors: { under: 18, guardian: 'clinician-decides' } },
    });
  }, 60_000);
});

const STEPS = {
  'Much less than expected (−2)': 'I stay in bed',
  'Less than expected (−1)': 'I get up late',
  'As expected (0)': 'I am up by nine on most days',
  'More than expected (+1)': 'I am up by eight on most days',
  'Much more than expected (+2)': 'I am up by seven every day',
};

describe('a goal', () => {
  it('has its scale written with it, is rated against that, and keeps it when it is proposed anew', async () => {
    const chart = await withTask('shape-goals');
    const { clientId } = chart;
    const path = `/clients/${clientId}/tasks/${taskOf(chart, 'shape-goals').id}`;
    const { page, context, errors } = await desk.sitsDown(browser, THEO, path);
    await page.getByLabel('Propose goals').check();
    const entries = page.locator('.entry');
    const others = (await entries.count()) - 1;
    for (let n = 0; n < others; n += 1) await entries.last().getByRole('button').click();
    await entries.getByLabel('In the client’s words').fill('Get up in the morning');
    await entries.getByText('How it is followed').click();
    for (const [step, words] of Object.entries(STEPS).slice(1)) await page.getByLabel(step).fill(words);
    const complete = page.getByRole('button', { name: 'Complete' });
    expect(await complete.isDisabled()).toBe(true);
    await page.getByLabel(Object.keys(STEPS)[0]!).fill(Object.values(STEPS)[0]!);
    await page.getByLabel('Look back on').fill('2026-08-03');
    await complete.click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await desk.app.settle();
    const proposed = await chartOf(clientId);
    expect(proposed.goals!.goals).toMatchObject([
      { words: 'Get up in the morning', due: '2026-08-03', scale: { '0': STEPS['As expected (0)'] } },
    ]);

    const { id } = Object.values(proposed.requests).find(({ ask }) => ask === 'agreement')!;
    const agreed = await desk.app.charts.run(
      { clinicId: CLINIC, clientId, by: 'client' },
      {
        do: 'answer',
        requestId: id,
        responses: [{ instrument: 'attune-agreement', answers: { decision: 'agree' }, complete: true }],
      },
    );
    if (isRefusal(agreed)) throw new Error(agreed.because);
    await desk.app.settle();
    // What the page knows of the chart is from before, and too old to be shown without asking.
    await page.clock.fastForward('00:16');
    await goes(page, `/clients/${clientId}`);
    const goals = page.locator('.panel', { has: page.getByRole('heading', { name: 'Goals' }) });
    await goals.getByRole('button', { name: 'Rate' }).click();
    await goals.getByLabel(/More than expected|I am up by eight/).check();
    await goals.getByRole('button', { name: 'Save' }).click();
    await goals.getByText('Attainment 60').waitFor();
    await goals.getByText('I am up by eight on most days').waitFor();
    expect((await chartOf(clientId)).goals!.goals[0]).toMatchObject({ level: 1 });
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);
});

describe('the next version of a plan', () => {
  it('keeps how often this client is asked and measured, unless that is changed with it, and shows the difference', async () => {
    const chart = await clientWith(
      ({ episode, plan, pause }) => episode?.stage === 'treatment' && plan && plan.version > 1 && !pause,
    );
    const { clientId, plan, episode } = chart;
    const waiting = { episodeId: episode!.id, cycle: episode!.cycle, round: 9, token: 'of-nobody' };
    const asked = await desk.app.charts.run(
      { clinicId: CLINIC, clientId, by: 'attune-step' },
      { do: 'ask-clinician', kind: 'draft-plan', ...waiting },
    );
    if (isRefusal(asked)) throw new Error(asked.because);
    const { id } = taskOf(asked.state, 'draft-plan');
    const { page, context, errors } = await desk.sitsDown(browser, MAYA, `/clients/${clientId}/tasks/${id}`);
    await page.getByLabel('Send the plan to the client').check();
    const difference = page.locator('.difference');
    await difference.getByText('Nothing yet').waitFor();
    await page.getByLabel('Summary').fill('Fewer meetings, the same steps');
    await page.locator('details.entry').first().locator('summary').click();
    await page.getByLabel('At', { exact: true }).fill('16:45');
    await difference.getByText('The summary now reads').waitFor();
    await difference.getByText('16:45').waitFor();
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    const { draft } = await chartOf(clientId);
    const [first, ...others] = plan!.checkIns;
    expect(draft!.checkIns).toEqual([{ ...first, cadence: { ...first!.cadence, at: '16:45' } }, ...others]);
    expect(draft!.reassessEvery).toBe(plan!.reassessEvery);
    expect(draft!.interventions).toEqual(plan!.interventions);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);
});

describe('a meeting with the client', () => {
  it('is put into their calendar by a file, and on record once it took place; then they are asked how it was', async () => {
    const { clientId, client } = await clientWith(
      ({ episode, pause }) => episode?.clinician === MAYA && episode.stage === 'treatment' && !pause,
    );
    const { page, context, errors } = await desk.sitsDown(browser, MAYA, `/clients/${clientId}`);
    await page.getByRole('button', { name: 'Session' }).click();
    await page.getByRole('menuitem', { name: 'File for the client’s calendar' }).click();
    await page.getByLabel('It begins at').fill('2026-05-21T14:00');
    await page.getByLabel('Link to it').fill('https://video.example/room-4');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Make the file' }).click(),
    ]);
    const text = readFileSync(await file.path(), 'utf8');
    const utc = (local: string) =>
      Temporal.PlainDateTime.from(local)
        .toZonedDateTime(client!.zone)
        .toInstant()
        .toString()
        .replace(/[-:]/g, '');
    expect(text).toContain(`DTSTART:${utc('2026-05-21T14:00')}`);
    expect(text).toContain(`DTEND:${utc('2026-05-21T14:50')}`);

    await page.getByRole('button', { name: 'Session' }).click();
    await page.getByRole('menuitem', { name: 'Record a session' }).click();
    await page.getByLabel('It began at').fill('2026-05-18T08:00');
    await page.getByLabel('Yes, the client was there').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('After a session that took place the client is asked how it was.').waitFor();
    const { requests } = await chartOf(clientId);
    expect(Object.values(requests).map(({ ask }) => ask)).toContain('after-session');
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);
});

describe('the review page', () => {
  it('shows the support groups that the clinic knows of, with what speaks for each and what it misses', async () => {
    const group = (id: string, title: string, languages: string[]) => ({
      ...{
        id,
        title,
        languages,
        topics: ['low mood'],
        formats: ['remote' as const],
        when: 'Mondays at 7 pm',
      },
      ...{ contact: '+1 555 0100', cost: 'none' as const, verifiedOn: '2026-05-01' },
    });
    await change({
      groups: [group('evenings', 'Quiet evenings', ['en']), group('tardes', 'Tardes tranquilas', ['es'])],
    });
    const chart = await clientWith(
      ({ tasks, client }) => client!.language === 'en' && Object.keys(tasks).length > 0,
    );
    const task = Object.keys(chart.tasks)[0]!;
    const { page, context, errors } = await desk.sitsDown(
      browser,
      MAYA,
      `/clients/${chart.clientId}/tasks/${task}`,
    );
    const listed = page.locator('.group');
    await listed.first().waitFor();
    expect(await listed.first().textContent()).toMatch(/Quiet evenings.*fits.*held in English/);
    expect(await page.locator('.reasons cite').first().textContent()).not.toBe('');
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);
});
