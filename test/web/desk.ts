/** A lively clinic behind the real server and the real sign-in, and staff who open the console on it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Role } from '../../functions/ports.ts';
import { type App, createApp } from '../../local/app.ts';
import { keep } from '../../local/commands/demo.ts';
import { consoleRoutes } from '../../local/console.ts';
import { openLocalIdentity } from '../../local/identity.ts';
import { steppedClock } from '../../local/outbox.ts';
import { outboxRoutes } from '../../local/outbox-page.ts';
import { ADMIN, CLINICIANS, emailOf } from '../../local/people/cast.ts';
import { seededChance } from '../../local/people/chance.ts';
import { type Handler, startServer } from '../../local/server.ts';
import { pagePolicy } from '../../web/headers.ts';
import { type Cognito, startCognito } from './cognito.ts';
import { livedDemo } from './lived.ts';

export const CLINIC = 'riverside';
/** A Monday, 9:20 in New York: what came over the weekend waits. */
const NOW = '2026-05-18T13:20:00.000Z';
const PASSWORD = 'a long enough password';

export type Desk = Awaited<ReturnType<typeof openDesk>>;

type Settings = {
  clients?: number;
  weeks?: number;
  seed?: string;
  onAws?: boolean;
  roles?: Record<string, Role[]>;
};

/**
 * `onAws`: staff sign in as they do there, and the console’s host allows what it allows there. `roles`: with which
 * clinicians sign in who are more than that.
 */
export async function openDesk({
  clients = 8,
  weeks = 14,
  seed = 'riverside',
  onAws = false,
  roles = {},
}: Settings = {}) {
  const items = await livedDemo({ clinicId: CLINIC, until: NOW, weeks, clients, seed });
  // Not the demo's own: what it made would be made again.
  const chance = seededChance(`${seed}, from then on`);
  const memory = createMemoryTable();
  await keep({ table: memory, changes: memory.changes }, items);
  const clock = steppedClock(NOW);
  const cognito = onAws ? await startCognito({ clock }) : undefined;
  const identity = await openLocalIdentity({ table: memory, clock, chance, issuer: 'http://localhost' });
  const people: { id: string; roles: Role[] }[] = [
    { id: ADMIN.id, roles: ['operator', 'admin'] },
    ...CLINICIANS.map(({ id }) => ({ id, roles: roles[id] ?? ['clinician' as const] })),
  ];
  for (const { id, roles } of people)
    await identity.setPassword(emailOf(id, CLINIC), { staffId: id, clinicId: CLINIC, roles }, PASSWORD);
  const app: App = createApp({
    table: memory,
    changes: memory.changes,
    clock,
    chance,
    identity: cognito?.identity ?? identity.verifier(),
    url: 'http://localhost',
  });
  const { routes, build } = consoleRoutes();
  await build();
  const server = await startServer({
    port: 0,
    api: app.api,
    signIn: identity.signIn,
    routes: { ...(cognito ? asOnAws(routes, cognito) : routes), ...outboxRoutes(app) },
  });
  const url = `http://localhost:${server.port}`;

  return {
    app,
    clock,
    url,
    cognito,
    close: async () => {
      cognito?.close();
      await server.close();
    },
    /** A browser of one person, signed in and at `path`. */
    async sitsDown(browser: Browser, who: string, path = '/', options: BrowserContextOptions = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-US',
        timezoneId: 'America/New_York',
        reducedMotion: 'reduce',
        ...options,
      });
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      await page.clock.install({ time: new Date(clock()) });
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        // A refusal is an answer like others; the browser logs its status as an error.
        if (message.type() === 'error' && !/status of (403|409|422)/.test(message.text()))
          errors.push(message.text());
      });
      await page.goto(`${url}/console${path}`);
      await signIn(page, who);
      return { context, page, errors };
    },
  };
}

/** As infra/publish.ts and infra/constructs/host.ts have it. */
function asOnAws(routes: Record<string, Handler>, { way }: Cognito): Record<string, Handler> {
  const config: Handler = async () => ({ statusCode: 200, body: JSON.stringify(way) });
  const serve =
    (handler: Handler): Handler =>
    async (event) => {
      const isConfig = event.rawPath === '/console/config.json';
      const answer = await (isConfig ? config : handler)(event);
      const headers = { ...answer.headers, 'content-security-policy': pagePolicy([way.domain]) };
      return { ...answer, headers };
    };
  return Object.fromEntries(Object.entries(routes).map(([route, handler]) => [route, serve(handler)]));
}

/** Leads there as a link does, and keeps what was fetched before. */
export async function goes(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '/console${path}')`);
}

export async function signIn(page: Page, who: string, password = PASSWORD): Promise<void> {
  const spanish = (await page.evaluate('document.documentElement.lang')) === 'es';
  await page.getByLabel(spanish ? 'Correo electrónico' : 'Email').fill(emailOf(who, CLINIC));
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: spanish ? 'Entrar' : 'Sign in', exact: true }).click();
}
