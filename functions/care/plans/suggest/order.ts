import { type Found, type Reason, STANDINGS, type Suggestion } from './suggestion.ts';

/**
 * By standing, then by reasons for less reasons against, then what has less against it, costs less, and last by its
 * title. Each says in a sentence why it stands above the next.
 */
export function orderOf(found: Found[]): (Suggestion & { cost: number })[] {
  const sorted = found.toSorted((a, b) => STEPS.reduce((order, { by }) => order || by(a, b), 0));
  return sorted.map((one, n) => ({
    ...one,
    place: n + 1,
    order: sayOrder(one, sorted[n + 1], sorted[n - 1]),
  }));
}

const balance = ({ fit }: Found) => fit.for - fit.against;
const rank = ({ standing }: Found) => STANDINGS.indexOf(standing);
const quoted = ({ title }: Found) => `“${title}”`;

type Step = { by: (a: Found, b: Found) => number; say: (above: Found, below: Found) => string };

const STEPS: Step[] = [
  { by: (a, b) => rank(a) - rank(b), say: (_, below) => sayStanding(below) },
  {
    by: (a, b) => balance(b) - balance(a),
    say: (above, below) =>
      `${sayFit(above)}, where ${quoted(below)} has ${sayFit(below)}${sayWhat(above, below)}`,
  },
  {
    by: (a, b) => a.fit.against - b.fit.against,
    say: (above, below) =>
      `on balance they are level, but less speaks against it (${above.fit.against} to ${below.fit.against})`,
  },
  { by: (a, b) => a.cost - b.cost, say: () => 'their reasons are level, and it costs less' },
  {
    by: (a, b) => (`${a.title} ${a.option}` < `${b.title} ${b.option}` ? -1 : 1),
    say: () => 'all is level, and it comes first in the alphabet',
  },
];

function sayOrder(one: Found, below: Found | undefined, above: Found | undefined): string {
  const own = sayOwn(one);
  if (!below) return above ? `${own}Last: ${sayFit(one)}.` : `${own}Nothing else is suggested.`;
  const step = STEPS.find(({ by }) => by(one, below) !== 0)!;
  return `${own}Above ${quoted(below)}: ${step.say(one, below)}.`;
}

function sayStanding(one: Found): string {
  if (one.standing === 'settle-first')
    return `there a clinician has something to settle first (${bare(one.settleFirst[0]!.says)})`;
  return `that one was rejected before (${bare(one.rejectedBefore!.reason)})`;
}

function sayOwn({ standing, rejectedBefore, settleFirst }: Found): string {
  if (standing === 'open') return '';
  if (standing === 'rejected-before') return `Rejected before: ${bare(rejectedBefore!.reason)}. `;
  return `Something for a clinician to settle first: ${bare(settleFirst[0]!.says)}. `;
}

const sayFit = ({ fit }: Found) => `${fit.for} for it and ${fit.against} against`;

/** The weightiest thing that tells the two apart. */
function sayWhat(above: Found, below: Found): string {
  const only = (mine: Reason[], theirs: Reason[]) =>
    mine
      .filter(({ rule, says }) => !theirs.some((one) => one.rule === rule || one.says === says))
      .toSorted((a, b) => b.counts - a.counts)[0];
  const pro = only(above.reasons, below.reasons);
  const contra = only(below.against, above.against);
  if (pro && (!contra || pro.counts >= contra.counts)) return `; only here: ${bare(pro.says)}`;
  return contra ? `; against that one: ${bare(contra.says)}` : '';
}

const bare = (sentence: string) => sentence.replace(/[.\s]+$/, '');
