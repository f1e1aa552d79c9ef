/** An admin looks after the clinic, in a real Chromium. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UNNAMED_CLINIC } from '../../functions/care/first-clinic.ts';
import { ADMIN } from '../../local/people/cast.ts';
import { calculated, choice, questionnaire } from '../support/questionnaires.ts';
import { AXE, faults, tooWideForAPhone } from './axe.ts';
import { CLINIC, goes } from './desk.ts';
import { browser, desk, opensDesk } from './opened.ts';

const SUM = "%resource.item.where(linkId='a' or linkId='b').answer.value.ordinal().sum()";
opensDesk();

const clinic = async () => (await desk.app.clinics.get(CLINIC)).clinic!;
const pick = async (page: import('playwright-core').Page, label: string, option: string, nth = 0) => {
  await page.getByRole('combobox', { name: label, exact: true }).nth(nth).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};

describe('an admin', () => {
  it('writes the rota, is shown its gap as a fault, and mends it', async () => {
    const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/clinic/rota');
    await page.getByRole('heading', { name: 'Shifts' }).waitFor();
    const [team] = (await clinic()).teams;
    const fill = async (from: string, to: string) => {
      await pick(page, 'Team', team!.title);
      await pick(page, 'Who', 'Maya Example');
      await page.getByLabel('From').first().fill(from);
      await page.getByLabel('To').first().fill(to);
      await page.getByRole('button', { name: 'Add the shift' }).click();
    };
    await fill('2026-05-18T08:00', '2026-05-24T08:00');
    const fault = page.getByRole('alert').filter({ hasText: 'gaps in the next four weeks' });
    await fault.waitFor();
    await page.getByText('On call now').waitFor();
    await fill('2026-05-24T08:00', '2026-05-25T08:00');
    await page.getByText('No gap in the next four weeks').waitFor();
    expect(await fault.count()).toBe(0);
    expect((await clinic()).rota!.shifts).toHaveLength(2);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('takes somebody in, lets somebody go, and adds a team', async () => {
    const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/clinic');
    await page.getByRole('button', { name: 'Add a person' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Id of their sign-in').fill('noor-example');
    await form.getByLabel('Name').fill('Noor Example');
    await form.getByLabel('Email').fill('noor@riverside.example');
    await form.getByLabel('Phone').fill('212 55');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('alert').waitFor();
    const phone = form.getByLabel('Phone');
    expect(await phone.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('.mantine-Notification-root').count()).toBe(0);
    await phone.fill('+12125550134');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Change Noor Example' }).click();
    await page.getByLabel('Works here').uncheck();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('No longer here').waitFor();
    expect((await desk.app.clinics.get(CLINIC)).staff['noor-example']).toMatchObject({ active: false });
    await page.getByLabel('Name of the team').fill('Night');
    await page.getByLabel('Id, such as night-crisis').fill('night');
    await page.getByRole('button', { name: 'Add a team' }).click();
    await page.getByRole('button', { name: 'Remove Night' }).waitFor();
    expect((await clinic()).teams.map(({ id }) => id)).toContain('night');
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('sees what each row of a client list would do before anybody is taken in', async () => {
    const { page, context } = await desk.sitsDown(browser, ADMIN.id, '/clinic/roster');
    const list =
      'Name,DOB,Mobile,SMS consent\nMaria Lopez,1990-05-17,(212) 555-0134,2026-01-05\nBen Ode,1985-13-40,(212) 555-0135,2026-01-05\n';
    await page.locator('input[type=file]').setInputFiles({
      name: 'clients.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(list),
    });
    const before = (await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' })).items.length;
    await page.getByRole('button', { name: 'See what it would do' }).click();
    await page.getByText('1 would be added').waitFor();
    await page.getByText('DOB: There is no such date.').waitFor();
    const count = async () => (await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' })).items.length;
    expect(await count()).toBe(before);
    await page.getByRole('button', { name: 'Take in 1 client' }).click();
    await page.getByText('1 added').waitFor();
    expect(await count()).toBe(before + 1);
    await context.close();
  }, 60_000);

  it('takes in a questionnaire and says which answer is a danger, or is told what cannot be run', async () => {
    const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/pathways');
    const give = (item: object[]) =>
      page.locator('input[type=file]').setInputFiles({
        name: 'mood.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(questionnaire(item))),
      });
    await page.getByRole('heading', { name: 'Instruments and licences' }).waitFor();
    await give([{ linkId: 'p', text: 'Photo', type: 'attachment' }]);
    await page.getByRole('button', { name: 'Take it in' }).click();
    await page.getByText('item[0] (p)').waitFor();
    await give([choice('a'), choice('b'), calculated('sum', SUM)]);
    await page.getByLabel('Question b').fill('2');
    await page.evaluate(`${AXE}; 0`);
    const found = await faults(page, 'import');
    await page.getByRole('button', { name: 'Take it in' }).click();
    await page.getByText('“Mood” can be asked now').waitFor();
    const own = await desk.app.clinics.instrument(CLINIC, 'mood-form', 1);
    expect(own.scoring.riskItems).toMatchObject([{ linkId: 'b' }]);
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('words an instrument under the clinic’s licence, is told at the field what is missing, and publishes it', async () => {
    const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/pathways');
    await page.getByRole('link', { name: 'Wording of UCLA-3' }).click();
    await page.getByText('Your clinic has attested no right to it yet').waitFor();
    await page.getByLabel('Your right to use it').fill('Letter of 2 May 2026');
    const paste = (lines: string[]) =>
      page.evaluate(`{
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', ${JSON.stringify(lines.join('\n'))});
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }`);
    await page.getByLabel('Question 1').focus();
    await paste(['1. One?', '2. Two?', '3. Three?']);
    const publish = page.getByRole('button', { name: 'Attest and publish version 1' });
    await publish.click();
    await page.getByText('1: has no text in “en”', { exact: false }).first().waitFor();
    const low = page.getByLabel('1 point');
    expect(await low.getAttribute('aria-invalid')).toBe('true');
    await low.focus();
    await paste(['Low', 'Middle', 'High']);
    await publish.click();
    await page.getByText('“UCLA-3” can be asked now').waitFor();
    await page.getByText('held by the clinic').waitFor();
    const worded = await desk.app.clinics.instrument(CLINIC, 'ucla-3', 1);
    expect(worded.questionnaire.item[2]).toMatchObject({
      text: 'Three?',
      answerOption: ['Low', 'Middle', 'High'].map((display) => ({ valueCoding: { display } })),
    });
    expect(worded.scoring.licence).toMatchObject({ status: 'held', permission: 'Letter of 2 May 2026' });
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('says how long things are kept, is refused less than the least, and hides a measure from clients', async () => {
    const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/clinic/privacy');
    await page.getByRole('heading', { name: 'How long things are kept' }).waitFor();
    const found = [];
    await page.evaluate(`${AXE}; 0`);
    found.push(...(await faults(page, 'privacy')));
    const kept = page.locator('form').filter({ hasText: 'Records of care' });
    await page.getByLabel('Records of care, in years').fill('2');
    await kept.getByRole('button', { name: 'Save' }).click();
    await page.getByText('keep records of care for seven years (P7Y) at least', { exact: false }).waitFor();
    expect((await clinic()).retention).toBeUndefined();
    await page.getByLabel('Records of care, in years').fill('12');
    await kept.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).first().waitFor();
    expect((await clinic()).retention).toEqual({ records: 'P12Y', strangers: 'P90D' });
    await page.getByRole('combobox', { name: /^Measures that clients/ }).click();
    await page.getByRole('option', { name: 'How was it for you?' }).click();
    await page.keyboard.press('Escape');
    await page
      .locator('form')
      .filter({ hasText: 'Measures that' })
      .getByRole('button', { name: 'Save' })
      .click();
    await expect.poll(async () => (await clinic()).hiddenFromClients).toEqual(['attune-session']);
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);

  it('reads the outcomes with their denominators, keeps a filter in the link, and takes them away as a table', async () => {
    const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/outcomes');
    await page.getByRole('heading', { name: 'Answers, by channel' }).waitFor();
    await page.locator('.recharts-surface').first().waitFor();
    await page.getByLabel('Open from').fill('2026-04-01');
    await page.waitForURL(/from=2026-04-01/);
    await page.getByText(/^Courses that were open on at least one day of this time: \d+, of which/).waitFor();
    await pick(page, 'Team', 'Care team');
    await page.waitForURL(/team=care/);
    await pick(page, 'Clinician', 'Maya Example');
    await page.waitForURL(/clinician=maya-example/);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    const csv = readFileSync(await file.path(), 'utf8');
    expect(csv).toContain('Recovery,');
    expect(csv).toContain('Open from,2026-04-01');
    expect(csv).toContain('Clinician,maya-example');
    expect(errors).toEqual([]);
    await context.close();
  }, 60_000);
});

it('a clinic that nobody has named yet is told what it still needs, in either language, until it has it', async () => {
  expect((await fetch(`${desk.url}/`)).url).toBe(`${desk.url}/console`);
  const at = { clinicId: CLINIC, by: ADMIN.id };
  await desk.app.clinics.run(at, { do: 'change-clinic', changes: { name: UNNAMED_CLINIC } });
  const spanish = await desk.sitsDown(browser, ADMIN.id, '/', { locale: 'es-ES' });
  await spanish.page.getByText('Ahora es «Your clinic», y son las 9:20 en America/New_York.').waitFor();
  await spanish.context.close();
  const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/');
  await page.getByRole('heading', { name: 'What a new clinic still needs' }).waitFor();
  await page.getByText('Now it is “Your clinic”, and 9:20 AM in America/New_York.').waitFor();
  for (const away of ['Read the pathway that is published', 'Add a client', 'Or import a client list'])
    await page.getByRole('link', { name: away }).waitFor();
  await page.getByRole('link', { name: 'Name the clinic, and set its country and time zone' }).click();
  await page.getByLabel('Name of the clinic').fill('Riverside Counseling');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('Saved').waitFor();
  await page.getByRole('link', { name: 'To look into' }).click();
  await page.getByText('Nothing to look into').waitFor();
  expect(await page.getByText('What a new clinic still needs').count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
}, 60_000);

it('a clinician sees how the clinic stands, may change nothing of it, and is told why', async () => {
  const { page, context } = await desk.sitsDown(browser, 'maya-example', '/clinic/rota');
  await page.getByText('Only an admin of the clinic changes this').waitFor();
  await page.getByRole('heading', { name: 'Shifts' }).waitFor();
  expect(await page.getByRole('button', { name: 'Add the shift' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Access log' }).click();
  await page.getByText('Only an admin of the clinic changes this').waitFor();
  await context.close();
}, 60_000);

it('fits a phone: whom a task is about is read without turning it or scrolling sideways', async () => {
  const { page, errors, context } = await desk.sitsDown(browser, 'maya-example', '/?box=cover');
  const name = page.locator('.task-client').first();
  await name.waitFor();
  const { clientId } = (await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' })).items.map(({ sk }) => ({
    clientId: sk.slice('CLIENT#'.length),
  }))[0]!;
  const found = await tooWideForAPhone(page, 'inbox');
  const [client, title] = [await name.boundingBox(), await page.locator('.task-title').first().boundingBox()];
  expect(client!.width).toBeGreaterThan(150);
  expect(title!.y).toBeGreaterThanOrEqual(client!.y + client!.height);
  const { sent, messages } = await desk.app.charts.get(CLINIC, clientId);
  const count = Object.keys({ ...sent, ...messages }).length;
  await goes(page, `/clients/${clientId}/messages`);
  await page.locator('td').first().waitFor();
  found.push(...(await tooWideForAPhone(page, 'messages')));
  // Words in narrow columns are read as words, and of many messages the latest come first.
  expect((await page.locator('th').first().boundingBox())!.height).toBeLessThan(45);
  expect(count).toBeGreaterThan(12);
  expect(await page.locator('tbody tr').count()).toBe(12);
  await page.getByRole('button', { name: `Show all ${count}` }).click();
  expect(await page.locator('tbody tr').count()).toBe(count);
  for (const [path, whole] of [
    ['/clients?whose=all', '.case'],
    [`/clients/${clientId}`, '.panel'],
    ['/clinic/rota', '.panel'],
    ['/outcomes', '.panel'],
    ['/pathways', '.table'],
    ['/clients/new', 'form'],
  ] as const) {
    await goes(page, path);
    await page.locator(whole).first().waitFor();
    found.push(...(await tooWideForAPhone(page, path)));
  }
  expect(found).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
}, 60_000);

it('the first message stands as each pathway words it, a crisis number that nobody has checked is marked, and one of the clinic’s own is added, confirmed and taken away', async () => {
  const at = { clinicId: CLINIC, by: ADMIN.id };
  const [id, shelf] = Object.entries((await desk.app.clinics.get(CLINIC)).pathways).find(
    ([, { published }]) => published > 0,
  )!;
  const standing = await desk.app.clinics.pathway(CLINIC, id, shelf.published);
  const own = {
    sms: 'Hello from {clinic}. Our own first words: {link} Reply STOP to stop.',
    email: { subject: 'From {clinic}', text: 'Our own first words. {link}' },
  };
  const pathway = { ...standing, wording: { en: { 'request.intake': own } } };
  await desk.app.clinics.run(at, { do: 'draft-pathway', id, title: pathway.title, draft: pathway });
  const { draftedAt } = (await desk.app.clinics.get(CLINIC)).pathways[id]!;
  await desk.app.clinics.run(at, { do: 'publish-pathway', id, draftedAt: draftedAt!, pathway });
  desk.clock.to('2027-06-01T13:20:00.000Z');
  const { page, errors, context } = await desk.sitsDown(browser, ADMIN.id, '/clinic/hours');
  const worded = page.locator('.said').filter({ hasText: `en · ${pathway.title}` });
  await worded.getByText('Hello from Riverside').waitFor();
  await page
    .locator('.said')
    .filter({ hasText: /^en(?! ·)/ })
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Safety' }).click();
  await page.getByRole('alert').filter({ hasText: 'not been checked for more than 90 days' }).waitFor();
  const lines = page.locator('.panel').filter({ hasText: 'Crisis lines that clients are shown' });
  const line = lines.getByRole('row').filter({ hasText: '988' }).first();
  expect(await line.textContent()).toContain('Not checked for 90 days');

  // What ships is confirmed by keeping it; a line of the town’s own goes before it once it is right.
  await page.getByRole('button', { name: 'Add a line' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Riverside county team');
  await form.getByLabel('Number to call').fill('call us');
  await form.getByLabel('Answered day and night').check();
  await form.getByLabel('Checked on').fill('2027-06-01');
  await form.getByLabel('Where you saw it').fill('Called them');
  await form.getByLabel('It is right').uncheck();
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('use a number that a phone can dial', { exact: false }).waitFor();
  expect((await clinic()).crisisLines).toBeUndefined();
  await form.getByLabel('Number to call').fill('212 555 0100');
  await form.getByRole('button', { name: 'Save' }).click();
  const county = lines.getByRole('row').filter({ hasText: 'Riverside county team' });
  await county.getByText('Never confirmed, shown to nobody').waitFor();
  await page.evaluate(`${AXE}; 0`);
  expect(await faults(page, 'crisis lines')).toEqual([]);
  await county.getByRole('button', { name: 'Change Riverside county team (US)' }).click();
  await form.getByLabel('It is right').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await county.getByText('Never confirmed, shown to nobody').waitFor({ state: 'detached' });
  expect((await clinic()).crisisLines).toEqual([
    expect.objectContaining({ call: '212 555 0100', always: true, verifiedOn: '2027-06-01' }),
  ]);
  await county.getByRole('button', { name: 'Remove Riverside county team (US)' }).click();
  await county.waitFor({ state: 'detached' });
  expect((await clinic()).crisisLines).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
}, 60_000);
