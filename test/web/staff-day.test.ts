import { beforeAll, describe, expect, it } from 'vitest';
import type { Chart } from '../../functions/care/chart.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { advance } from '../../local/host.ts';
import { ADMIN } from '../../local/people/cast.ts';
import { PACE } from '../../web/staff/src/shell/pace.ts';
import { CLINIC } from './desk.ts';
import { browser, desk, eachStep, opensDesk } from './opened.ts';

const MAYA = 'maya-example';
const THEO = 'theo-specimen';

opensDesk();
beforeAll(() => acknowledgeUrgent());

async function charts(): Promise<Chart[]> {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  return Promise.all(items.map(({ sk }) => desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length))));
}

/** By a colleague who is on call, so that the day begins calmly. */
async function acknowledgeUrgent(): Promise<void> {
  for (const { clientId, tasks } of await charts())
    for (const { id, priority } of Object.values(tasks))
      if (priority === 'urgent')
        await desk.app.charts.run(
          { clinicId: CLINIC, clientId, by: THEO },
          { do: 'acknowledge-task', taskId: id },
        );
  await desk.app.settle();
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
    await expect.poll(() => page.title()).toBe('Inbox · Attune');

    // What it knows from the start is no news.
    await page.locator('.inbox-task, .state-title').first().waitFor();
    const known = page.waitForResponse('**/tasks/news');
    await page.clock.fastForward(PACE.inUse);
    await known;
    await writes(chart, 'I want to kill myself');
    const told = page.getByText('Something urgent has come in');
    await eachStep(page, PACE.inUse, () => told.isVisible()).toBe(true);
    await expect.poll(() => page.title()).toBe('(1 urgent) Inbox · Attune');
    const row = page.locator('.inbox-task', { hasText: name }).first();
    await row.getByRole('timer').filter({ hasText: 'open for' }).waitFor();
    expect(await page.locator('.inbox-task').first().textContent()).toContain(name);

    await page.keyboard.press('a');
    await row.getByText('Acknowledged by Maya Example').waitFor();
    await expect.poll(() => page.title()).toBe('Inbox · Attune');

    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(await page.title()).not.toContain(name);
    const heard = page.getByRole('region', { name: 'What the client has been told' });
    await heard.getByText('The crisis lines').waitFor();
    await page.getByRole('link', { name: chart.client!.phone!, exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Claim' }).count()).toBe(0);
    await page.getByLabel('Safety plan in place').check();
    const complete = page.getByRole('button', { name: 'Complete' });
    expect(await complete.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Reason' }).fill('Spoke by phone; safety plan made together.');
    await complete.click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();

    await page.getByRole('link', { name: 'Caseload' }).click();
    await page.getByRole('link', { name: new RegExp(name) }).click();
    const change = page.getByRole('button', { name: 'Change', exact: true });
    await change.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button:focus', { hasText: 'Change' }).waitFor();
    await change.click();
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

  it('takes a client in, enrols them, and finds their first message on the outbox', async () => {
    const { page, context, errors } = await desk.sitsDown(browser, MAYA, '/clients');
    await page.getByRole('heading', { level: 1, name: 'Caseload' }).waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('Name', { exact: true }).fill('Noor Example');
    await page.getByLabel('Date of birth').fill('1991-04-02');
    const phone = page.getByLabel('Mobile phone');
    await phone.fill('212 55');
    const add = page.getByRole('button', { name: 'Add and go on to enrol' });
    await add.click();
    await page.getByText('use a phone number with its country code').waitFor();
    expect(await phone.getAttribute('aria-invalid')).toBe('true');
    await phone.fill('+1 (212) 555-0199');
    await add.click();

    await page.getByText('There is no consent to text message on record').waitFor();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByLabel('Agreed to text messages').check();
    await page.getByRole('textbox', { name: 'Why' }).fill('Signed at the desk');
    await page.getByRole('button', { name: 'Save' }).click();
    const ahead = page.locator('.enrol .foretold');
    await ahead.getByText('Asked: intake form').waitFor();
    const id = new URL(page.url()).pathname.split('/')[3]!;
    await page.getByRole('combobox', { name: 'Level of care' }).click();
    await page.getByRole('option', { name: 'Intensive outpatient care' }).click();
    await page.getByText('Care begins at the level “Intensive outpatient care”').waitFor();
    await ahead.getByText('Asked: intake form').waitFor();
    expect((await desk.app.charts.get(CLINIC, id)).episode).toBeUndefined();
    await page.getByRole('button', { name: 'Enrol', exact: true }).click();
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    await desk.app.settle();
    expect((await desk.app.charts.get(CLINIC, id)).episode).toMatchObject({
      clinician: MAYA,
      stage: 'intake',
      level: 'intensive-outpatient',
    });
    const sent = (await desk.app.outbox.read(CLINIC)).filter(({ to }) => to === '+12125550199');
    expect(sent).toHaveLength(1);

    // Who has died is asked nothing; a mistake is put right, and the chart says so.
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('tab', { name: 'End of care' }).click();
    await page.getByLabel('The client has died').check();
    await page.getByLabel('How the clinic learned of it').fill('A letter, of somebody of the same name');
    const record = page.getByRole('button', { name: 'Record the death' });
    expect(await record.isDisabled()).toBe(true);
    await page.getByLabel('I know that Noor Example has died').check();
    await record.click();
    await page.getByRole('heading', { name: 'Recorded as having died' }).waitFor();
    expect(await desk.app.charts.get(CLINIC, id)).toMatchObject({ requests: {}, deceased: { by: MAYA } });
    await page.getByRole('button', { name: 'It was recorded by mistake' }).click();
    await page.getByLabel('How do you know that it is wrong?').fill('They came in');
    await page.getByRole('button', { name: 'Correct it' }).click();
    await page.getByRole('heading', { name: 'Recorded as having died' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    const find = page.getByRole('dialog', { name: 'Find a client' });
    await find.getByLabel('Name').fill('noor');
    await find.getByRole('link', { name: 'Noor Example' }).getByText('not in care').waitFor();
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
    await maya.page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await maya.page.getByText('Acknowledged', { exact: true }).waitFor();
    await theo.page.getByRole('button', { name: 'Claim', exact: true }).click();
    await theo.page.getByText('Maya Example has this task. Ask them to hand it over.').waitFor();

    await maya.page.getByLabel('Done').check();
    await maya.page.getByRole('textbox', { name: 'Reason' }).fill('Called back');
    await maya.page.getByRole('button', { name: 'Complete' }).click();
    await maya.page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    const ended = theo.page.getByText('This task has ended');
    await eachStep(theo.page, PACE.shared, () => ended.isVisible()).toBe(true);
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

  it('hears of what is urgent behind another window, in every tab, and asks for nothing but news until somebody is back', async () => {
    const chart = await ofMaya();
    const { page, context, errors } = await desk.sitsDown(browser, MAYA);
    await page.locator('.inbox-task, .state-title').first().waitFor();
    const other = await context.newPage();
    await other.goto(`${desk.url}/console/clinic`);
    await other.locator('.table').first().waitFor();
    // As where the first tab asks at the same moment, always.
    await other.evaluate('navigator.locks.request = (name, options, act) => act(null)');
    const asked: string[] = [];
    context.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.evaluate(`Object.defineProperty(document, 'hidden', { value: true });
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'))`);
    const afterRest = <T>(what: () => T) => eachStep(page, PACE.atRest, what);
    // What is urgent is heard of though one request was lost.
    await context.route('**/tasks/news', (route) => route.abort(), { times: 1 });
    for (let n = 1; n <= 4; n += 1) await afterRest(() => asked.length).toBeGreaterThanOrEqual(n);
    expect(new Set(asked)).toEqual(new Set(['/tasks/news']));

    // It shows what it heard of though what it asked then was lost, once and for good.
    const lost = (times: number) => context.route(/\/tasks\?/, (route) => route.abort(), { times });
    const row = page.locator('.inbox-task', { hasText: chart.client!.name }).first();
    await lost(1);
    await writes(chart, 'I want to kill myself');
    await afterRest(() => page.title()).toBe('(1 urgent) Inbox · Attune');
    await expect.poll(() => other.title()).toBe('(1 urgent) Clinic · Attune');
    await row.waitFor();
    await lost(3);
    await acknowledgeUrgent();
    await afterRest(() => row.getByText('Acknowledged by Theo Specimen').isVisible()).toBe(true);

    await page.clock.fastForward(2 * PACE.atRest);
    asked.length = 0;
    await page.mouse.move(5, 5);
    await expect.poll(() => asked).toContain('/tasks');
    expect(errors.filter((error) => !error.includes('ERR_FAILED'))).toEqual([]);
    await context.close();
  }, 60_000);
});
