/**
 * The demo's care is lived once, and read by every file that opens a desk on the same: it is kept beside the browser,
 * by all that it is made from, and a change to any of that lives it anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Item } from '../../functions/ports.ts';
import { liveDemo } from '../../local/demo.ts';
import { seededChance } from '../../local/people/chance.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEPT = join(ROOT, 'node_modules/.cache/attune-lived');

type Lived = Omit<Parameters<typeof liveDemo>[0], 'chance' | 'url' | 'onProgress' | 'logger'>;

export async function livedDemo(settings: Lived): Promise<Item[]> {
  const place = join(KEPT, nameOf(settings));
  if (existsSync(place)) return deserialize(readFileSync(place));
  const chance = seededChance(settings.seed);
  const lived = await liveDemo({ ...settings, chance, url: 'http://localhost' });
  const items = await lived.items();
  mkdirSync(KEPT, { recursive: true });
  // Aside first: files that run side by side read it whole or not at all.
  const aside = `${place}-${process.pid}`;
  writeFileSync(aside, serialize(items));
  renameSync(aside, place);
  return items;
}

function nameOf(settings: Lived): string {
  const sources = globSync(['{functions,local,workflows}/**/*.{ts,json}', 'package-lock.json'], {
    cwd: ROOT,
  });
  const hash = createHash('sha256').update(JSON.stringify([process.version, settings]));
  for (const source of sources.sort()) hash.update(source).update(readFileSync(join(ROOT, source)));
  return hash.digest('hex').slice(0, 32);
}
