import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { createClinics } from '../../functions/clinics.ts';
import type { Key, Table } from '../../functions/ports.ts';
import {
  askRehearsal,
  cancelRehearsal,
  readRehearsal,
  readRehearsedMonth,
} from '../../functions/rehearsals.ts';
import { rehearse } from '../../functions/rehearse/rehearse.ts';
import { bundle } from '../../infra/bundle.ts';
import { openEngine } from '../../local/engine.ts';
import { rehearseInThreads } from '../../local/rehearsal/threads.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Clinics, MARIA, NOW, openClinics } from '../support/clinic.ts';

const PLACE = { clinicId: 'north', rehearsalId: 'rehearsal-1' };
/** As EventBridge brings it. */
const ASKED = { source: 'attune.rehearsals', 'detail-type': 'Rehearsal asked for', detail: PLACE };

const asks = (table: Table, from = NOW) =>
  askRehearsal(table, PLACE, {
    pathway: pathwaySchema.parse(shipped),
    clients: 2,
    weeks: 3,
    seed: 'rehearsal',
    from,
    by: 'ada',
  });

/** What the function is granted: to get and put, an item at a time. */
function watched(table: Table) {
  const keys: Key[] = [];
  const never = () => Promise.reject(new Error('the function may not'));
  const only: Table = {
    query: never,
    queryIndex: never,
    get(key) {
      keys.push(key);
      return table.get(key);
    },
    write(writes) {
      const [write] = writes;
      if (writes.length > 1 || !write || !('put' in write) || write.when) return never();
      keys.push(write.put);
      return table.write(writes);
    },
  };
  return { table: only, keys };
}

let attune: Clinics;
beforeEach(async () => {
  attune = await openClinics();
  await asks(attune.table);
});

const lives = (more: Partial<Parameters<typeof rehearse>[0]> = {}) =>
  rehearse({ ...attune, live: rehearseInThreads, ...more }, ASKED);
const found = () => readRehearsal(attune.table, PLACE, attune.clock());

describe('the function that lives rehearsals', () => {
  it('tells in the table what it found, by single items of the clinic and of no chart', async () => {
    const { table, keys } = watched(attune.table);
    const clinics = createClinics({ table, clock: attune.clock });
    expect(await lives({ table, clinics })).toEqual({ ...PLACE, state: 'done' });
    const { state, progress, report } = (await found())!;
    expect([state, progress, report!.clients, report!.weeks]).toEqual(['done', 1, 2, 3]);
    const { lines } = await readRehearsedMonth(attune.table, PLACE, NOW.slice(0, 7), attune.clock());
    expect(lines.length).toBeGreaterThan(0);
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.filter(({ pk }) => pk !== 'north')).toEqual([]);
  });

  it('says nothing of anybody whom the clinic knows', async () => {
    const at = { clinicId: 'north', clientId: 'maria', by: 'ada' };
    await attune.charts.run(at, { do: 'create-client', client: MARIA });
    await lives();
    const said = JSON.stringify(await found());
    expect(said).toContain('answering');
    expect(said).not.toMatch(/maria|lopez|0134/i);
  });

  it('lives nothing twice: the bus may bring the same event again', async () => {
    await lives();
    const before = await found();
    const twice = () => Promise.reject(new Error('it was lived again'));
    expect((await lives({ live: twice })).state).toBe('done');
    expect(await found()).toEqual(before);
  });

  it('ends one that was cancelled before it began', async () => {
    await cancelRehearsal(attune.table, PLACE, NOW);
    expect((await lives()).state).toBe('cancelled');
    expect(await found()).toMatchObject({ state: 'cancelled', progress: 0 });
  });

  it('tells the admin of one that failed, and those who watch over the function', async () => {
    const live = () => Promise.reject(new Error('a thread ran out of memory'));
    await expect(lives({ live })).rejects.toThrow('out of memory');
    expect((await found())!.state).toBe('failed');
  });

  it('takes no event that names no rehearsal', async () => {
    const deps = { ...attune, live: rehearseInThreads };
    await expect(rehearse(deps, { detail: { clinicId: 'north' } })).rejects.toThrow('rehearsalId');
    const unknown = { detail: { ...PLACE, rehearsalId: 'nobody-asked' } };
    await expect(rehearse(deps, unknown)).rejects.toThrow('there is no such rehearsal');
  });
});

describe('what is deployed of it', () => {
  it('lives one as Lambda would run it: on a table over the network, with its threads and its data beside it', async () => {
    const engine = await openEngine({});
    try {
      const far = await openClinics({ table: engine.table });
      await asks(engine.table, new Date().toISOString());
      const { file } = await bundle('rehearse');
      const script = `import(${JSON.stringify(pathToFileURL(file).href)}).then(({ handler }) =>
        handler(${JSON.stringify(ASKED)}, { awsRequestId: 'one', functionName: 'rehearse' }));`;
      const env = {
        TABLE_NAME: 'attune',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'given',
        AWS_SECRET_ACCESS_KEY: 'given',
        AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
      };
      await promisify(execFile)(process.execPath, ['-e', script], { env });
      const { state, report } = (await readRehearsal(far.table, PLACE, new Date().toISOString()))!;
      expect([state, report?.clients]).toEqual(['done', 2]);
      const { date } = report!.days[0]!;
      const { lines } = await readRehearsedMonth(
        far.table,
        PLACE,
        date.slice(0, 7),
        new Date().toISOString(),
      );
      expect(lines.length).toBeGreaterThan(0);
    } finally {
      await engine.close();
    }
  }, 60_000);
});
