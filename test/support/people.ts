/** One clinic and one client, as named facts, parsed by the schemas that parse real ones. */
import { type Client, clientSchema } from '../../functions/care/client.ts';
import { type ClinicSettings, clinicSchema, staffSchema } from '../../functions/care/clinic.ts';
import { type Pathway, pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { type Changes, changed } from './pathways.ts';

/** Monday, 5 January 2026, 10:00 in New York. */
export const MONDAY = '2026-01-05T15:00:00.000Z';

const WEEK = { mon: 1, tue: 1, wed: 1, thu: 1, fri: 1 };

export const riverside = clinicSchema.parse({
  id: 'riverside',
  name: 'Riverside',
  country: 'US',
  calendar: {
    zone: 'America/New_York',
    hours: Object.fromEntries(Object.keys(WEEK).map((day) => [day, ['09:00', '17:00']])),
    holidays: [],
  },
  teams: [
    { id: 'care', title: 'Care team' },
    { id: 'crisis', title: 'Crisis team' },
    { id: 'care-leads', title: 'Care leads' },
  ],
});

const person = (id: string, teams: string[]) =>
  staffSchema.parse({
    id,
    name: id[0]!.toUpperCase() + id.slice(1),
    email: `${id}@riverside.example`,
    roles: ['clinician'],
    teams,
    active: true,
  });

/** Ada is the client's clinician, Ben works beside her, Cleo is the crisis team and Lea leads. */
export const staff = [
  person('ada', ['care']),
  person('ben', ['care']),
  person('cleo', ['crisis']),
  person('lea', ['care-leads']),
];

export const settings = (): ClinicSettings => ({
  ...structuredClone(riverside),
  staff: Object.fromEntries(staff.map((one) => [one.id, structuredClone(one)])),
});

/** Reached by SMS in New York; also has an email address and a consent for it. */
export const kim: Client = clientSchema.parse({
  name: 'Kim Rivera',
  dateOfBirth: '1990-01-01',
  phone: '+14155550134',
  email: 'kim@example.org',
  zone: 'America/New_York',
  language: 'en',
  country: 'US',
  channel: 'sms',
  consents: { sms: { at: '2026-01-01T00:00:00.000Z' }, email: { at: '2026-01-01T00:00:00.000Z' } },
});

export const PATHWAY = { id: 'adult-depression-anxiety', version: 1 };

/** The shipped pathway with these changes, by path. */
export const pathway = (changes: Changes = {}): Pathway => pathwaySchema.parse(changed(changes));

/** The four answers of PHQ and GAD, by what they count for. */
export const POINTS = ['LA6568-5', 'LA6569-3', 'LA6570-1', 'LA6571-9'] as const;

const items = (count: number) => Array.from({ length: count }, (_, n) => String(n + 1));

/** Every item of an instrument of `count` items answered with `points`. */
export const all = (count: number, points: 0 | 1 | 2 | 3) =>
  Object.fromEntries(items(count).map((item) => [item, POINTS[points]]));

/** A PHQ-9 with item 9 answered with `points`, and every other item with 1 point. */
export const phq9 = (points: 0 | 1 | 2 | 3, others: 0 | 1 | 2 | 3 = 1): Record<string, string> => ({
  ...all(9, others),
  9: POINTS[points],
});

/** What Kim answers where a test says nothing else: nothing that any rule looks at. */
export const USUAL: Record<string, object> = {
  'attune-intake': { reason: 'I do not sleep' },
  'phq-2': all(2, 0),
  'gad-2': all(2, 0),
  'phq-9': phq9(0),
  'gad-7': all(7, 1),
  'attune-goals': { 'goal-1': 'sleep through the night' },
  'attune-agreement': { decision: 'agree' },
  'attune-plan': { decision: 'acknowledge' },
  'attune-check-in': { mood: 5 },
};

/** How Ada decides where a test says nothing else. */
export const DECISIONS: Record<string, { outcome: string; detail?: object }> = {
  'shape-goals': { outcome: 'propose', detail: { goals: [{ words: 'sleep through the night' }] } },
  'draft-plan': { outcome: 'draft', detail: { summary: 'CBT each week' } },
  review: { outcome: 'continue' },
  'plan-review': { outcome: 'reviewed' },
  'off-track': { outcome: 'carry-on' },
  consult: { outcome: 'advice-given' },
  session: { outcome: 'session-given' },
  finding: { outcome: 'done' },
  'no-channel': { outcome: 'done' },
  'reach-client': { outcome: 'ask-again' },
  'plan-unacknowledged': { outcome: 'activate' },
  urgent: { outcome: 'assessed-safe-for-now' },
};
