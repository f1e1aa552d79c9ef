/**
 * A clinic that lives as fast as it can on a directory's engine, until it is killed or done:
 * `node test/support/kill-load.ts DIRECTORY`. Whatever it does next follows from what is stored, so that a killed one
 * goes on where it was. Each answer that was acknowledged is written down outside of the engine.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../../functions/care/client.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { type App, createApp } from '../../local/app.ts';
import { openEngine } from '../../local/engine.ts';
import { makeClinic } from '../../local/first-start.ts';
import { chance } from '../../local/machine.ts';
import { steppedClock } from '../../local/outbox.ts';
import { answersTo, type Mind } from '../../local/people/answers.ts';
import { createDice } from '../../local/people/chance.ts';
import { decideAsUsual } from '../../local/people/decisions.ts';
import {
  clientDoor,
  Refused,
  type Responses,
  staffDoor,
  trustingIdentity,
} from '../../local/people/doors.ts';

export const CLINIC = 'killed';
export const CLIENTS = 6;
const START = '2026-01-05T15:00:00.000Z';
const END = '2026-04-20T15:00:00.000Z';
export const JOURNAL = 'acknowledged.jsonl';

const CLOCK = { pk: 'KILL', sk: 'CLOCK' };
const CLINICIAN = 'clinician';

async function run(directory: string): Promise<void> {
  const engine = await openEngine({ directory });
  const clock = steppedClock(String((await engine.table.get(CLOCK))?.body ?? START));
  const app = createApp({
    ...engine,
    clock,
    chance,
    identity: trustingIdentity,
    url: 'http://localhost:4180',
  });
  await prepare(app);
  const journal = openSync(join(directory, JOURNAL), 'a');
  const client = clientDoor(app.api);
  const clinician = staffDoor(app.api, `${CLINIC}/${CLINICIAN}`);
  const decide = decideAsUsual;
  const dice = createDice('killed');
  let heard: string | undefined;

  async function answered(clientId: string, requestId: string, responses: Responses): Promise<[]> {
    const outcome = await app.charts.run(
      { clinicId: CLINIC, clientId, by: 'client' },
      { do: 'answer', requestId, responses },
    );
    if (isRefusal(outcome) && outcome.refused !== 'duplicate') throw new Error(outcome.because);
    return [];
  }

  async function answerAll(): Promise<void> {
    for (const { text, key, providerId } of await app.outbox.read(CLINIC, heard)) {
      heard = providerId;
      const token = /\/c#([\w-]+)/.exec(text)?.[1];
      if (!token) continue;
      const clientId = key.split('#')[1]!;
      for (const { requestId, forms, locked } of await client.open(token)) {
        let open = forms;
        while (open.length > 0) {
          const mind = { severity: 14, risk: 1, agrees: true, words: WORDS, dice };
          const responses = open.map((form) => ({
            instrument: form.instrument,
            answers: answersTo(form, mind),
            complete: true,
          }));
          // What takes a code is answered past the door: a code that a kill has swallowed could not be had again.
          open = locked
            ? await answered(clientId, requestId, responses)
            : await client.answer({ token }, requestId, responses);
          const line = {
            clientId,
            requestId,
            instruments: responses.map(({ instrument }) => instrument),
          };
          writeSync(journal, `${JSON.stringify(line)}\n`);
          fsyncSync(journal);
        }
      }
    }
  }

  async function workInbox(): Promise<void> {
    for (const task of await clinician.tasks(['care', 'crisis', 'care-leads'])) {
      try {
        await clinician.complete(task, decide(task));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
  }

  for (;;) {
    await app.settle();
    await answerAll();
    await workInbox();
    await app.settle();
    const next = await app.nextDue();
    if (!next || next > END) break;
    clock.to(next);
    await engine.table.write([{ put: { ...CLOCK, body: clock() } }]);
    await app.tick();
  }
  closeSync(journal);
  await engine.close();
}

const WORDS: Mind['words'] = { reason: 'hard weeks', goals: ['walk each day'], change: 'less' };

/** Every step may have been done by the one that was killed before. */
async function prepare(app: App): Promise<void> {
  const zone = 'America/New_York';
  if (!(await app.clinics.get(CLINIC)).clinic) {
    const admin = { id: 'admin', name: 'Admin', email: 'admin@clinic.example' };
    await makeClinic(app.clinics, { id: CLINIC, name: 'Killed', zone, country: 'US' }, admin);
  }
  const { pathways } = await app.clinics.get(CLINIC);
  const [[pathwayId, { published }] = ['', { published: 0 }]] = Object.entries(pathways);
  if (published === 0) throw new Error('killed while its clinic was made; give it a new directory');
  const staff = {
    id: CLINICIAN,
    name: 'Clinician',
    email: 'clinician@clinic.example',
    roles: ['clinician' as const],
    teams: ['care', 'crisis', 'care-leads'],
    active: true,
  };
  await app.clinics.run({ clinicId: CLINIC, by: 'admin' }, { do: 'add-staff', staff });
  for (let n = 0; n < CLIENTS; n += 1) {
    const at = { clinicId: CLINIC, clientId: `client-${n}`, by: CLINICIAN };
    const client: Client = {
      name: `Synthetic Person ${'ABCDEFGHIJ'[n]}`,
      dateOfBirth: '1990-01-01',
      email: `person-${n}@example.org`,
      zone,
      language: 'en',
      country: 'US',
      channel: 'email',
      consents: { email: { at: '2026-01-01T00:00:00.000Z' } },
    };
    await app.charts.run(at, { do: 'create-client', client });
    if (!(await app.charts.get(CLINIC, at.clientId)).episode) {
      const pathway = { id: pathwayId, version: published };
      await app.charts.run(at, { do: 'enrol', pathway, clinician: CLINICIAN });
    }
  }
}

if (import.meta.main) await run(process.argv[2]!);
