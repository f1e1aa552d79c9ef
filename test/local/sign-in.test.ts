/** How people get into a clinic on one machine. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIELDS } from '../../functions/api/roster-fields.ts';
import { createClinics } from '../../functions/clinics.ts';
import type { Role } from '../../functions/ports.ts';
import { openEngine } from '../../local/engine.ts';
import { makeClinic } from '../../local/first-start.ts';
import { openLocalIdentity } from '../../local/identity.ts';
import { chance, FIRST_SIGN_IN, firstSignIn, systemClock } from '../../local/machine.ts';
import { commandsIn } from '../support/command.ts';

const directory = mkdtempSync(join(tmpdir(), 'attune-sign-in-'));
const { run, json, failure } = commandsIn(directory);
const ADMIN = { id: 'first-admin', name: 'First admin', email: 'admin@clinic.example' };
const INES = { id: 'ines', name: 'Inés Ejemplo', email: 'ines@clinic.example', teams: ['care'] };

async function inTheDirectory<T>(work: (engine: Awaited<ReturnType<typeof openEngine>>) => Promise<T>) {
  const engine = await openEngine({ directory });
  return work(engine).finally(() => engine.close());
}
const entered = (email: string, password: string, roles?: Role[]) =>
  inTheDirectory(async ({ table }) => {
    const settings = { table, clock: systemClock, chance, issuer: 'http://localhost', directory };
    const { settings: standing } = createClinics({ table, clock: systemClock });
    const identity = await openLocalIdentity({
      ...settings,
      personOf: async ({ clinicId, staffId }) => {
        const person = (await standing(clinicId)).staff[staffId]!;
        return roles ? { ...person, roles } : person;
      },
    });
    return identity.signIn(email, password);
  });
const changes = (staff: typeof INES) =>
  inTheDirectory(({ table }) =>
    createClinics({ table, clock: systemClock }).run(
      { clinicId: 'clinic', by: ADMIN.id },
      { do: 'change-staff', staff: { ...staff, roles: ['clinician'], active: true } },
    ),
  );

beforeAll(() =>
  inTheDirectory(async ({ table }) => {
    const clinics = createClinics({ table, clock: systemClock });
    await makeClinic(clinics, { id: 'clinic', name: 'Oak', zone: 'Europe/Madrid', country: 'ES' }, ADMIN);
    await clinics.run(
      { clinicId: 'clinic', by: ADMIN.id },
      { do: 'add-staff', staff: { ...INES, roles: ['clinician'], active: true } },
    );
    writeFileSync(join(directory, FIRST_SIGN_IN), `${ADMIN.email}\nthe first password\n`);
  }),
);
afterAll(() => rmSync(directory, { recursive: true }));

describe('a sign-in on one machine', () => {
  it('is given to whom an admin has added, by id, email or a part of the name, and works', async () => {
    const { email, password } = await json(['sign-in', 'Inés']);
    expect(email).toBe(INES.email);
    expect(await entered(email, password)).toBeDefined();
  });

  it('opens what the clinic’s own record allows at that time, not what it allowed when it was made', async () => {
    const { email, password } = await json(['sign-in', INES.email]);
    const { token } = (await entered(email, password, ['clinician', 'admin']))!;
    expect(decodeJwt(token)).toMatchObject({ sub: 'ines', 'cognito:groups': ['clinician', 'admin'] });
  });

  it('goes with whoever’s email is changed, and is none by the email that they had', async () => {
    const { email, password } = await json(['sign-in', 'ines']);
    const newEmail = 'maria.ines@clinic.example';
    await changes({ ...INES, email: newEmail });
    expect(await entered(email, password)).toBeUndefined();
    expect(await entered(newEmail, password)).toBeDefined();
    const anew = await json(['sign-in', 'ines']);
    expect([anew.email, await entered(newEmail, password)]).toEqual([newEmail, undefined]);
    await changes(INES);
    expect(await entered(INES.email, password)).toBeUndefined();
    expect(await entered(INES.email, anew.password)).toBeDefined();
  });

  it('is none for a stranger, and the sentence says who there is', async () => {
    expect(await failure(['sign-in', 'nobody'])).toBe(
      'Nobody at work has “nobody” for an id, an email or in the name; there is first-admin, ines. An admin adds people on the console, under Clinic.',
    );
  });

  it('of the first admin, given anew, is the one that npm start goes on to print', async () => {
    const { email, password } = await json(['sign-in', 'first-admin']);
    expect(firstSignIn(directory)).toEqual({ email, password });
    await run(['sign-in', 'ines']);
    expect(readFileSync(join(directory, FIRST_SIGN_IN), 'utf8')).toBe(`${email}\n${password}\n`);
  });
});

describe('commands on the demo', () => {
  it('look for it where npm start -- --demo keeps it, and nowhere else', async () => {
    expect(await failure(['verify', '--demo'])).toContain(
      `There is nothing in ${join(directory, 'demo')} yet`,
    );
  });
});

describe('help', () => {
  it('names every field that a client list’s columns can be mapped to', async () => {
    const { out } = await run(['help', 'roster', 'import']);
    expect(FIELDS.filter((field) => !out.includes(field))).toEqual([]);
  });
});

describe('a start', () => {
  it('on a port that another program has says which to take', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const place = mkdtempSync(join(tmpdir(), 'attune-start-'));
    const { status, stderr } = spawnSync(process.execPath, ['local/main.ts'], {
      encoding: 'utf8',
      env: { ...process.env, ATTUNE_PORT: String(port), ATTUNE_DIRECTORY: place },
    });
    other.close();
    rmSync(place, { recursive: true });
    expect({ status, stderr: stderr.trim() }).toEqual({
      status: 1,
      stderr: `Another program has port ${port} of this machine. Take another: ATTUNE_PORT=${port + 1} npm start`,
    });
  });
});
