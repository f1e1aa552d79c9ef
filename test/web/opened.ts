/** What a test file has from before its first test until after its last. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type Desk, openDesk } from './desk.ts';

export let browser: Browser;
export let desk: Desk;

export function opensBrowser(): void {
  beforeAll(async () => {
    browser = await launchBrowser();
    return () => browser.close();
  });
}

/** And a browser. */
export function opensDesk(settings?: Parameters<typeof openDesk>[0]): void {
  beforeAll(async () => {
    [browser, desk] = await Promise.all([launchBrowser(), openDesk(settings)]);
    return async () => {
      await browser.close();
      await desk.close();
    };
  }, 180_000);
}

/**
 * Steps the clock of a page by so many milliseconds until `what` is so: it may ask from its last reply on, which may come
 * after a step.
 */
export const eachStep = <T>(page: Page, ms: number, what: () => T) =>
  expect.poll(
    async () => {
      await page.clock.fastForward(ms);
      return what();
    },
    { interval: 500 },
  );
