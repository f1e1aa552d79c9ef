import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientPage, pageRoutes } from '../../local/pages.ts';
import { startServer } from '../../local/server.ts';
import { readStrings } from '../../web/client/build.ts';

const MOST_BYTES = 27 * 1024;

describe('the client’s page as it is built', () => {
  it('is at most 27 KB gzipped in all', async () => {
    const { sizes } = await clientPage();
    expect(sizes.html + sizes.css + sizes.js).toBe(sizes.all);
    expect(sizes.all).toBeLessThan(MOST_BYTES);
  });

  it('names its two parts and nobody else’s, and has no script or style inside', async () => {
    const { html, css, paths } = await clientPage();
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to]) => to)).toEqual([
      'data:,',
      paths.css,
      paths.js,
    ]);
    expect(html).not.toMatch(/<style|style=|\bon\w+=|<script>/);
    expect(css).not.toMatch(/url\(|@import|@font-face/);
  });

  it('calls nothing that the oldest of its browsers lack', async () => {
    // Syntax is translated as it is built; what came with ES2022 and later is not.
    const later =
      /\.at\(|findLast|to(Sorted|Reversed|Spliced)\(|hasOwn\(|structuredClone|groupBy|randomUUID|AbortSignal\./;
    expect(later.exec((await clientPage()).js)?.[0]).toBeUndefined();
  });

  it('says everything in every language, with the same values in it', () => {
    const { en, ...others } = readStrings();
    const shape = (strings: typeof en) =>
      Object.entries(strings!)
        .filter(([key]) => key !== 'direction')
        .map(([key, text]) => {
          const whole = typeof text === 'string' ? text : text.other!;
          return [key, [...whole.matchAll(/\{\w+\}/g)].map(String).sort()];
        });
    expect(Object.keys(others)).toEqual(['ar', 'es']);
    for (const strings of Object.values(others)) expect(shape(strings)).toEqual(shape(en));
  });

  it('has every plural that its languages know', () => {
    for (const [language, strings] of Object.entries(readStrings()))
      for (const text of Object.values(strings)) {
        if (typeof text === 'string') continue;
        const known = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
        // What falls back to `other` is a fraction or a million.
        const needed = known.filter((category) => language !== 'es' || category !== 'many');
        expect(Object.keys(text).sort(), `${language}: ${text.other}`).toEqual([...needed].sort());
      }
  });

  it('keeps nothing but the token in the browser’s storage', () => {
    const main = readFileSync(join(import.meta.dirname, '../../web/client/src/main.tsx'), 'utf8');
    expect(main.match(/sessionStorage\.setItem\([^)]*\)/g)).toEqual([
      'sessionStorage.setItem(KEPT, inAddress)',
    ]);
    expect(main).not.toMatch(/localStorage|indexedDB|document\.cookie|caches\./);
  });
});

describe('the client’s page as it is served', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    const api = () => Promise.reject(new Error('the page needs no door'));
    server = await startServer({ port: 0, api, routes: await pageRoutes() });
  });
  afterAll(() => server.close());
  const ask = (path: string, method = 'GET') => fetch(`http://localhost:${server.port}${path}`, { method });

  it('lets nothing in and sends nothing out but to where it comes from', async () => {
    const { headers } = await ask('/c');
    const policy = headers.get('content-security-policy')!.split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    for (const what of ['script-src', 'style-src', 'connect-src']) expect(policy).toContain(`${what} 'self'`);
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is never kept itself, and its parts for ever', async () => {
    const { paths, html, css, js } = await clientPage();
    const [page, style, script] = await Promise.all(['/c', paths.css, paths.js].map((path) => ask(path)));
    expect([await page!.text(), await style!.text(), await script!.text()]).toEqual([html, css, js]);
    expect(page!.headers.get('cache-control')).toBe('no-store');
    for (const part of [style!, script!]) expect(part.headers.get('cache-control')).toMatch('immutable');
  });

  it('answers HEAD as GET, without the page', async () => {
    const [get, head] = [await ask('/c'), await ask('/c', 'HEAD')];
    expect(await head.text()).toBe('');
    const own = ({ headers }: Response) =>
      [...headers].filter(([name]) => !/^(date|connection|keep)/.test(name));
    expect(own(head)).toEqual(own(get));
  });
});
