import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { Item } from '../../functions/ports.ts';
import { createApp } from '../app.ts';
import { liveDemo, type Tally, tally } from '../demo.ts';
import type { Engine } from '../engine.ts';
import { POSITION } from '../host.ts';
import { openLocalIdentity } from '../identity.ts';
import { chance, DEMO_SIGN_INS, FIRST_SIGN_IN, systemClock } from '../machine.ts';
import { ADMIN, CLINICIANS, emailOf } from '../people/cast.ts';
import { quietLogger, trustingIdentity } from '../people/doors.ts';
import { addTwoToCompare } from '../people/two-to-compare.ts';
import { type Command, count, Mistake, RUN, show, styled, text } from './command.ts';
import { alone } from './open.ts';
import { startProgress } from './progress.ts';

const CLINIC = 'riverside';
const URL = `http://localhost:${process.env.ATTUNE_PORT ?? 4180}`;
const CLIENTS = 24;
const WEEKS = 26;

export const demo: Command = {
  name: 'demo',
  usage: '[--again]',
  summary: 'Makes a clinic of synthetic people, with half a year of their care up to now',
  options: {
    again: { type: 'boolean', says: 'makes another beside the one that is there' },
    clients: {
      type: 'string',
      value: 'N',
      says: `how many clients, at most ${CLIENTS}, which it is if left out`,
    },
    weeks: { type: 'string', value: 'N', says: `how many weeks of care; ${WEEKS} if left out` },
  },
  run: ({ values, io }) =>
    alone(io.directory, async (engine) => {
      const app = createApp({
        ...engine,
        clock: systemClock,
        chance,
        identity: trustingIdentity,
        url: URL,
        logger: quietLogger,
      });
      const clinicId = freeId(await app.clinics.ids(), values.again === true, io.directory);
      const clients = numberIn('clients', text(values.clients), CLIENTS, CLIENTS);
      const weeks = numberIn('weeks', text(values.weeks), WEEKS, 104);
      await app.settle();

      const progress = startProgress(io, `${count(weeks, 'week')} of care`, 100);
      const lived = await liveDemo({
        clinicId,
        until: systemClock(),
        weeks,
        clients,
        seed: CLINIC,
        chance,
        url: URL,
        onProgress: (share, at) => progress.to(Math.floor(share * 100), at.slice(0, 10)),
      }).finally(() => progress.done());
      const compared = await addTwoToCompare(lived.app, clinicId);
      const figures = await tally(lived.app, clinicId);
      await keep(engine, await lived.items());
      const signIns = await makeSignIns(engine, clinicId, io.directory);

      const only = (await app.clinics.ids()).length === 1;
      const named = `${only ? '' : ` --clinic ${clinicId}`}${values.demo ? ' --demo' : ''}`;
      show(io, values, { clinicId, ...figures, compared, signIns }, () => [
        styled(io, 'bold', 'Riverside Counseling (demo)'),
        ...said(figures),
        `  two of them have the same PHQ-9 and different lives, to compare: ${compared.join(' and ')}`,
        '',
        // npm start -- --demo says them itself, at each start.
        ...(values.demo
          ? []
          : [
              'Sign in, after npm start, as',
              ...signIns.map(
                ({ email, password, role }) => `  ${email} with the password ${password}  (${role})`,
              ),
              '',
            ]),
        'Try next',
        `  ${RUN} timeline "${figures.toRead}"${named}`,
        `  ${RUN} suggestions ${compared.map((name) => `"${name}"`).join(' ')}${named}`,
        `  ${RUN} due --days 3${named}`,
        `  ${RUN} verify${values.demo ? ' --demo' : ''}`,
      ]);
    }),
};

function freeId(ids: string[], again: boolean, directory: string): string {
  if (!ids.includes(CLINIC)) return CLINIC;
  if (!again) {
    throw new Mistake(
      `The demo clinic is there already; make another with ${RUN} demo --again, or delete ${directory} to begin anew.`,
    );
  }
  for (let n = 2; ; n += 1) if (!ids.includes(`${CLINIC}-${n}`)) return `${CLINIC}-${n}`;
}

function numberIn(option: string, given: string | undefined, usual: number, most: number): number {
  const number = Number(given ?? usual);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Mistake(`Give --${option} as a whole number from 1 to ${most}.`);
}

const said = ({
  clients,
  inCare,
  discharged,
  asked,
  answered,
  silent,
  adjusted,
  finished,
  urgent,
}: Tally): string[] => [
  `  ${count(clients, 'client')}: ${inCare} in care, ${discharged} discharged`,
  `  ${Math.round((100 * answered) / Math.max(asked, 1))} % of ${count(asked, 'check-in')} answered; ${count(silent, 'client')} silent`,
  `  ${count(adjusted, 'client')} with an adjusted plan, ${count(finished, 'finished course')} for the outcomes`,
  `  ${count(urgent, 'urgent task')} open`,
];

/** A transaction holds 100 writes, and 4 MB. */
const IN_ONE_WRITE = 50;

/**
 * Writes down what was lived in memory. The clinic's entry in the list of clinics comes last, so that half of one is
 * none; and the relay goes on behind it all, for everything in it has been relayed.
 */
export async function keep(
  { table, changes }: Pick<Engine, 'table' | 'changes'>,
  items: Item[],
): Promise<void> {
  const kept = items.filter(({ pk }) => pk !== POSITION.pk);
  for (let at = 0; at < kept.length; at += IN_ONE_WRITE) {
    await table.write(kept.slice(at, at + IN_ONE_WRITE).map((put) => ({ put })));
  }
  let position = (await table.get(POSITION))?.body as string | undefined;
  for (;;) {
    const batch = await changes.read(position, 1000);
    position = batch.position;
    if (batch.changes.length === 0) break;
  }
  await table.write([{ put: { ...POSITION, body: position } }]);
}

/** Of the admin and of the clinician whose client has just told of a risk; where nobody can sign in yet, the admin's is the first that there is. */
async function makeSignIns(engine: Engine, clinicId: string, directory: string) {
  const identity = await openLocalIdentity({ ...engine, clock: systemClock, chance, issuer: URL, directory });
  const people = [
    { ...ADMIN, role: 'admin' as const },
    { ...CLINICIANS[2], role: 'clinician' as const },
  ];
  const made = [];
  for (const { id, role } of people) {
    const email = emailOf(id, clinicId);
    const password = chance(12);
    const roles = role === 'admin' ? (['operator', 'admin'] as const) : ([role] as const);
    const refusal = await identity.setPassword(email, { staffId: id, clinicId, roles: [...roles] }, password);
    if (refusal && isRefusal(refusal)) throw new Error(refusal.because);
    made.push({ email, password, role });
  }
  const lines = made.map(({ email, password, role }) => `${email} with the password ${password}  (${role})`);
  await writeFile(join(directory, DEMO_SIGN_INS), `${lines.join('\n')}\n`, { mode: 0o600 });
  const { email, password } = made[0]!;
  const first = { mode: 0o600, flag: 'wx' } as const;
  await writeFile(join(directory, FIRST_SIGN_IN), `${email}\n${password}\n`, first).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return made;
}
