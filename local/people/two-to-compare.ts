/** Two invented people with the same PHQ-9, and otherwise as unlike as can be: what is suggested for each differs. */
import type { App } from '../app.ts';
import { operate } from '../commands/open.ts';

const OFTEN = ['LA6568-5', 'LA6569-3', 'LA6570-1', 'LA6571-9'];
const items = (...points: number[]) =>
  Object.fromEntries(points.map((point, at) => [String(at + 1), OFTEN[point]!]));

/** 17 in all, nothing at the last item. */
const SCORES = {
  'phq-2': items(2, 3),
  'gad-2': items(1, 1),
  'phq-9': items(2, 3, 2, 2, 2, 2, 2, 2, 0),
};

const NOTHING = { preferences: {}, history: {}, problems: {}, phenotypes: {}, medicines: [] as string[] };

const PEOPLE = [
  {
    name: 'Ana Ejemplo',
    language: 'es',
    phone: '+14155550190',
    intake: {
      'talk-or-medicine': 'talk',
      'group-or-one': 'group',
      'remote-or-in-person': 'in-person',
      medicine: false,
    },
    background: {
      ...NOTHING,
      preferences: { cost: 'low', making: true, 'faith-support': true },
      problems: { loneliness: true },
      phenotypes: { CYP2C19: 'NM' },
    },
  },
  {
    name: 'Tom Specimen',
    language: 'en',
    phone: '+14155550191',
    intake: {
      'talk-or-medicine': 'both',
      'group-or-one': 'one-to-one',
      'remote-or-in-person': 'remote',
      medicine: true,
    },
    background: {
      ...NOTHING,
      preferences: { style: 'listening', 'indigenous-support': true },
      history: { cbt: 'did-not-help', 'medicines-tried': 2 },
      problems: { seizures: true },
      phenotypes: { CYP2C19: 'PM' },
      medicines: ['sertraline'],
    },
    rejects: { option: 'esketamine', reason: 'No one can take him home afterwards' },
  },
];

/** Adds them to a clinic, in care, with intake and assessment answered. Gives their names. */
export async function addTwoToCompare(app: App, clinicId: string): Promise<string[]> {
  const [id] = Object.keys((await app.clinics.get(clinicId)).pathways);
  for (const { name, language, phone, intake, background, rejects } of PEOPLE) {
    const client = {
      name,
      language,
      phone,
      dateOfBirth: '1988-04-12',
      zone: 'America/New_York',
      country: 'US',
      channel: 'sms',
      consents: { sms: { at: app.clock() } },
    };
    const { clientId } = await operate<{ clientId: string }>(app, clinicId, 'createClient', { body: client });
    const params = { clientId };
    await operate(app, clinicId, 'enrolClient', { params, body: { pathway: { id } } });
    const said: Record<string, object> = { ...SCORES, 'attune-intake': { reason: 'I feel low', ...intake } };
    for (const ask of ['intake', 'packet', 'packet']) {
      await app.settle();
      const { requests } = await app.charts.get(clinicId, clientId);
      const request = Object.values(requests).find((one) => one.ask === ask)!;
      const responses = request.forms
        .filter(({ done }) => !done)
        .map(({ instrument }) => ({ instrument, answers: said[instrument], complete: true }));
      await app.charts.run(
        { clinicId, clientId, by: 'client' },
        { do: 'answer', requestId: request.id, responses },
      );
    }
    await app.settle();
    await operate(app, clinicId, 'recordBackground', { params, body: { background, why: 'first talk' } });
    if (rejects) {
      const { option, reason } = rejects;
      const body = { decision: 'reject', reason };
      await operate(app, clinicId, 'decideSuggestion', { params: { ...params, option }, body });
    }
    await app.settle();
  }
  return PEOPLE.map(({ name }) => name);
}
