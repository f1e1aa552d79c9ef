import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartPk } from '../../functions/charts.ts';
import type { Item } from '../../functions/ports.ts';
import { type Engine, openEngine } from '../../local/engine.ts';
import { POSITION } from '../../local/host.ts';
import { openLocalIdentity } from '../../local/identity.ts';
import { takeLock } from '../../local/lock.ts';
import { chance, systemClock } from '../../local/machine.ts';
import { commandsIn } from '../support/command.ts';
import { changed } from '../support/pathways.ts';

const directory = mkdtempSync(join(tmpdir(), 'attune-command-'));
afterAll(() => rmSync(directory, { recursive: true }));

const { run, json, failure } = commandsIn(directory);

async function withTable<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({ directory });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

let made: { clinicId: string; entries: number; signIns: { email: string; password: string; role: string }[] };
let unrelayed: number;
beforeAll(async () => {
  made = await json(['demo', '--clients', '4', '--weeks', '3']);
  unrelayed = await withTable(async ({ table, changes }) => {
    const position = (await table.get(POSITION))?.body as string | undefined;
    const rest = await changes.read(position, 1000);
    return rest.changes.filter(({ after }) => after?.sk.startsWith('LOG#')).length;
  });
}, 60_000);

describe('help', () => {
  it('lists every command, and tells of one', async () => {
    const { code, out } = await run([]);
    expect(code).toBe(0);
    for (const name of ['demo', 'roster import', 'enrol', 'timeline', 'due', 'pathway check', 'verify']) {
      expect(out).toContain(`\n  ${name} `);
      const one = await run(['help', ...name.split(' ')]);
      expect(one.out).toContain(`-- ${name}`);
      expect(one.out).toContain('--clinic ID');
      expect((await run([...name.split(' '), '--help'])).out).toBe(one.out);
    }
  });

  it('is what a mistake leads to', async () => {
    expect(await failure(['enroll'])).toBe(
      'There is no command enroll; npm run --silent attune -- help lists them.',
    );
    expect(await failure(['roster', 'export'])).toBe(
      'There is no command roster export; did you mean roster import?',
    );
    expect(await failure(['due', '--weeks', '3'])).toBe(
      "Unknown option '--weeks'; npm run --silent attune -- help due tells what it takes.",
    );
    expect(await failure(['timeline'])).toBe(
      'timeline needs CLIENT; npm run --silent attune -- help timeline tells how.',
    );
    expect(await failure(['help', 'nothing'])).toContain('There is no command nothing');
  });

  it('and failures come from the shell with their exit codes, and no stack', () => {
    const attuneTs = join(import.meta.dirname, '../../local/attune.ts');
    const shell = (...argv: string[]) =>
      spawnSync(process.execPath, [attuneTs, ...argv], { encoding: 'utf8' });
    expect(shell('help')).toMatchObject({ status: 0, stderr: '' });
    const failed = shell('nonsense');
    expect(failed).toMatchObject({ status: 1, stdout: '' });
    expect(failed.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('a directory', () => {
  it('with nothing in it is said to be so, and stays as it is', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'attune-empty-'));
    expect(await commandsIn(empty).failure(['verify'])).toMatch(
      /^There is nothing in .* yet; begin with npm start/,
    );
    rmSync(empty, { recursive: true });
  });

  it('on which a server runs is shared with it, only not by the demo', async () => {
    const lock = takeLock(directory);
    expect(await failure(['verify'])).toMatch(/^Attune is starting or busy on /);
    const engine = await openEngine({ directory });
    lock.publish({ endpoint: engine.endpoint, url: 'http://localhost:4999' });
    try {
      expect((await json(['verify'])).charts).toBe(6);
      expect(await failure(['demo', '--again'])).toMatch(
        /^Attune runs on .* already: process \d+ at http:\/\/localhost:4999\. Stop it first/,
      );
    } finally {
      await engine.close();
      lock.release();
    }
  });
});

describe('the demo', () => {
  it('gives sign-ins that work', async () => {
    await withTable(async ({ table }) => {
      const identity = await openLocalIdentity({
        table,
        clock: systemClock,
        chance,
        issuer: 'http://localhost:4180',
        directory,
      });
      for (const { email, password, role } of made.signIns) {
        const { token } = (await identity.signIn(email, password))!;
        const actor = await identity.verifier().verify(token);
        expect(actor.clinicId).toBe('riverside');
        expect(actor.roles).toContain(role);
      }
    });
    const { email, password } = made.signIns[0]!;
    expect(await readFile(join(directory, 'first-admin.txt'), 'utf8')).toBe(`${email}\n${password}\n`);
  });

  it('is made once, unless another is wished for', async () => {
    expect(await failure(['demo'])).toBe(
      `The demo clinic is there already; make another with npm run --silent attune -- demo --again, or delete ${directory} to begin anew.`,
    );
    expect(await failure(['demo', '--again', '--clients', '100'])).toBe(
      'Give --clients as a whole number from 1 to 24.',
    );
  });

  it('is verified to its last entry', async () => {
    // The clinic's own log: made, its admin and three clinicians, a pathway drafted and published, two more drafted,
    // and the support groups that it knows of.
    expect(await json(['verify'])).toEqual({ clinics: 1, charts: 6, entries: made.entries + 10 });
  });

  it('has been relayed when it is written down: nothing of it happens again', () => {
    expect(unrelayed).toBe(0);
  });
});

describe('timeline', () => {
  it('tells the story of the client whose name it is a part of, and what comes next', async () => {
    const { code, out } = await run(['timeline', 'amara']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Amara Sample {2}c-\S+, times in America\/New_York\n/);
    expect(out).toMatch(/\n\n\w+day \d+ \w+ 20\d\d\n {2}\d\d:\d\d {2}care {5}June Sample added the client\n/);
    expect(out).toContain('Coming up');
    expect(out).not.toContain('\u001b[');
  });

  it('is the same by id, for programs too', async () => {
    const byName = await json(['timeline', 'amara']);
    expect(await json(['timeline', byName.clientId])).toEqual(byName);
    expect(byName.lines[0]).toMatchObject({ kind: 'care', what: 'June Sample added the client' });
  });

  it('asks which of several, or whether there is one', async () => {
    expect(await failure(['timeline', 'e'])).toMatch(
      /^\d clients have “e” in the name: .*\(c-\S+\).*\. Give more of it, or the id\.$/,
    );
    expect(await failure(['timeline', 'zacharias'])).toContain('No client of riverside has “zacharias”');
    expect(await failure(['timeline', 'amara', '--clinic', 'lakeside'])).toBe(
      'There is no clinic lakeside; there is riverside.',
    );
  });
});

describe('due', () => {
  it('lists what is ahead, in order, each with its client', async () => {
    const { due, until } = await json(['due', '--days', '60']);
    expect(due.length).toBeGreaterThan(2);
    const times = due.map(({ at }: { at: string }) => at);
    expect(times).toEqual(times.toSorted());
    expect(times.every((at: string) => at <= until)).toBe(true);
    expect((await run(['due', '--days', '60'])).out).toMatch(/\d\d:\d\d {2}Amara Sample +\w/);
  });

  it('wants whole days', async () => {
    expect(await failure(['due', '--days', 'soon'])).toBe('Give --days as a whole number from 1 to 366.');
  });
});

describe('roster import and enrol', () => {
  const file = join(directory, 'clients.csv');

  it('take in who can be, and say of the rest where and how to mend it', async () => {
    writeFileSync(
      file,
      [
        'Client,Born on,Mobile,Consent',
        'Nadia Muster,1981-05-30,(415) 555-0171,2026-01-15',
        'Olaf Muster,30.13.1981,(415) 555-0172,2026-01-15',
        'Pia Muster,1990-02-01,12,2026-01-15',
      ].join('\n'),
    );
    const map = ['--map', 'name=Client', '--map', 'dateOfBirth=Born on'];
    const { code, out, err } = await run(['roster', 'import', file, ...map]);
    expect(code).toBe(1);
    expect(out).toContain('1 client added, 0 here already, 2 faults.');
    expect(out).toContain('line 3, “Born on”: There is no such date. Write dates as YYYY-MM-DD');
    expect(out).toContain('line 4, “Mobile”: ');
    expect(err.trim().split('\n').at(-1)).toBe(
      `2 rows of ${file} did not go in; mend what is listed and import the file again, nobody is added twice.`,
    );
    expect((await run(['roster', 'import', file, ...map])).out).toContain('0 clients added, 1 here already');
  });

  it('say what is wrong with how they were asked', async () => {
    expect(await failure(['roster', 'import', 'nowhere.csv'])).toBe(
      'nowhere.csv cannot be read; check its name.',
    );
    expect(await failure(['roster', 'import', file, '--map', 'name'])).toBe(
      '--map name names no column; write it as dateOfBirth="Born on".',
    );
    expect(await failure(['enrol', 'nadia', '--clinician', 'nobody'])).toMatch(
      /^There is no nobody at work in riverside; choose one of .*maya-example/,
    );
    expect(await failure(['enrol', 'nadia', '--pathway', 'nothing'])).toBe(
      'There is no published pathway nothing; published are: adult-depression-anxiety.',
    );
  });

  it('start care at once, and once', async () => {
    const { episode, clientId } = await json(['enrol', 'nadia', '--clinician', 'maya-example']);
    expect(episode).toMatchObject({ stage: 'intake', clinician: 'maya-example' });
    const { lines } = await json(['timeline', clientId]);
    expect(lines.map(({ what }: { what: string }) => what)).toContain(
      'The client was asked for the intake form',
    );
    expect(await failure(['enrol', 'nadia'])).toBe(
      'The client is in care already. Discharge them before a new episode begins.',
    );
  });
});

describe('pathway check', () => {
  const file = join(directory, 'pathway.json');

  it('passes what ships, without any clinic as well', async () => {
    const shipped = join(import.meta.dirname, '../../workflows/pathways/adult-depression-anxiety.json');
    expect((await run(['pathway', 'check', shipped])).out).toContain('can be published.');
    const nowhere = join(tmpdir(), 'attune-nowhere');
    expect((await commandsIn(nowhere).run(['pathway', 'check', shipped])).code).toBe(0);
  });

  it('lists faults with how to mend them', async () => {
    writeFileSync(file, JSON.stringify(changed({ startLevel: 'nowhere' })));
    const { code, out, err } = await run(['pathway', 'check', file]);
    expect(code).toBe(1);
    expect(out).toMatch(/startLevel: there is no level “nowhere”\n +use one of: guided-self-help/);
    expect(err).toBe(`${file} has 1 fault; mend what is listed, and check again.\n`);
  });

  it('says of what is no pathway file that it is none', async () => {
    writeFileSync(file, '{ "id": ');
    expect(await failure(['pathway', 'check', file])).toContain('is not JSON: ');
    expect(await failure(['pathway', 'check', 'nowhere.json'])).toBe(
      'nowhere.json cannot be read; check its name.',
    );
  });
});

describe('several clinics', () => {
  it('have to be named, where a command is for one', async () => {
    const { clinicId } = await json(['demo', '--again', '--clients', '1', '--weeks', '1']);
    expect(clinicId).toBe('riverside-2');
    expect(await failure(['due'])).toBe(
      'There are several clinics: riverside, riverside-2. Name one with --clinic.',
    );
    expect((await json(['due', '--clinic', 'riverside-2'])).clinicId).toBe('riverside-2');
    expect(await json(['verify'])).toMatchObject({ clinics: 2, charts: 10 });
    expect(await json(['verify', '--clinic', 'riverside-2'])).toMatchObject({ clinics: 1, charts: 3 });
  });
});

describe('verify', () => {
  it('counts what it has read, with a bar for people who watch', async () => {
    const { code, out, err } = await run(['verify']);
    expect(code).toBe(0);
    expect(out).toMatch(/^All is as it was written: \d+ log entries in 10 charts of 2 clinics\.\n$/);
    expect(err).toContain('Verifying: 100 %');
  });

  it('names the first entry that is not as it was written', async () => {
    const { clientId } = await json(['timeline', 'amara', '--clinic', 'riverside']);
    const pk = chartPk('riverside', clientId);
    await withTable(async ({ table }) => {
      const key = { pk, sk: 'LOG#000000003' };
      const entry = (await table.get(key)) as Item;
      const body = String(entry.body).replace('"by":"', '"by":"x');
      await table.write([{ put: { ...entry, body } }]);
    });
    expect(await failure(['verify'])).toMatch(
      /^Not as it was written: log entry 3 of riverside#c-\S+ does not match its hash: it was changed after it was written\. Keep a copy of /,
    );
  });
});
