import * as z from 'zod';
import { cadenceSchema, type SessionCourse } from '../pathway/pathway.ts';
import { type ReadingLevel, readingLevel } from './suggest/reading-level.ts';

const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'use small letters, digits and hyphens, a letter first');
const text = z.string().trim().min(1).max(600);
const language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'use a language such as en or es-MX');

/** `unconfirmed`: general knowledge or a secondary page; a clinical-safety lead signs it off before use. */
const sourcedSchema = z.strictObject({
  says: text,
  source: text,
  unconfirmed: z.literal(true).optional(),
});
export type Sourced = z.infer<typeof sourcedSchema>;

export const OPTION_KINDS = [
  'therapy',
  'medicine',
  'course',
  'reading',
  'daily-life',
  'community',
  'access',
  'culture',
] as const;
export const FORMATS = ['one-to-one', 'group', 'remote', 'in-person', 'on-your-own'] as const;
/** From least to most, as the client meets it; the clinic puts its own. */
export const COSTS = ['none', 'low', 'medium', 'high'] as const;

/** At least `from`; no `to` where it is open-ended, as in “from week 9 on”. */
const span = z
  .strictObject({ from: z.int().min(1), to: z.int().min(1).optional() })
  .refine(({ from, to = from }) => to >= from, 'to is before from');

/**
 * A course of sessions, and what is watched at each: facts with their sources, never an order. With a `schedule`, a plan
 * that holds it makes a task of each session, with the monitoring points that are for `each`.
 */
const courseSchema = z.strictObject({
  phases: z
    .array(
      z.strictObject({
        title: text,
        weeks: span.optional(),
        sessions: span.optional(),
        per: z.enum(['day', 'week', 'two-weeks', 'phase']).default('phase'),
        ...sourcedSchema.shape,
      }),
    )
    .min(1),
  monitoring: z.array(
    z.strictObject({ when: text, ...sourcedSchema.shape, each: z.literal(true).optional() }),
  ),
  schedule: z.array(cadenceSchema).min(1).max(3).optional(),
});
export type Course = z.infer<typeof courseSchema>;

const optionSchema = z.strictObject({
  id: slug,
  title: z.string().trim().min(1).max(80),
  kind: z.enum(OPTION_KINDS),
  /** For the client: plain and kind. */
  description: text,
  purposes: z.array(text).min(1),
  usual: z.strictObject({
    frequency: text,
    duration: text,
    source: text,
    unconfirmed: z.literal(true).optional(),
  }),
  formats: z.array(z.enum(FORMATS)).min(1),
  evidence: sourcedSchema,
  /** What speaks against it in general; what does for one client is for the rules. */
  cautions: z.array(sourcedSchema),
  cost: z.enum(COSTS),
  /** Languages that it is offered in here, without an interpreter; `any` where it needs none. */
  languages: z.union([z.literal('any'), z.array(language).min(1)]),
  course: courseSchema.optional(),
  /** The text of Attune's own that belongs to it. */
  reading: slug.optional(),
  /** CPIC's table speaks to it. */
  phenotypes: z.literal(true).optional(),
});
export type Option = z.infer<typeof optionSchema>;
export type OptionKind = Option['kind'];

/** All that a plan can hold. A published version never changes. */
export const catalogueSchema = z
  .strictObject({
    id: slug,
    version: text,
    /** Of the texts for the client. */
    language,
    /** What the clinic has to look over and put in itself. */
    review: text,
    options: z.array(optionSchema).min(1),
  })
  .superRefine(({ options }, context) => {
    for (const id of twice(options.map((one) => one.id)))
      context.addIssue({ code: 'custom', message: `“${id}” is there twice` });
    for (const { id, course } of options)
      if (course?.schedule && !course.monitoring.some(({ each }) => each))
        context.addIssue({ code: 'custom', message: `“${id}” says nothing to watch at each session` });
  });
export type Catalogue = z.infer<typeof catalogueSchema>;

/** Attune's own short texts in one language. */
export const readingsSchema = z
  .strictObject({
    version: text,
    language,
    source: text,
    texts: z
      .array(
        z.strictObject({
          id: slug,
          title: z.string().trim().min(1).max(80),
          paragraphs: z.array(text).min(2),
        }),
      )
      .min(1),
  })
  .superRefine(({ texts }, context) => {
    for (const id of twice(texts.map((one) => one.id)))
      context.addIssue({ code: 'custom', message: `“${id}” is there twice` });
  });
type Readings = z.infer<typeof readingsSchema>;

/** `level` is there for English, which is the only language that its formula holds for. */
export type Reading = Readings['texts'][number] & { language: string; level?: ReadingLevel };

export const readingsOf = ({ language, texts }: Readings): Reading[] =>
  texts.map((one) => ({
    ...one,
    language,
    ...(language.split('-')[0] === 'en' && { level: readingLevel(one.paragraphs.join('\n')) }),
  }));

const twice = (names: string[]): string[] => names.filter((name, n) => names.indexOf(name) < n);

/** Whether it is offered in a language: `es` serves `es-MX`. */
export const offeredIn = ({ languages }: Option, wanted: string): boolean =>
  languages === 'any' || languages.some((one) => one.split('-')[0] === wanted.split('-')[0]);

/** The schedule of each option that has one, by its id. */
export const coursesOf = ({ options }: Catalogue): Record<string, SessionCourse> =>
  Object.fromEntries(
    options.flatMap(({ id, title, course }) => {
      if (!course?.schedule) return [];
      const checks = course.monitoring
        .filter(({ each }) => each)
        .map(({ when: at, says, source, unconfirmed }) => ({
          ...{ at, says },
          source: unconfirmed ? `${source}; unconfirmed` : source,
        }));
      return [[id, { title, option: id, sessions: course.schedule, checks }]];
    }),
  );

const SPANS = { day: 'a day', week: 'a week', 'two-weeks': 'every two weeks', phase: 'in all' };
const sayFromTo = ({ from, to }: { from: number; to?: number }) =>
  to === undefined || to === from ? `${from}` : `${from} to ${to}`;

/** A course's phases as lines: “Induction, weeks 1 to 4, 2 sessions a week: day 1 …”. */
export const sayCourse = ({ phases }: Course): string[] =>
  phases.map(({ title, weeks, sessions, per, says, unconfirmed }) => {
    const during = weeks && (weeks.to ? `weeks ${sayFromTo(weeks)}` : `from week ${weeks.from} on`);
    const few = (sessions?.to ?? sessions?.from) === 1;
    const count = sessions && `${sayFromTo(sessions)} ${few ? 'session' : 'sessions'} ${SPANS[per]}`;
    const head = [title, during, count].filter(Boolean).join(', ');
    return `${head}: ${says}${unconfirmed ? ' (Unconfirmed.)' : ''}`;
  });
