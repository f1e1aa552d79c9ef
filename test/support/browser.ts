/** A real Chromium, from npm: nothing of the machine's own is used, and nothing but this machine is reached. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/chromium-147');

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/** One a test file, with a new profile; a page each test, in a context of its own. */
export async function launchBrowser(flags: string[] = []): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: await unpacked(), args: [...FLAGS, ...flags] });
}

/**
 * Unpacked once, aside, and moved into its place whole: files that run side by side must not start half a browser.
 * The package writes to the temporary directory, wherever that is.
 */
async function unpacked(): Promise<string> {
  const place = join(CACHE, 'unpacked');
  const executable = join(place, 'chromium');
  if (existsSync(executable)) return executable;
  const { default: packed } = await import('@sparticuz/chromium');
  mkdirSync(CACHE, { recursive: true });
  const aside = mkdtempSync(join(CACHE, 'unpacking-'));
  const before = process.env.TMPDIR;
  try {
    process.env.TMPDIR = aside;
    await packed.executablePath();
    renameSync(aside, place);
  } catch (error) {
    // Another was faster.
    if (!existsSync(executable)) throw error;
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(aside, { recursive: true, force: true });
  }
  return executable;
}
