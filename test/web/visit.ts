/** A client with a link in their messages, the real server in front of the real door, and a phone to open it on. */
import { EventEmitter, once } from 'node:events';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { createApi } from '../../functions/api/api.ts';
import { pageRoutes } from '../../local/pages.ts';
import { type Handler, startServer } from '../../local/server.ts';
import { kim } from '../support/people.ts';
import { type Scene, scene } from '../support/scene.ts';

export const PHQ_9_ALONE = {
  changes: { 'assessment.battery': [{ instrument: 'phq-9' }] },
};
/** Four questions: the shortest battery that ships. */
export const SHORT = {
  changes: { 'assessment.battery': [{ instrument: 'phq-2' }, { instrument: 'gad-2' }] },
};

const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 640 },
  hasTouch: true,
  isMobile: true,
  locale: 'en-US',
  reducedMotion: 'reduce',
};

export type Sent = { method: string; url: string; headers: Record<string, string>; body: string };

/** The real door to a scene, for whoever has a link. */
export const apiOf = ({ host: { charts, clinics }, table, clock }: Scene) =>
  createApi({
    charts,
    clinics,
    table,
    identity: { verify: () => Promise.reject(new Error('a client does not sign in')) },
    content,
    suggesting,
    clock,
    chance: () => 'request-id',
    logger: { info() {}, warn() {}, error() {} },
  });

export type Visit = Awaited<ReturnType<typeof visit>>;

/** `until` brings the client to the request that they are to answer; `phone` changes the browser. */
export async function visit(
  browser: Browser,
  given: {
    scene?: Parameters<typeof scene>[0];
    until(scene: Scene): Promise<unknown>;
    phone?: BrowserContextOptions;
  },
) {
  const client = await scene(given.scene);
  await given.until(client);
  const token = await newestToken(client);
  const { charts } = client.host;
  const api = apiOf(client);
  const line: { until?: Promise<void>; fault?: 'busy' | 'not here' | 'receipt lost' | 'refused' } = {};
  const heard = new EventEmitter();
  const posted: { path: string; body: { responses?: { complete: boolean }[] } }[] = [];
  const door: Handler = async (event: APIGatewayProxyEventV2) => {
    posted.push({ path: event.rawPath, body: JSON.parse(event.body ?? '{}') });
    await line.until;
    if (line.fault === 'busy')
      return {
        statusCode: 503,
        headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
        body: '{}',
      };
    // As API Gateway says it where a route is missing.
    if (line.fault === 'not here')
      return {
        statusCode: 404,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message: 'Not Found' }),
      };
    if (line.fault === 'refused' && event.rawPath === '/link/answers') {
      line.fault = undefined;
      return { statusCode: 422, headers: { 'content-type': 'application/problem+json' }, body: '{}' };
    }
    const answer = await api(event);
    if (event.rawPath === '/link/code') await client.host.settle();
    heard.emit(event.rawPath);
    if (line.fault !== 'receipt lost') return answer;
    line.fault = undefined;
    return { statusCode: 502, body: '' };
  };
  const server = await startServer({ port: 0, api: door, routes: await pageRoutes() });
  const address = `http://localhost:${server.port}/c`;
  const context = await browser.newContext({ ...PHONE, ...given.phone });
  context.setDefaultTimeout(8_000);
  const sent: Sent[] = [];
  const errors: string[] = [];
  context.on('request', async (request) => {
    const seen = { method: request.method(), url: request.url(), body: request.postData() ?? '' };
    sent.push({ ...seen, headers: await request.allHeaders().catch(() => request.headers()) });
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  const page = await context.newPage();

  return {
    client,
    token,
    address,
    context,
    page,
    /** What left the browser, and what of it reached the server. */
    sent,
    posted,
    errors,
    /** What is wrong with the line or the server at the moment. */
    line,
    phone: phone(page),
    open: (link = `${address}#${token}`) => page.goto(link),
    /** Waits until the door has answered there. */
    heard: (path: string) => once(heard, path),
    /** Asks for the code on the screen that is shown, reads it on the phone and types it in. */
    async givesCode() {
      await page.getByRole('button', { name: /^(Send me a code|Enviarme una clave|أرسلوا)/ }).click();
      const field = page.locator('#code');
      await field.waitFor();
      await field.fill(await newestCode(client));
      await page.locator('.go:enabled').click();
    },
    /** How often the client's answers were taken for whole. */
    async submissions() {
      let count = 0;
      for await (const { entry } of charts.log('riverside', 'kim'))
        count += entry.events.filter((event) => event.type === 'response.received' && event.complete).length;
      return count;
    },
    async [Symbol.asyncDispose]() {
      await close(context);
      await server.close();
    },
  };
}

/** A page that guards what is not saved would ask before it goes. */
async function close(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) page.on('dialog', (dialog) => void dialog.accept());
  await context.close({ reason: 'the test is over' });
}

async function newestToken(client: Scene): Promise<string> {
  const own: string[] = [kim.phone!, kim.email!];
  const links = (await client.sent()).flatMap(({ to, text }) =>
    own.includes(to) ? (/\/c#([\w-]+)/.exec(text)?.[1] ?? []) : [],
  );
  const token = links.at(-1);
  if (!token) throw new Error('no message brought a link');
  return token;
}

export async function newestCode(client: Scene): Promise<string> {
  const own: string[] = [kim.phone!, kim.email!];
  const codes = (await client.sent()).flatMap(({ to, text }) =>
    own.includes(to) && !text.includes('/c#') ? (/\b\d{6}\b/.exec(text) ?? []) : [],
  );
  const code = codes.at(-1);
  if (!code) throw new Error('no message brought a code');
  return code;
}

/** What a person sees and taps. */
function phone(page: Page) {
  const go = page.locator('.go');
  return {
    go,
    /** Waits for a question, by which it is of how many. */
    at: (place: string) => page.locator('.place', { hasText: place }).waitFor(),
    saved: page.locator('.place', { hasText: 'Saved' }),
    heading: page.getByRole('heading', { level: 1 }),
    option: (name: string) => page.getByRole('radio', { name, exact: true }),
    /** The link to the line of the country; shown in the alarm or behind the button. */
    line988: page.getByRole('link', { name: 'Call 988' }),
    async choose(name: string) {
      await page.getByRole('radio', { name, exact: true }).check();
      await go.click();
    },
    /** Answers whatever is asked with the first answer there is, until something is to be sent. */
    async answerAll() {
      for (;;) {
        await page.locator('.go:enabled').waitFor();
        const radio = page.getByRole('radio').first();
        if ((await radio.count()) === 0) return;
        await radio.check();
        await go.click();
      }
    },
  };
}
