/** Who is there when a life begins: two clinics, their staff and their clients. */
import { clientSchema } from '../../functions/care/client.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { Instant } from '../../functions/care/time.ts';
import { makeClinic } from '../../local/first-start.ts';
import { createDice } from '../../local/people/chance.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import type { ClientSpec, StaffSpec } from './people.ts';
import type { Running } from './world.ts';

/**
 * Mondays from which the clocks change within three weeks, where the client is, as do the days of check-ins: in spring and
 * in autumn, on either side of the Atlantic, and in a leap year; and one from which a life of a quarter holds both springs.
 */
const STARTS = ['2026-02-16', '2026-02-23', '2026-03-16', '2026-10-12', '2026-10-19', '2028-02-21'] as const;
export const drawStart = (seed: string): Instant =>
  `${createDice(`${seed}/start`).pick(STARTS)}T14:00:00.000Z`;
export const ZONES = [
  'America/New_York',
  'America/Chicago',
  'Europe/London',
  'America/Phoenix',
  'Asia/Kathmandu',
] as const;

/** Of the clients: each question costs a text, and a life with many of them costs more. */
const BY_TEXT = 0.2;

export function drawClients(seed: string, count?: number): ClientSpec[] {
  const dice = createDice(`${seed}/clients`);
  const ways = createDice(`${seed}/ways`);
  const shared = dice.unit() < 0.25;
  return ['north', 'south'].flatMap((clinicId, clinic) => {
    const number = count ?? (clinic === 0 ? 1 + Math.floor(dice.between(0, 2)) : 1);
    return Array.from({ length: number }, (_, n): ClientSpec => {
      const clientId = `${clinicId}-client-${n}`;
      const line = shared && n === 1 ? `${clinic}0` : `${clinic}${n}`;
      return {
        clinicId,
        clientId,
        phone: `+141555501${line}`,
        email: `${clientId}@example.org`,
        channel: dice.pick(['sms', 'sms', 'email'] as const),
        zone: dice.pick(ZONES),
        answersBy: ways.unit() < BY_TEXT ? 'text' : 'link',
        secret: `Zq${clinicId}${n}Word`,
      };
    });
  });
}

export function drawStaff(seed: string): StaffSpec[] {
  const dice = createDice(`${seed}/staff`);
  const member = (clinicId: string, staffId: string, teams: string[]): StaffSpec => {
    const from = dice.between(10, 70);
    return {
      clinicId,
      staffId,
      email: `${staffId}@${clinicId}.example`,
      teams,
      pace: dice.pick([3, 8, 30]),
      ...(dice.unit() < 0.3 && { leave: { from, to: from + dice.between(3, 20) } }),
    };
  };
  return ['north', 'south'].flatMap((clinicId) => [
    member(clinicId, 'noor', ['care']),
    member(clinicId, 'omar', ['care', 'crisis']),
    member(clinicId, 'lena', ['care-leads']),
  ]);
}

export async function setUp(
  { clinics, charts, process }: Running,
  clients: ClientSpec[],
  staff: StaffSpec[],
): Promise<void> {
  const done = <T extends object>(outcome: T): T => {
    if (isRefusal(outcome)) throw new Error(outcome.because);
    return outcome;
  };
  for (const id of ['north', 'south']) {
    await makeClinic(
      clinics,
      { id, name: `The ${id} clinic`, zone: 'America/New_York', country: 'US' },
      { id: 'lena', name: 'Lena Fictive', email: `lena@${id}.example` },
    );
    for (const { staffId, email, teams } of staff.filter((one) => one.clinicId === id)) {
      const roles = staffId === 'lena' ? (['admin', 'clinician'] as const) : (['clinician'] as const);
      const person = {
        id: staffId,
        name: `${staffId} Fictive`,
        email,
        roles: [...roles],
        teams,
        active: true,
      };
      done(
        await clinics.run(
          { clinicId: id, by: 'lena' },
          { do: staffId === 'lena' ? 'change-staff' : 'add-staff', staff: person },
        ),
      );
    }
  }
  for (const { clinicId, clientId, phone, email, channel, zone, secret, answersBy } of clients) {
    const consent = { at: process.clock() };
    const client = clientSchema.parse({
      name: `Zz${secret}`,
      dateOfBirth: '1990-01-01',
      recordNumber: clientId,
      phone,
      email,
      zone,
      language: 'en',
      country: 'US',
      channel,
      answersBy,
      consents: { sms: consent, email: consent },
    });
    const at = { clinicId, clientId, by: 'lena' };
    done(await charts.run(at, { do: 'create-client', client }));
    done(await charts.run(at, { do: 'enrol', pathway: { id: shipped.id, version: 1 }, clinician: 'noor' }));
  }
}
