import * as z from 'zod';
import { wordingSchema } from '../messages/messages.ts';
import { isDuration, knownZone, WEEKDAYS } from '../schedule.ts';
import { conditionSchema } from './condition.ts';

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'use small letters, digits and hyphens, at most 40, a letter first');
const sentence = z.string().trim().min(1).max(200);
const duration = z.string().refine(isDuration, 'use an ISO 8601 duration such as P2D, P1W or PT4H');
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use a time of day such as 09:30');
const localDate = z.iso.date('use a date such as 2026-12-24');
export const zoneSchema = z.string().refine(knownZone, 'use an IANA time zone such as America/New_York');

/** How a client is asked: when reminders go, and when asking ends; each counts from when the request opened. */
const asking = {
  reminders: z.array(duration).max(5),
  expiresAfter: duration,
};

/**
 * What is asked in its place where the client stays silent: `phq-2` for `phq-9`. It may lack the risk item, so that
 * somebody asks in person: a client who was silent for so long is called.
 */
const shorter = slug.optional();

const battery = z
  .array(z.strictObject({ instrument: slug, shorter, when: conditionSchema.optional() }))
  .min(1)
  .max(12);

export const cadenceSchema = z.strictObject({
  phases: z
    .array(z.strictObject({ every: duration, times: z.int().min(1).max(400).optional() }))
    .min(1)
    .max(6),
  at: timeOfDay,
  days: z.array(z.enum(WEEKDAYS)).min(1).max(7).optional(),
});

export const checkInSchema = z.strictObject({
  id: slug,
  form: slug,
  shorter,
  cadence: cadenceSchema,
  /** How long after its hour an occurrence may still be opened, when Attune itself was away. */
  window: duration,
  ...asking,
});
export type CheckIn = z.infer<typeof checkInSchema>;

/** Who a task goes to: the episode's own clinician, or a team. */
const ownerSchema = z.union([z.literal('clinician'), z.strictObject({ team: slug })], {
  error: 'use "clinician", or a team as in { "team": "crisis" }',
});
export type OwnerRule = z.infer<typeof ownerSchema>;

/**
 * Rungs climbed while nobody has acknowledged; `after` counts from when the task was made. The last rung repeats; that of
 * an urgent task at most hourly after a day.
 */
const ladderSchema = z.strictObject({
  rungs: z.array(z.strictObject({ after: duration, to: ownerSchema })).max(8),
  repeatEvery: duration,
});

export const calendarSchema = z.strictObject({
  zone: zoneSchema,
  hours: z.partialRecord(z.enum(WEEKDAYS), z.tuple([timeOfDay, timeOfDay])),
  holidays: z.array(localDate).max(400),
});

/** Sessions with something to watch at each: every one is a task, which ends with what was seen. */
export const courseSchema = z.strictObject({
  title: sentence,
  /** Of the catalogue, where it is one: a plan that holds it has its course already. */
  option: slug.optional(),
  /** Side by side: twice a week is two of them. */
  sessions: z.array(cadenceSchema).min(1).max(3),
  /** `at`: when in the session it is looked at. */
  checks: z
    .array(z.strictObject({ at: sentence, says: sentence, source: z.string().min(1).max(300) }))
    .min(1)
    .max(12),
});

export type SessionCourse = z.infer<typeof courseSchema>;

const reviewSchema = z.strictObject({ every: duration, remindBefore: duration, overdueAfter: duration });

/** What a clinician can choose where care is not on track. None of it ends care. */
export const PLAYBOOK = [
  'step-up',
  'add-module',
  'change-cadence',
  'consult',
  'review-plan',
  'reassess-now',
  'carry-on',
] as const;
export type Play = { choice: (typeof PLAYBOOK)[number]; says: string };

const offTrackSchema = z.strictObject({
  /** How long after the last look it is brought up again, while nothing has turned worse. */
  againAfter: duration,
  playbook: z
    .array(z.strictObject({ choice: z.enum(PLAYBOOK), says: sentence }))
    .min(1)
    .max(20),
});

const source = z.string().min(1).max(300);

