/** What a plan is made from: what a clinician recorded of the client, and what they decided on each suggestion. */
import type { Background } from '../../plans/background.ts';
import type { SuggestionDecision } from '../../plans/decision.ts';
import { concept, type Names, ours, type Resource, TERMINOLOGY } from './names.ts';
import type { BackgroundField, BackgroundRecord, DecisionRecord, History, Mark } from './records.ts';
import { inEpisode } from './responses.ts';

/** The whole of it is recorded each time: what is said as before goes on, what is said no longer has ended. */
export function recordBackground({ background }: History, now: Background, mark: Mark): void {
  const said = entriesOf(now);
  const same = (one: BackgroundRecord, [field, name, value]: (typeof said)[number]) =>
    one.field === field && one.name === name && one.value === value;
  const standing = background.filter(({ until }) => !until);
  for (const one of standing) if (!said.some((entry) => same(one, entry))) one.until = mark;
  for (const entry of said) {
    const [field, name, value] = entry;
    const key = `background-${mark.seq}.${field}.${name}`;
    if (!standing.some((one) => same(one, entry))) background.push({ key, field, name, value, from: mark });
  }
}

const FIELDS = ['preferences', 'history', 'problems', 'phenotypes'] as const;

const entriesOf = (background: Background): [BackgroundField, string, string | number | boolean][] => [
  ...FIELDS.flatMap((field) =>
    Object.entries(background[field]).map(
      ([name, value]): [BackgroundField, string, string | number | boolean] => [field, name, value],
    ),
  ),
  ...background.medicines.map((name): [BackgroundField, string, boolean] => ['medicines', name, true]),
  ...(background.payer ? [['payer', 'payer', background.payer] as [BackgroundField, string, string]] : []),
];

export function recordDecision(
  { decisions }: History,
  decision: Omit<SuggestionDecision, 'at'>,
  mark: Mark,
  episodeId: string | undefined,
): void {
  const before = decisions.findLast((one) => one.decision.option === decision.option);
  if (before) before.replaced = mark;
  decisions.push({ key: `decision-${mark.seq}`, episodeId, decision, made: mark });
}

const CATEGORY: Record<BackgroundField, string> = {
  preferences: 'social-history',
  history: 'therapy',
  problems: 'exam',
  phenotypes: 'laboratory',
  medicines: 'therapy',
  payer: 'social-history',
};

const valued = (value: string | number | boolean) => {
  if (typeof value === 'boolean') return { valueBoolean: value };
  return typeof value === 'number' ? { valueInteger: value } : { valueString: value };
};

/** An Observation each, for as long as it stood so. A medicine may be taken or only thought of; which is not on record. */
export const backgroundFrom = ({ background }: History, names: Names): Resource[] =>
  background.map(({ key, field, name, value, from, until }) => ({
    resourceType: 'Observation',
    id: names.idOf('Observation', key),
    status: 'final',
    category: [concept(`${TERMINOLOGY}/observation-category`, CATEGORY[field])],
    code: concept(ours(`background:${field}`), name.replaceAll(/\s+/g, '-'), name.replaceAll('-', ' ')),
    subject: names.client(),
    effectivePeriod: { start: from.at, end: until?.at },
    issued: from.at,
    performer: [names.actor(from.by)],
    ...valued(value),
  }));

/** Why it was suggested, and what spoke against it, as it stood when it was decided on. */
export const reasonsFor = ({ decision }: DecisionRecord, speaks: 'for' | 'against'): string[] =>
  Object.values(decision.circumstances)
    .filter((one) => one.speaks === speaks)
    .map(({ says }) => says);

const text = (said: string) => ({ text: said });

/**
 * A proposal each, never a plan: what was accepted or changed is `active` until another decision takes its place, what
 * was rejected is `revoked` and not to be done. `statusReason` is the clinician's own.
 */
export const decisionsFrom = ({ decisions }: History, names: Names): Resource[] =>
  decisions.map((record) => {
    const { key, episodeId, made, replaced, decision } = record;
    const { option, title, intervention, reason } = decision;
    const rejected = decision.decision === 'reject';
    return {
      resourceType: 'CarePlan',
      id: names.idOf('CarePlan', key),
      extension: inEpisode(episodeId, names),
      status: rejected || replaced ? 'revoked' : 'active',
      intent: 'proposal',
      title: `Suggestion: ${title}`,
      subject: names.client(),
      period: { start: made.at, end: replaced?.at },
      created: made.at,
      author: names.actor(made.by),
      activity: [
        {
          detail: {
            code: concept(ours('option'), option, intervention?.title ?? title),
            status: rejected || replaced ? 'cancelled' : 'not-started',
            statusReason: text(reason),
            reasonCode: reasonsFor(record, 'for').map(text),
            doNotPerform: rejected,
            scheduledString: intervention?.frequency,
            description: intervention?.detail,
          },
        },
      ],
      note: reasonsFor(record, 'against').map((said) => ({ text: `Against it: ${said}` })),
    };
  });
