/** What every table must do, held on each engine that this machine has. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { absentEngines, engines } from '../support/engines.ts';
import { tellsChanges } from './contract/changes.ts';
import type { Opened } from './contract/opened.ts';
import { givesReads } from './contract/reads.ts';
import { takesWrites } from './contract/writes.ts';

for (const { name, because } of absentEngines)
  describe.skip(`a table on ${name}`, () => it(`is not tried: ${because}`, () => {}));

describe.each(engines)('a table on $name', ({ open }) => {
  const on = {} as Opened;
  beforeAll(async () => {
    Object.assign(on, await open());
  }, 60_000);
  afterAll(() => on.close());

  takesWrites(on);
  givesReads(on);
  tellsChanges(on);
});