/** By what a clinician is called to look again. Weeks are complete weeks of treatment. */
const trackSchema = z.strictObject({
  /** Scores of one measure that a change needs. */
  leastScores: z.int().min(2).max(10).default(2),
  /** Reassessment intervals after which a score says nothing of today. */
  intervalsUntilOld: z.int().min(1).max(12).default(2),
  /** Who is still a case by then should have improved reliably. Earlier would flag those who respond late. */
  improvedBy: z
    .strictObject({ week: z.int().min(1).max(104), source })
    .default({ week: 6, source: 'Attune’s own default; late responders: PMC6428692' }),
  /** Totals that mark a failing response from a week on, for the worse of them. */
  marks: z
    .array(
      z.strictObject({
        instrument: slug,
        from: z
          .array(z.strictObject({ week: z.int().min(1).max(104), total: z.number() }))
          .min(1)
          .max(12),
        source,
      }),
    )
    .max(12)
    .default([
      {
        instrument: 'phq-9',
        from: [
          { week: 4, total: 17 },
          { week: 9, total: 13 },
          { week: 14, total: 9 },
        ],
        source: 'Schueller 2015, PMID 26077754',
      },
    ]),
});
type TrackRules = z.infer<typeof trackSchema>;

/** Those of a pathway that says none of its own. */
export const trackRulesOf = (pathway: Pick<Pathway, 'track'> | undefined): TrackRules =>
  pathway?.track ?? trackSchema.parse({});

/** All that an admin can say of a care cycle. A published version never changes; an episode is pinned to one. */
export const pathwaySchema = z.strictObject({
  id: slug,
  title: sentence,
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'use a language such as en or es-MX'))
    .min(1)
    .max(20),
  /** Levels of care from least to most intensive, for step up and step down. An episode begins at `startLevel`. */
  levels: z
    .array(z.strictObject({ id: slug, title: sentence }))
    .min(1)
    .max(6),
  startLevel: slug,
  team: slug,
  intake: z.strictObject({ form: slug, ...asking }),
  assessment: z.strictObject({ battery, ...asking }),
  goals: z.strictObject({ form: slug, agreement: slug, atMost: z.int().min(1).max(6), ...asking }),
  plan: z.strictObject({
    acknowledgement: slug,
    review: reviewSchema.extend({
      /** Where who pays asks for another rhythm, by payer. */
      payers: z.record(slug, reviewSchema).optional(),
    }),
    ...asking,
  }),
  checkIns: z.array(checkInSchema).max(6),
  /** A short form about the work together, asked once a session that was attended is recorded. */
  afterSession: z.strictObject({ form: slug, ...asking }).optional(),
  course: courseSchema.optional(),
  reassessment: z.strictObject({ every: duration, battery, ...asking }),
  /** Where it is left out, nobody is called to look; the flag is shown all the same. */
  offTrack: offTrackSchema.optional(),
  track: trackSchema.optional(),
  alerts: z
    .array(
      z.strictObject({
        id: slug,
        when: conditionSchema,
        priority: z.enum(['urgent', 'routine']),
        title: sentence,
      }),
    )
    .max(40),
  escalation: z.strictObject({ urgent: ladderSchema, routine: ladderSchema }),
  /** Working days until a routine task is due. */
  taskDueWorkingDays: z.int().min(0).max(30),
  /** From which reminder on (1 is the first) silence is met with the other channel, and with shorter forms. */
  silence: z
    .strictObject({
      otherChannel: z.int().min(1).max(5).optional(),
      shorterForm: z.int().min(1).max(5).optional(),
    })
    .optional(),
  quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }),
  /** The most messages that a client may be sent; crisis replies and answers to the client's own words are exempt. */
  burden: z
    .strictObject({
      messagesPerDay: z.int().min(1).max(10).default(1),
      messagesPerWeek: z.int().min(1).max(30).default(3),
    })
    .prefault({}),
  /** Its own words for what asks something of clients; what it does not word goes out as it ships. */
  wording: wordingSchema.optional(),
  /** The clinic's own calendar holds where this is left out. */
  calendar: calendarSchema.optional(),
});
export type Pathway = z.infer<typeof pathwaySchema>;
export type Asking = { reminders: string[]; expiresAfter: string };
export type BatteryEntry = Pathway['assessment']['battery'][number];
