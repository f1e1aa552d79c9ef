/** Every screen of the console, and what can be opened on it: where it is, and what is there when it is whole. */
import type { Page } from 'playwright-core';
import { isRefusal } from '../../functions/care/refusal.ts';
import { CLINIC, type Desk } from './desk.ts';

export type Screen = {
  name: string;
  path: string;
  /** Of the console’s table of routes. */
  route: string;
  whole: string;
  /** It asks nothing of the API: what it shows came with the console itself. */
  known?: true;
  open?: (page: Page) => Promise<unknown>;
};

/** A button or a link by either of its names. */
const press = (page: Page, name: RegExp) =>
  page.locator('main').getByRole('button', { name }).first().click();
const CLIENT = '/clients/:clientId/:view?';
const TASK = '/clients/:clientId/tasks/:taskId';

export async function screensOf(desk: Desk): Promise<Record<'clinician' | 'admin', Screen[]>> {
  const { items } = await desk.app.table.query(CLINIC, { prefix: 'CLIENT#' });
  const charts = await Promise.all(
    items.map(({ sk }) => desk.app.charts.get(CLINIC, sk.slice('CLIENT#'.length))),
  );
  const told = charts.toSorted((a, b) => b.version - a.version).find(({ plan }) => plan)!;
  const at = `/clients/${told.clientId}`;
  const taskBy = (kinds: string[]) => {
    for (const { clientId, tasks } of charts) {
      const task = Object.values(tasks).find(({ kind }) => kinds.includes(kind));
      if (task) return `/clients/${clientId}/tasks/${task.id}`;
    }
    throw new Error(`nobody has a task of the kinds ${kinds}`);
  };
  const tab = async (page: Page, n: number) => {
    await press(page, /^(Change|Cambiar)$/);
    await page.getByRole('tab').nth(n).click();
    await page.locator('.foretold').waitFor();
  };
  const dialog = (page: Page) => page.getByRole('dialog').first().waitFor();
  const fromMenu = async (page: Page, n: number) => {
    await press(page, /^(Session|Sesión)$/);
    await page.getByRole('menuitem').nth(n).click();
    await dialog(page);
  };
  const onInbox = async (page: Page, key: string) => {
    await page.locator('.inbox-task a').first().focus();
    await page.keyboard.press(key);
    await dialog(page);
  };
  const choose = (page: Page, outcome: RegExp) => page.getByRole('radio', { name: outcome }).check();
  // Somebody opens a chart without being of its care team, which the admin is to look into.
  const broken = await desk.app.charts.run(
    { clinicId: CLINIC, clientId: told.clientId, by: 'ines-ejemplo' },
    { do: 'break-glass', reason: 'Their brother calls from the river' },
  );
  if (isRefusal(broken)) throw new Error(broken.because);
  await desk.app.settle();
  const { tasks } = await desk.app.charts.get(CLINIC, told.clientId);
  const opening = Object.values(tasks).find(({ kind }) => kind === 'access')!;
  const unsigned = charts.find(
    ({ plan, draft }) => plan && !draft && !plan.signatures?.some(({ by }) => by === 'maya-example'),
  )!;
  const resting = charts.find(({ episode, deceased }) => !deceased && (!episode || episode.endedAt))!;
  const pathway = charts.find(({ episode }) => episode)!.episode!.pathway.id;
  /** What the clinic's own people see of it, clinicians as what stands there and admins as what they change. */
  const office = ['rota', 'hours', 'safety', 'groups', 'roster', 'access'].map((part) => ({
    ...{ name: `clinic: ${part}`, path: `/clinic/${part}`, route: '/clinic/:part', whole: '.panel' },
  }));
  const nothing = { name: 'nothing', path: '/nowhere', route: '*', whole: '.state-title' };
  return {
    clinician: [
      { name: 'inbox, mine', path: '/', route: '/', whole: '.page-head' },
      { name: 'inbox, team', path: '/?box=team', route: '/', whole: '.page-head' },
      { name: 'inbox, cover', path: '/?box=cover', route: '/', whole: '.inbox-task' },
      {
        ...{ name: 'hand over', path: '/?box=cover', route: '/', whole: '.inbox-task' },
        open: (page) => onInbox(page, 'h'),
      },
      {
        ...{ name: 'complete', path: '/?box=cover', route: '/', whole: '.inbox-task' },
        open: (page) => onInbox(page, 'e'),
      },
      { name: 'caseload', path: '/clients?whose=all', route: '/clients', whole: '.case' },
      { name: 'a new client', path: '/clients/new', route: '/clients/new', whole: 'form' },
      {
        ...{ name: 'find a client', path: '/held', route: '/held', whole: '.state-title' },
        async open(page) {
          await page.keyboard.press('Control+k');
          await dialog(page);
        },
      },
      {
        name: 'enrol',
        path: `/clients/${resting.clientId}/enrol`,
        route: CLIENT,
        whole: '.foretold li, .foretold .state',
      },
      { name: 'chart', path: at, route: CLIENT, whole: '.recharts-surface' },
      { name: 'timeline', path: `${at}/timeline`, route: CLIENT, whole: '.event' },
      { name: 'plans', path: `${at}/plans`, route: CLIENT, whole: '.plan' },
      { name: 'safety plan', path: `${at}/safety`, route: CLIENT, whole: '.panel, .state-title' },
      {
        ...{
          name: 'safety plan, written',
          path: `${at}/safety`,
          route: CLIENT,
          whole: '.panel, .state-title',
        },
        open: (page) =>
          press(
            page,
            /^(Write the (next version|safety plan)|Escribir (la próxima versión|el plan de seguridad))$/,
          ),
      },
      {
        ...{
          name: 'wellness plan, written',
          path: `${at}/safety`,
          route: CLIENT,
          whole: '.panel, .state-title',
        },
        open: (page) => press(page, /^(Write the wellness plan|Escribir el plan de bienestar)$/),
      },
      { name: 'wishes and history', path: `${at}/background`, route: CLIENT, whole: 'form' },
      {
        ...{
          name: 'sign the plan',
          path: `/clients/${unsigned.clientId}`,
          route: CLIENT,
          whole: '.signatures',
        },
        async open(page) {
          await press(page, /^(Sign version|Firmar la versión)/);
          await dialog(page);
        },
      },
      { name: 'messages', path: `${at}/messages`, route: CLIENT, whole: '.event' },
      { name: 'who looked', path: `${at}/looked`, route: CLIENT, whole: 'table' },
      ...['how often', 'what', 'details', 'pause', 'end of care'].map((name, n) => ({
        ...{ name: `change: ${name}`, path: at, route: CLIENT, whole: '.columns' },
        open: (page: Page) => tab(page, n),
      })),
      ...['record a session', 'calendar file'].map((name, n) => ({
        ...{ name, path: at, route: CLIENT, whole: '.columns' },
        open: (page: Page) => fromMenu(page, n),
      })),
      { name: 'review', path: taskBy(['review', 'shape-goals', 'finding']), route: TASK, whole: '.reasons' },
      { name: 'urgent', path: taskBy(['urgent']), route: TASK, whole: '.told' },
      {
        ...{ name: 'goals', path: taskBy(['shape-goals']), route: TASK, whole: '.reasons' },
        async open(page) {
          await choose(page, /^(Propose goals|Proponer objetivos)$/);
          await page.locator('.entry summary').first().click();
        },
      },
      {
        ...{ name: 'suggestion', path: taskBy(['shape-goals']), route: TASK, whole: '.reasons' },
        async open(page) {
          await press(page, /^(Edit|Editar): /);
          // It begins with what would stand in the plan, and the keyboard is in it.
          await page.locator('.suggestion-form input:focus').waitFor();
          await page.waitForFunction("document.querySelector('.suggestion-form textarea').value !== ''");
        },
      },
      { name: 'held', path: '/held', route: '/held', whole: '.state-title' },
      { name: 'clinic', path: '/clinic', route: '/clinic', whole: '.table', known: true },
      ...office,
      { name: 'outcomes', path: '/outcomes', route: '/outcomes', whole: '.rates' },
      { name: 'pathways', path: '/pathways', route: '/pathways', whole: '.table' },
      {
        ...{ name: 'keys', path: '/clinic', route: '/clinic', whole: '.table' },
        async open(page) {
          await page.keyboard.press('Shift+?');
          await page.locator('.keys').first().waitFor();
        },
      },
      {
        ...{ name: 'account', path: '/held', route: '/held', whole: '.state-title' },
        async open(page) {
          await page.locator('.account').click();
          await page.locator('.account-menu').waitFor();
        },
      },
      nothing,
    ],
    admin: [
      { name: 'to look into', path: '/look-into', route: '/look-into', whole: '.panel', known: true },
      {
        ...{ name: 'end what was looked into', path: '/look-into', route: '/look-into', whole: '.panel' },
        async open(page) {
          await press(page, /^(Complete|Completar): /);
          await dialog(page);
        },
      },
      { name: 'an opened chart', path: `${at}/tasks/${opening.id}`, route: TASK, whole: '.panel' },
      { name: 'client', path: at, route: CLIENT, whole: '.table, .panel' },
      {
        ...{ name: 'legal hold', path: at, route: CLIENT, whole: '.table, .panel' },
        async open(page) {
          await press(page, /^(Change|Cambiar)$/);
          await page.getByRole('tab').nth(1).click();
          await page.getByRole('tabpanel').getByRole('textbox').waitFor();
        },
      },
      { name: 'people', path: '/clinic', route: '/clinic', whole: '.table', known: true },
      ...office,
      { name: 'outcomes', path: '/outcomes', route: '/outcomes', whole: '.rates' },
      { name: 'pathways', path: '/pathways', route: '/pathways', whole: '.table' },
      {
        name: 'editor',
        path: `/pathways/${pathway}`,
        route: '/pathways/:pathwayId',
        whole: '.react-flow__node',
      },
      {
        ...{ name: 'rehearse', path: `/pathways/${pathway}/rehearse`, whole: 'form' },
        ...{ route: '/pathways/:pathwayId/rehearse', known: true },
      },
      {
        ...{ name: 'moves', path: `/pathways/${pathway}/moves`, whole: '.panel, .state-title' },
        route: '/pathways/:pathwayId/moves',
      },
      {
        ...{ name: 'wording of an instrument', path: '/instruments/audit/wording', whole: 'form' },
        route: '/instruments/:instrumentId/wording',
      },
      nothing,
    ],
  };
}
