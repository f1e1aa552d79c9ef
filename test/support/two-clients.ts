/**
 * Two clients with the same PHQ-9 and different wishes, culture, history and genes, and what is suggested for each.
 * Run it to see the table: `node test/support/two-clients.ts`.
 */
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { type SuggestInput, type Suggestion, suggest } from '../../functions/care/plans/suggest.ts';

const { catalogue, cpic, rules: suggestionRules } = suggesting;

type Person = Omit<SuggestInput, 'catalogue' | 'rules' | 'cpic'> & { name: string; story: string };

/** The same answers to the PHQ-9: 17 in all, 2 for interest, 2 for sleep, 0 for the last item. */
const phq9 = { 'phq-9': 17, 'phq-9#1': 2, 'phq-9#3': 2, 'phq-9#9': 0 };

export const ana: Person = {
  name: 'Ana',
  story:
    'speaks Spanish; would like to talk, in a group, in person, at low cost; paints; her church matters to her',
  facts: { ...phq9, 'attune-intake#medicine': false },
  preferences: {
    'talk-or-medicine': 'talk',
    'group-or-one': 'group',
    'remote-or-in-person': 'in-person',
    cost: 'low',
    making: true,
    'faith-support': true,
  },
  history: {},
  problems: { loneliness: true },
  phenotypes: { CYP2C19: 'NM' },
  language: 'es-MX',
  rejected: [],
};

export const tom: Person = {
  name: 'Tom',
  story:
    'speaks English; would like talking and medicine, one to one, by video; CBT and two medicines did not help; takes sertraline with side effects; CYP2C19 poor; once had seizures; asks for an elder',
  facts: { ...phq9, 'attune-intake#medicine': true, 'attune-check-in#side-effects': 2 },
  preferences: {
    'talk-or-medicine': 'both',
    'group-or-one': 'one-to-one',
    'remote-or-in-person': 'remote',
    style: 'listening',
    'indigenous-support': true,
  },
  history: { cbt: 'did-not-help', 'medicines-tried': 2 },
  problems: { seizures: true },
  phenotypes: { CYP2C19: 'PM' },
  medicines: ['sertraline'],
  language: 'en',
  rejected: [
    {
      option: 'esketamine',
      reason: 'No one can take him home',
      by: 'clinician-1',
      at: '2026-11-02T09:00:00.000Z',
    },
  ],
};

export const suggestionsFor = (
  { name, story, ...person }: Person,
  changes: Partial<SuggestInput> = {},
): Suggestion[] => suggest({ ...person, catalogue, rules: suggestionRules, cpic, ...changes });

const joined = (reasons: { says: string }[]) => reasons.map(({ says }) => says).join(' ');

/** The first `most` of each, as Markdown. */
export function twoClients(most = 6): string {
  return [ana, tom]
    .map((person) => {
      const all = suggestionsFor(person);
      const late = all.filter(({ standing, place }) => standing !== 'open' && place > most);
      const rows = [...all.slice(0, most), ...late].map((one) => {
        const cpicSays = (one.advice ?? []).map(
          ({ drug, genes, says, strength }) =>
            `CPIC on ${drug}, ${Object.entries(genes).flat().join(' ')}: ${says} (${strength}).`,
        );
        const against = [...one.settleFirst, ...one.against];
        const before = one.rejectedBefore ? `Rejected before: ${one.rejectedBefore.reason}. ` : '';
        const cells = [one.place, one.title, [joined(one.reasons), ...cpicSays].join(' ')];
        return `| ${[...cells, `${before}${joined(against)}` || '–', one.order].join(' | ')} |`;
      });
      return [
        `**${person.name}** (PHQ-9 ${person.facts['phq-9']}): ${person.story}.`,
        '',
        '| | might fit | because | against it | why here |',
        '|---|---|---|---|---|',
        ...rows,
      ].join('\n');
    })
    .join('\n\n');
}

if (import.meta.main) console.log(twoClients());
