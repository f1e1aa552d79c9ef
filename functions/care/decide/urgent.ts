import * as z from 'zod';
import type { Client } from '../client.ts';
import type { Clinic } from '../clinic.ts';
import type { Assessment } from '../events.ts';
import { JURISDICTION } from '../jurisdiction.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { ageAt } from '../schedule.ts';
import type { Instant } from '../time.ts';
import type { Turn } from '../turn.ts';

const rulesOf = ({ world }: Turn) => world.clinic.jurisdiction ?? JURISDICTION;

const isMinor = (turn: Turn): boolean =>
  ageAt(turn.client.dateOfBirth, turn.now, turn.zone) < rulesOf(turn).minors.under;

/** Whether, by the clinic's rule, a guardian is told of a risk answer: then the client is told so at once. */
export function guardianIsTold(
  { jurisdiction = JURISDICTION }: Pick<Clinic, 'jurisdiction'>,
  { dateOfBirth, zone }: Client,
  now: Instant,
): boolean {
  const { under, guardian } = jurisdiction.minors;
  return guardian === 'told' && ageAt(dateOfBirth, now, zone) < under;
}

/** How the client can be reached, and whom else to tell: what whoever takes an urgent task needs first. */
export function howToReach(turn: Turn): string {
  const { phone, email, contacts = [] } = turn.client;
  const { minors } = rulesOf(turn);
  const minor = isMinor(turn);
  const listed = (relation: 'guardian' | 'emergency') =>
    contacts
      .filter((one) => one.relation === relation)
      .map(({ name, phone: number }) => `${name}, ${number}`);
  const [guardians, others] = [listed('guardian'), listed('emergency')];
  return [
    phone ? `Call the client: ${phone}.` : 'No phone number of the client is known.',
    ...(phone ? [] : [email ? `Their email address: ${email}.` : 'Nor is an email address.']),
    ...(minor
      ? [
          `The client is ${ageAt(turn.client.dateOfBirth, turn.now, turn.zone)} years old. ${
            minors.guardian === 'told'
              ? 'By the clinic’s rule a person tells a parent or guardian.'
              : 'Whether a parent or guardian is told is for the clinician to decide.'
          }`,
          guardians.length
            ? `Guardian: ${guardians.join('; ')}.`
            : 'No guardian is on record: find out who it is.',
        ]
      : []),
    ...(others.length ? [`In an emergency: ${others.join('; ')}.`] : []),
    ...(!phone && guardians.length + others.length === 0
      ? ['Nobody else is on record either: use the clinic’s plan for somebody who cannot be reached.']
      : []),
  ].join(' ');
}

const assessmentSchema = z.strictObject({
  riskLevel: z.enum(['low', 'moderate', 'high']).optional(),
  guardian: z.strictObject({ told: z.boolean(), how: z.string().trim().min(1).max(500) }).optional(),
});

/** What whoever ends an urgent task says of it, where the clinic's jurisdiction asks; otherwise nobody is to say it. */
export function assessmentIn(turn: Turn, detail: unknown): Assessment | undefined | Refusal {
  const read = assessmentSchema.safeParse(detail ?? {});
  if (!read.success)
    return refuse(
      'invalid',
      'The detail of an urgent task may hold riskLevel (low, moderate, high) and guardian.',
    );
  const { riskLevel, guardian } = read.data;
  const { riskLevel: asked, minors } = rulesOf(turn);
  if (asked === 'not-recorded' && riskLevel)
    return refuse(
      'invalid',
      'This clinic records no level of risk. Say in words what you found, and leave it out.',
    );
  if (asked === 'asked' && !riskLevel)
    return refuse('invalid', 'Say the level of risk that you came to (riskLevel: low, moderate or high).');
  if (isMinor(turn) && minors.guardian === 'told' && !guardian)
    return refuse('invalid', 'The client is a minor: say whether a guardian was told, and how, or why not.');
  return riskLevel || guardian ? read.data : undefined;
}
