/** The page that a client's link opens: one HTML, one stylesheet and one script, and nothing from anywhere else. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import * as z from 'zod';
import { crisisLinesSchema } from '../../functions/care/messages/crisis.ts';
import crisisLines from '../../workflows/crisis-lines/crisis-lines.json' with { type: 'json' };
import { HEADERS } from '../headers.ts';

export type ClientPage = {
  html: string;
  css: string;
  js: string;
  /** Where the page expects its parts, named by what is in them: they can be cached for ever. */
  paths: { css: string; js: string };
  /** Bytes, gzipped. */
  sizes: { html: number; css: number; js: number; all: number };
  /** With which the page is served, wherever it is. */
  headers: Record<string, string>;
};

const stringsSchema = z
  .record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))
  .and(z.object({ direction: z.enum(['ltr', 'rtl']), title: z.string(), notStarted: z.string() }));
type Strings = z.infer<typeof stringsSchema>;

/** By language; English first. Another language is another file. */
export function readStrings(folder = join(import.meta.dirname, 'strings')): Record<string, Strings> {
  const files = readdirSync(folder).sort((a, b) => Number(b === 'en.json') - Number(a === 'en.json'));
  return Object.fromEntries(
    files.map((file) => [
      parse(file).name,
      stringsSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    ]),
  );
}

/** What holds in every country, by language, without how it was checked. */
function lastResort() {
  const { elsewhere } = crisisLinesSchema.parse(crisisLines);
  return Object.fromEntries(
    Object.entries(elsewhere).map(([language, { lines }]) => [
      language,
      lines.filter((line) => !line.unconfirmed).map(({ verifiedOn, evidence, unconfirmed, ...line }) => line),
    ]),
  );
}

/** Takes about 50 ms, so that nothing built needs to be kept. */
export async function buildClientPage(): Promise<ClientPage> {
  const strings = readStrings();
  const source = join(import.meta.dirname, 'src');
  const { outputFiles } = await build({
    entryPoints: [join(source, 'main.tsx'), join(source, 'style.css')],
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Android phones of 2018 and later, whose browser is updated on its own; iPhones since iOS 14.
    target: ['chrome88', 'firefox88', 'safari14.1'],
    // Safari 14.1 has it but for a corner that nothing here turns.
    supported: { destructuring: true },
    define: { STRINGS: JSON.stringify(strings), LAST_RESORT: JSON.stringify(lastResort()) },
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))!.text;
  const [css, js] = [text('.css'), text('.js')];
  const paths = { css: `/c/${hashOf(css)}.css`, js: `/c/${hashOf(js)}.js` };
  const html = htmlOf(strings, paths);
  const sizes = { html: gzipped(html), css: gzipped(css), js: gzipped(js) };
  return {
    html,
    css,
    js,
    paths,
    sizes: { ...sizes, all: sizes.html + sizes.css + sizes.js },
    headers: HEADERS,
  };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
const gzipped = (text: string) => gzipSync(text, { level: 9 }).length;

/** The same for everyone: whoever has no script, or follows a link for someone else, learns nothing from it. */
function htmlOf(strings: Record<string, Strings>, { css, js }: ClientPage['paths']): string {
  const texts = Object.entries(strings).map(
    ([language, { direction, notStarted }]) => `<p lang="${language}" dir="${direction}">${notStarted}</p>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no">
<title>${strings.en!.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${css}">
<script src="${js}" defer></script>
<div id="page"><main class="late">${texts.join('')}</main></div>
</html>
`;
}
