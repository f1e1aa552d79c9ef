import * as z from 'zod';

/** What asks something of a client: a pathway may word these itself. */
export const WORDABLE = [
  'request.intake',
  'request.packet',
  'request.goals',
  'request.agreement',
  'request.plan',
  'request.check-in',
  'request.reassessment',
  'request.after-session',
  'reminder.first',
  'reminder.last',
] as const;
export type Wordable = (typeof WORDABLE)[number];

export const TEMPLATES = [
  ...WORDABLE,
  'staff.task',
  'staff.urgent',
  'staff.escalation',
  'staff.urgent-escalation',
  'staff.alarm',
  'code',
] as const;
export type TemplateId = (typeof TEMPLATES)[number];

export const REPLIES = ['reply.thanks', 'reply.crisis', 'reply.minor', 'reply.closed'] as const;
export type ReplyId = (typeof REPLIES)[number];

export type Channel = 'sms' | 'email';

const holding = (...names: string[]) =>
  z
    .string()
    .min(1)
    .refine(
      (text) =>
        [...text.matchAll(/\{(\w*)\}?/g)].every(
          ([whole, name]) => whole.endsWith('}') && names.includes(name!),
        ),
      `no placeholder but ${names.join(', ')}`,
    );
const textsOf = (...names: string[]) => {
  const text = holding(...names);
  return z.strictObject({
    sms: text.max(480),
    email: z.strictObject({ subject: text.max(120), text: text.max(2000) }),
  });
};

/** A pathway's own texts, by language and message; what it does not word goes out as it ships. */
export const wordingSchema = z.record(
  z.string().max(6),
  z.partialRecord(z.enum(WORDABLE), textsOf('clinic', 'link', 'minutes')),
);
export type Wording = z.infer<typeof wordingSchema>;
export type OwnTexts = z.infer<ReturnType<typeof textsOf>>;

/**
 * The texts of one language. `templates` leave the clinic, so they name no person, no instrument and nothing of what
 * the clinic treats; `replies` stand on the page that the client answers on.
 */
export const messagesSchema = z.strictObject({
  language: z.string().min(2),
  version: z.string().min(1),
  templates: z
    .record(z.enum(TEMPLATES), textsOf('clinic', 'link', 'minutes', 'code'))
    .refine(
      (templates) =>
        Object.entries(templates).every(
          ([id, { sms, email }]) =>
            [sms, email.text].every((text) => text.includes('{code}') === (id === 'code')) &&
            !email.subject.includes('{code}'),
        ),
      'the code stands in the text of its own message, and nowhere else',
    ),
  /** Stands in every mail that asks something: that nobody watches, and what to do in danger. */
  unwatched: z.string().min(1),
  /** In a mail, what the button to the page says. */
  button: z.string().min(1).max(40),
  replies: z.record(z.enum(REPLIES), holding('emergency')),
  /** How a crisis line is used. */
  reach: z.strictObject({
    call: holding('to'),
    text: holding('to'),
    chat: holding('to'),
    /** When a clinic's own number is answered. */
    clinicHours: holding(),
    /** When a line is that is answered day and night. */
    always: holding(),
  }),
});
export type Messages = z.infer<typeof messagesSchema>;
