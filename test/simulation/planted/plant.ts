/** `node --import plant.ts life.ts`, with `PLANT` as a rule's number: the module that holds its bug loads with it. */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUGS } from './bugs.ts';

const bug = BUGS.find(({ n }) => n === Number(process.env.PLANT));
if (!bug) throw new Error(`there is no bug for rule ${process.env.PLANT}`);
const url = pathToFileURL(join(import.meta.dirname, '../../..', bug.file)).href;

registerHooks({
  load(asked, context, next) {
    const loaded = next(asked, context);
    if (asked !== url) return loaded;
    const source = String(loaded.source);
    if (source.split(bug.find).length !== 2)
      throw new Error(`the bug for rule ${bug.n} fits nowhere in ${bug.file}, or twice`);
    return { ...loaded, source: source.replace(bug.find, () => bug.put) };
  },
});
