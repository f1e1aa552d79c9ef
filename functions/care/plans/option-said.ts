import type { Intervention, Plan } from '../chart.ts';
import type { Content } from '../content.ts';
import { type Say, sayFor } from '../sentences.ts';
import type { Catalogue } from './catalogue.ts';

export type SayPlanned = (one: Intervention) => Intervention;

/**
 * What a plan holds, in the reader's language: where it stands as the catalogue has its option, in whichever language, it
 * is said as the catalogue has it in theirs. What a person wrote stays as they wrote it.
 */
export function sayPlannedFor(
  { options }: Catalogue,
  content: Pick<Content, 'sentences'>,
  language: string,
): SayPlanned {
  const say = sayFor(content, language);
  const isOurs = (text: string | undefined, english: string) =>
    text === english || Object.values(content.sentences).some((inTheirs: Say) => text === inTheirs(english));
  return (one) => {
    const option = options.find(({ id }) => id === one.option);
    if (!option) return one;
    const { title, description, usual } = option;
    return {
      ...one,
      ...(isOurs(one.title, title) && { title: say(title) }),
      ...(isOurs(one.detail, description) && { detail: say(description) }),
      ...(isOurs(one.frequency, usual.frequency) && { frequency: say(usual.frequency) }),
    };
  };
}

/** How somebody signed, too: Attune says it where nobody did. */
export const planSaid = <P extends Pick<Plan, 'interventions' | 'signatures'>>(
  { say, sayPlanned }: { say: Say; sayPlanned: SayPlanned },
  plan: P,
): P => ({
  ...plan,
  interventions: plan.interventions.map(sayPlanned),
  signatures: plan.signatures?.map((one) => ({ ...one, how: say(one.how) })),
});
