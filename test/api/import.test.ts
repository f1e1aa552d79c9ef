/** A client list through the door. */
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { type Clinics, eventOf, openClinics } from '../support/clinic.ts';
import { inEnglish } from '../support/spanish.ts';
import { filesIn } from '../support/spoiled.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});

const LIST = `Name,DOB,Mobile,Email,SMS consent
Maria Lopez,1990-05-17,(212) 555-0134,maria@example.org,2026-01-05
Ben Ode,1985-13-40,(212) 555-0135,ben@example.org,2026-01-05
Zoë Ames,1979-02-01,(212) 555-0136,zoe@example.org,
`;

const headers = { 'content-type': 'text/csv' };
const send = (body: string, query: Record<string, string> = {}, on = clinics) =>
  on.ask('POST', '/clients/import', { as: 'ada', body, query, headers });
const names = async (on = clinics) =>
  (await on.ask('GET', '/clients', { as: 'ada' })).body.clients
    .map(({ name }: { name: string }) => name)
    .sort();

describe('an import', () => {
  it('takes in the good rows, and says line and column of the bad', async () => {
    const { status, body } = await send(LIST);
    expect(status).toBe(200);
    expect(body.added.map(({ line }: { line: number }) => line)).toEqual([2, 4]);
    expect(body.faults).toMatchObject([{ line: 3, column: 'DOB' }]);
    expect(body.warnings).toMatchObject([{ line: 4 }]);
    expect(await names()).toEqual(['Maria Lopez', 'Zoë Ames']);
  });

  it.each(filesIn('rosters'))(
    'tells in Spanish how it read %s, and what is wrong with it',
    async (_, csv) => {
      const { body } = await clinics.ask('POST', '/clients/import', {
        as: 'ada',
        body: csv.toString(),
        query: { preview: 'true' },
        headers: { ...headers, 'accept-language': 'es-MX' },
      });
      const { faults, warnings, notes } = body;
      const said = [
        ...faults.flatMap((one: { fault: string; mend: string }) => [one.fault, one.mend]),
        ...warnings.map((one: { warning: string }) => one.warning),
        ...notes,
      ];
      expect(said).not.toEqual([]);
      expect(said.filter(inEnglish)).toEqual([]);
    },
  );

  it('of two thousand rows that are all wrong leaves others their turn while it is read', async () => {
    let read = false;
    const reading = send(`Name,DOB\n${'x,x\n'.repeat(2000)}`).finally(() => {
      read = true;
    });
    let turns = 0;
    for (; !read; turns += 1) await turn();
    expect((await reading).body.faults).toHaveLength(2000);
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('run again adds nobody twice, and takes what was mended', async () => {
    await send(LIST);
    const { body } = await send(LIST.replace('1985-13-40', '1985-03-30'));
    expect(body.added.map(({ line }: { line: number }) => line)).toEqual([3]);
    expect(body.already).toEqual([2, 4]);
    expect(await names()).toEqual(['Ben Ode', 'Maria Lopez', 'Zoë Ames']);
  });

  it('takes the country and zone of the clinic, where neither the file nor the query says', async () => {
    const { body } = await send(LIST);
    const chart = await clinics.charts.get('north', body.added[0].clientId);
    expect(chart.client).toMatchObject({
      country: 'US',
      zone: 'America/New_York',
      language: 'en',
      phone: '+12125550134',
    });
  });

  it('takes other defaults and the clinic’s own columns from the query', async () => {
    const query = {
      zone: 'America/Denver',
      language: 'es',
      'column.name': 'Persona',
      'column.dateOfBirth': 'Nacimiento',
    };
    const { body } = await send('Persona,Nacimiento,Email\nAna Ruiz,1990-01-02,ana@example.org\n', query);
    const chart = await clinics.charts.get('north', body.added[0].clientId);
    expect(chart.client).toMatchObject({ name: 'Ana Ruiz', zone: 'America/Denver', language: 'es' });
    expect((await send(LIST, { 'column.nickname': 'Nick' })).status).toBe(422);
  });

  it('goes into the importer’s clinic only: the same list is new to another', async () => {
    await send(LIST);
    const ada = { staffId: 'ada', clinicId: 'south', roles: ['admin' as const] };
    const { body } = await clinics.ask('POST', '/clients/import', { as: ada, body: LIST, headers });
    expect(body.added).toHaveLength(2);
    expect(body.already).toEqual([]);
  });

  it('reads bytes in the letters that they were written in', async () => {
    const token = await clinics.tokenFor({ staffId: 'ada', clinicId: 'north', roles: ['admin'] });
    const bytes = Buffer.from('Name,DOB,Email\nZoë Ames,1979-02-01,zoe@example.org\n', 'latin1');
    await clinics.api(
      eventOf('POST', '/clients/import', {
        headers: { ...headers, authorization: `Bearer ${token}` },
        body: bytes.toString('base64'),
        isBase64Encoded: true,
      }),
    );
    expect(await names()).toEqual(['Zoë Ames']);
  });

  it('is text/csv of at most 1 MB', async () => {
    expect((await send('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    const json = await clinics.ask('POST', '/clients/import', { as: 'ada', body: '{}' });
    expect(json.status).toBe(415);
  });

  it('of 500 rows that meets a failing table says so, and the repeat finishes it', async () => {
    const inner = createMemoryTable();
    const table = { ...inner };
    const bad = await openClinics({ table });
    const rows = Array.from(
      { length: 500 },
      (_, n) => `Client Number${n},1990-01-01,c${n}@example.org,R${n}`,
    );
    const list = `Name,DOB,Email,MRN\n${rows.join('\n')}\n`;
    let writes = 0;
    table.write = async (all) => {
      writes += 1;
      if (writes % 50 === 0) throw new Error('out of reach');
      return inner.write(all);
    };
    const first = await send(list, {}, bad);
    expect(first.status).toBe(503);
    expect(first.body.detail).toBe(
      '10 rows could not be stored. Send the file again: nobody is added twice.',
    );
    expect(bad.log.at(-1)).toMatchObject({ level: 'error', operationId: 'importClients', failures: 1 });

    table.write = inner.write;
    const second = await send(list, {}, bad);
    expect([second.body.added.length, second.body.already.length]).toEqual([10, 490]);
    expect(JSON.stringify(bad.log)).not.toMatch(/Number|example\.org/);
  });

  it('tried first says what each row would do, and takes in nobody', async () => {
    await send(LIST.split('\n').slice(0, 2).join('\n'));
    const { status, body } = await send(LIST, { preview: 'true' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ preview: true, already: [2], faults: [{ line: 3, column: 'DOB' }] });
    expect(body.added.map(({ line }: { line: number }) => line)).toEqual([4]);
    expect(await names()).toEqual(['Maria Lopez']);
  });
});
