/** One part in a process of its own, so that its memory is no other's: `node local/load/alone.ts PART SIZE`. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { PARTS, SIZES } from './parts.ts';
import type { Ctx, Found } from './world.ts';

type Part = keyof typeof PARTS;
type Size = keyof typeof SIZES;
type Told = { say: string } | { found: Found };

export async function alone(part: Part, size: Size, { say }: Ctx): Promise<Found> {
  let found: Found | undefined;
  const child = fork(import.meta.filename, [part, size]);
  child.on('message', (told: Told) => {
    if ('say' in told) say(told.say);
    else found = told.found;
  });
  const [code] = await once(child, 'exit');
  if (!found) throw new Error(`${part} ended with ${code} and found nothing`);
  return found;
}

if (import.meta.main) {
  const [part, size] = process.argv.slice(2) as [Part, Size];
  const tell = (told: Told) => process.send!(told);
  const found = await PARTS[part](SIZES[size], { say: (what) => tell({ say: what }) });
  process.send!({ found } satisfies Told, () => process.exit(0));
}
