/** What is changed for one client, each with the next five sends before it is saved. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Chart } from '../../functions/care/chart.ts';
import type { Command } from '../../functions/care/decide.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { CLINIC } from './desk.ts';
import { browser, desk, opensDesk } from './opened.ts';

const MAYA = 'maya-example';

let clientId: string;
/** Another in treatment, to whose clock it is day. */
let another: Chart;
opensDesk();
beforeAll(async () => {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  for (const { sk } of items) {
    const chart = await desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length));
    const { episode, client, pause, plan } = chart;
    if (episode?.stage !== 'treatment' || !plan || pause) continue;
    if (clientId && client!.zone === 'America/New_York') another = chart;
    else if (client!.channel === 'sms') clientId = chart.clientId;
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

const chart = (): Promise<Chart> => desk.app.charts.get(CLINIC, clientId);

async function open(tab: string) {
  const { page, context, errors } = await desk.sitsDown(browser, MAYA, `/clients/${clientId}`);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('tab', { name: tab, exact: true }).click();
  return { page, context, errors, ahead: page.locator('.foretold') };
}

async function save(page: Page, why: string, does = 'Save'): Promise<void> {
  const button = page.getByRole('button', { name: does, exact: true });
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

describe('what belongs to one client', () => {
  it('is written on their chart: wishes and history, a signature, the wellness plan', async () => {
    const { page, context, errors } = await desk.sitsDown(browser, MAYA, `/clients/${clientId}/background`);
    const save = page.getByRole('button', { name: 'Save' });
    const why = page.getByRole('textbox', { name: 'Why' });
    await page.getByLabel('Where to meet').selectOption('by video or phone');
    await page.getByRole('combobox', { name: 'Add what was tried' }).click();
    await page.getByRole('option', { name: 'Behavioural activation' }).click();
    await page.getByLabel('Behavioural activation', { exact: true }).selectOption('did not help');
    await page.getByLabel('Who pays').fill('Medicare IOP');
    await why.fill('Told at the first visit');
    await save.click();
    await page.getByText('cannot be used here').waitFor();
    expect((await chart()).background).toBeUndefined();
    await page.getByLabel('Who pays').fill('medicare-iop');
    await save.click();
    await page.getByText('Saved', { exact: true }).last().waitFor();
    expect((await chart()).background).toMatchObject({
      preferences: { 'remote-or-in-person': 'remote' },
      history: { 'behavioural-activation': 'did-not-help' },
      payer: 'medicare-iop',
    });

    await page.getByRole('link', { name: 'Overview' }).click();
    const { version } = (await chart()).draft!;
    await page.getByRole('button', { name: `Sign version ${version} of the plan` }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('I do, as a clinician').count()).toBe(0);
    await dialog.getByLabel('The client did, and I say how').check();
    await dialog.getByLabel('How', { exact: true }).fill('On paper, scanned to the record');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('(On paper, scanned to the record)').first().waitFor();
    expect((await chart()).draft!.signatures!.at(-1)).toMatchObject({ as: 'client', by: MAYA });

    await page.getByRole('link', { name: 'Safety and wellness' }).click();
    await page.getByRole('button', { name: 'Write the wellness plan' }).click();
    await page.getByLabel('What helped').fill('Walks before work\nSaying no');
    await page.getByLabel('How I notice that it gets hard').fill('I stop cooking');
    await why.fill('Care ends soon');
    await save.click();
    await page.getByText('give at least 1 entry').waitFor();
    await page.getByLabel('What keeps me on track').fill('Thursday swimming');
    await page.getByLabel('Whom I can call').fill('Sam, 212 555 0142');
    await page.getByRole('combobox', { name: 'Measure' }).selectOption('PHQ-9');
    await page.getByLabel('Agrees to be asked how it goes').check();
    await save.click();
    await page.getByText('PHQ-9 at least 10, once').waitFor();
    expect((await chart()).wellnessPlan).toMatchObject({
      helped: ['Walks before work', 'Saying no'],
      contacts: [{ name: 'Sam', phone: '212 555 0142' }],
      redLine: { measure: 'phq-9', is: 'at least', value: 10, times: 1 },
      boosters: true,
    });
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('is ended with care: the discharge first, then the check-ins that were agreed for after it', async () => {
    const words = {
      channel: 'sms',
      words: 'I want to die',
      sentAt: desk.clock(),
      providerId: 'said-1',
    } as const;
    const heard = await desk.app.charts.run(
      { clinicId: CLINIC, clientId, by: 'client' },
      { do: 'receive', ...words },
    );
    if (isRefusal(heard)) throw new Error(heard.because);
    const before = await chart();
    const { page, context, errors } = await open('End of care');
    const said = await page.getByText('Ends now:').textContent();
    await save(page, 'Well again', 'Discharge');
    // What is urgent stays, for a person.
    const left = Object.values((await chart()).tasks);
    expect(left.map(({ kind }) => kind)).toEqual(['urgent']);
    const [requests, tasks] = [before.requests, before.tasks].map((open) => Object.keys(open).length);
    expect(said).toBe(`Ends now: ${requests} open questions to the client, ${tasks! - 1} open tasks.`);
    expect((await chart()).episode).toMatchObject({ stage: 'ended', endedAt: desk.clock() });
    const ahead = async () => Object.values((await chart()).timers).filter(({ kind }) => kind === 'booster');
    expect(await ahead()).toHaveLength(4);
    await page.getByRole('link', { name: 'Enrol' }).waitFor();
    await page.getByRole('link', { name: 'Safety and wellness' }).click();
    const stop = page.getByRole('button', { name: 'End the check-ins after care' });
    await stop.click();
    await page.getByRole('textbox', { name: 'Why' }).fill('Asked for it on the phone');
    await stop.last().click();
    await stop.first().waitFor({ state: 'detached' });
    await page.getByText('check-ins after care agreed').waitFor({ state: 'detached' });
    expect(await ahead()).toEqual([]);
    expect((await chart()).wellnessPlan!.boosters).toBe(false);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('a message of which nobody knows what became is settled by somebody who asked', async () => {
    const run = async (by: string, command: Command) => {
      const at = { clinicId: CLINIC, clientId: another.clientId, by };
      const outcome = await desk.app.charts.run(at, command);
      if (isRefusal(outcome)) throw new Error(outcome.because);
    };
    await run(MAYA, { do: 'revise-plan', detail: { summary: 'Closer steps' }, why: 'as they asked' });
    const { id: messageId } = Object.values(
      (await desk.app.charts.get(CLINIC, another.clientId)).messages,
    ).findLast(({ state, to }) => state === 'PENDING' && to === 'client')!;
    await run('attune-relay', { do: 'claim-message', messageId, linkHash: 'a-link' });
    const outcome = { sent: 'unknown', reason: 'the provider did not answer' } as const;
    await run('attune-relay', { do: 'settle-message', messageId, outcome });
    const { page, context, errors } = await desk.sitsDown(
      browser,
      MAYA,
      `/clients/${another.clientId}/messages`,
    );
    await page.getByRole('button', { name: 'Say what became of it' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'What became of the message' });
    const save = dialog.getByRole('button', { name: 'Save' });
    await dialog.getByLabel('arrived').check();
    expect(await save.isDisabled()).toBe(true);
    await dialog.getByLabel('How do you know?').fill('They read it to me on the phone');
    await save.click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Say what became of it' }).waitFor({ state: 'detached' });
    await page.getByText('They read it to me on the phone').first().waitFor();
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);
});
