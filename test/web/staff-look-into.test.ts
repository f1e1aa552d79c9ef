/** A chart is opened in an emergency by one who is none of its care team, and an admin looks into it, in a real Chromium. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Chart } from '../../functions/care/chart.ts';
import type { ClinicCommand } from '../../functions/care/clinic.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { Role } from '../../functions/ports.ts';
import { ADMIN } from '../../local/people/cast.ts';
import { CLINIC } from './desk.ts';
import { browser, desk, opensDesk } from './opened.ts';

const INES = 'ines-ejemplo';
const THEO = 'theo-specimen';
const BOTH: Role[] = ['admin', 'clinician'];
const REASON = 'Their brother calls from the river';

let chart: Chart;

async function run(command: ClinicCommand): Promise<void> {
  const outcome = await desk.app.clinics.run({ clinicId: CLINIC, by: ADMIN.id }, command);
  if (isRefusal(outcome)) throw new Error(outcome.because);
}

/** Inés is in no team of the client’s, and Theo is an admin too. */
opensDesk({ roles: { [THEO]: BOTH } });
beforeAll(async () => {
  const { staff } = await desk.app.clinics.settings(CLINIC);
  await run({ do: 'change-staff', staff: { ...staff[INES]!, teams: [] } });
  await run({ do: 'change-staff', staff: { ...staff[THEO]!, roles: BOTH } });
  await run({ do: 'change-clinic', changes: { careTeamOnly: true } });
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  const charts = await Promise.all(
    items.map(({ sk }) => desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length))),
  );
  const found = charts.find(
    ({ episode, tasks }) =>
      episode?.clinician !== INES &&
      Object.values(tasks).some(({ owner }) => !('staff' in owner && owner.staff === INES)),
  );
  if (!found) throw new Error('nobody has a task of care');
  chart = found;
}, 120_000);

const chartNow = () => desk.app.charts.get(CLINIC, chart.clientId);

describe('a chart that was opened in an emergency', () => {
  it('is looked into by an admin, from the mail to how it ended', async () => {
    const { name } = chart.client!;
    const ines = await desk.sitsDown(browser, INES, `/clients/${chart.clientId}`);
    await ines.page.getByLabel('What is the emergency?').fill(REASON);
    await ines.page.getByRole('button', { name: 'Open the chart' }).click();
    await ines.page.getByRole('heading', { level: 1, name }).waitFor();
    await ines.context.close();
    await desk.app.settle();
    const { staff } = await desk.app.clinics.settings(CLINIC);
    const mails = await desk.app.outbox.read(CLINIC);
    const mail = mails.findLast(({ to }) => to === staff[ADMIN.id]!.email)!;
    const [link] = /https?:\S+\/console\/\S*/.exec(mail.text)!;
    const opened = Object.values((await chartNow()).tasks).find(
      ({ kind, owner }) => kind === 'access' && 'staff' in owner && owner.staff === ADMIN.id,
    )!;

    const path = new URL(link).pathname.replace('/console', '');
    const { page, context, errors } = await desk.sitsDown(browser, ADMIN.id, path);
    await page.getByRole('heading', { level: 1, name: 'To look into' }).waitFor();
    const nav = page.getByRole('navigation', { name: 'Main' });
    await nav.getByRole('link', { name: '1 to look into' }).waitFor();
    await page.getByText(`Inés Ejemplo: “${REASON}”`).waitFor();
    await page.getByRole('button', { name: `Acknowledge: ${name}` }).click();
    await page.getByText('Acknowledged by June Sample').waitFor();
    expect((await chartNow()).tasks[opened.id]!.acknowledged?.by).toBe(ADMIN.id);
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);

    await page.evaluate(
      `history.pushState(null, '', '/console/clients/${chart.clientId}/tasks/${opened.id}')`,
    );
    await page.getByRole('heading', { level: 1, name: 'Review' }).waitFor();
    await page.getByText(`Inés Ejemplo: “${REASON}”`).waitFor();
    await page.getByRole('button', { name: `Complete: ${name}` }).click();
    const ending = page.getByRole('dialog', { name: 'Complete the task' });
    await ending.getByLabel('It was justified').check();
    const complete = ending.getByRole('button', { name: 'Complete' });
    expect(await complete.isDisabled()).toBe(true);
    await ending.getByRole('textbox', { name: 'Reason' }).fill('Spoke with Inés; the client is safe.');
    await complete.click();
    await page.getByText('Nothing to look into').waitFor();
    expect(await nav.locator('.badge').count()).toBe(0);
    expect((await chartNow()).endedTasks[opened.id]).toMatchObject({ outcome: 'justified' });
    expect(errors.filter((error) => !/status of 404/.test(error))).toEqual([]);
    await context.close();
  }, 60_000);

  it('stands in the inbox of an admin who is a clinician too', async () => {
    const { page, context } = await desk.sitsDown(browser, THEO);
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await page.locator('.inbox-task', { hasText: 'A chart was opened' }).waitFor();
    const nav = page.getByRole('navigation', { name: 'Main' });
    expect(await nav.getByRole('link', { name: 'To look into' }).count()).toBe(0);

    await page.evaluate(`history.pushState(null, '', '/console/clients/${chart.clientId}')`);
    await page.getByRole('link', { name: 'Who looked' }).click();
    const looks = page.getByRole('table');
    await looks
      .getByRole('row')
      .filter({ hasText: 'Inés Ejemplo' })
      .filter({ hasText: 'break-glass' })
      .filter({ hasText: REASON })
      .filter({ hasText: 'Scores, check-ins and whether care is on track' })
      .first()
      .waitFor();
    const own = looks.getByRole('row').filter({ hasText: 'Theo Specimen' });
    expect(await own.count()).toBeGreaterThan(0);

    const hold = async (does: string, why: string) => {
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByRole('tab', { name: 'Legal hold' }).click();
      await page.getByRole('textbox', { name: 'Why' }).fill(why);
      await page.getByRole('button', { name: does }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      return (await chartNow()).hold;
    };
    const why = 'The coroner asks for the record';
    expect(await hold('Set the legal hold', why)).toMatchObject({ by: THEO, why });
    await page.locator('.page-head').getByText('Legal hold').waitFor();
    expect(await hold('Lift the legal hold', 'The inquiry is closed')).toBeUndefined();
    await context.close();
  }, 60_000);

  it('is all that an admin is shown of tasks', async () => {
    const [care] = Object.keys(chart.tasks);
    const path = `/clients/${chart.clientId}/tasks/${care}`;
    const { page, context } = await desk.sitsDown(browser, ADMIN.id, path);
    await page.getByText('There is no such thing here').waitFor();
    expect(await page.getByRole('main').getByRole('button').allTextContents()).toEqual(['Try again']);
    await context.close();
  }, 60_000);
});
