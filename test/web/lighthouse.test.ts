/** The page that a client answers on, as Lighthouse measures it on a phone of the middle sort, over slow 4G. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import lighthouse from 'lighthouse';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type Visit, visit } from './visit.ts';

const LEAST = 95;

let browser: Browser;
let port: number;
beforeAll(async () => {
  port = await freePort();
  browser = await launchBrowser([`--remote-debugging-port=${port}`]);
});
afterAll(() => browser?.close());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

type Seen = { url: string; statusCode: number };

/** Lighthouse's own mobile settings: 1.6 Mbit/s, 150 ms, a quarter of this machine's speed, all of it simulated. */
async function measured({ address, token }: Visit) {
  const result = await lighthouse(`${address}#${token}`, {
    port,
    logLevel: 'silent',
    onlyCategories: ['performance', 'accessibility'],
    formFactor: 'mobile',
    throttlingMethod: 'simulate',
  });
  const { categories, audits } = result!.lhr;
  const seconds = (id: string) => Math.round((audits[id]?.numericValue ?? Number.NaN) / 10) / 100;
  const percent = (id: string) => Math.round(categories[id]!.score! * 100);
  const [performance, accessibility] = [percent('performance'), percent('accessibility')];
  console.log(
    `Lighthouse: performance ${performance}, accessibility ${accessibility};`,
    `largest paint ${seconds('largest-contentful-paint')} s, blocked ${seconds('total-blocking-time')} s`,
  );
  const { items } = audits['network-requests']!.details as unknown as { items: Seen[] };
  const opened = items.filter(({ url }) => url.endsWith('/link/open')).map(({ statusCode }) => statusCode);
  return { performance, accessibility, opened };
}

// A machine that is busy with all the other tests gets a second look.
it('is fast and accessible enough on slow 4G and a mid phone', { timeout: 90_000, retry: 1 }, async () => {
  await using kim = await visit(browser, {
    async until(client) {
      await client.enrols();
      await client.answers('intake');
    },
  });
  const { performance, accessibility, opened } = await measured(kim);
  expect(accessibility).toBeGreaterThanOrEqual(LEAST);
  expect(performance).toBeGreaterThanOrEqual(LEAST);
  // It was the question that was measured, not a link that is closed.
  expect(opened).toEqual([200]);
});
