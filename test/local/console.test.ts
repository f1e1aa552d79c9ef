import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { filesIn } from '../../local/console.ts';

const folder = mkdtempSync(join(tmpdir(), 'attune-console-'));
afterAll(() => rmSync(folder, { recursive: true }));

function built(name: string, second: number): void {
  rmSync(join(folder, 'assets'), { recursive: true, force: true });
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets', `${name}.js`), `say('${name}')`);
  writeFileSync(join(folder, 'index.html'), `<script src="/console/assets/${name}.js"></script>`);
  utimesSync(join(folder, 'index.html'), second, second);
}

it('a console that was built anew is served by a server that runs on, and who has the one before keeps its parts', () => {
  const fileAt = filesIn(folder);
  const read = (path: string) => {
    const { zipped } = fileAt(path)!;
    return gunzipSync(Buffer.from(zipped, 'base64')).toString();
  };
  built('first', 1_000);
  expect(read('/index.html')).toContain('first.js');
  expect(read('/assets/first.js')).toBe("say('first')");
  built('second', 2_000);
  expect(read('/index.html')).toContain('second.js');
  expect(read('/assets/second.js')).toBe("say('second')");
  expect(read('/assets/first.js')).toBe("say('first')");
});

it('gives nothing that lies beside the console', () => {
  built('third', 3_000);
  expect(filesIn(join(folder, 'assets'))('/../index.html')).toBeUndefined();
});
