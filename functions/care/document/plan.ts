import { sayEvery } from '../fhir/export/care.ts';
import type { GoalSetRecord, PlanRecord } from '../fhir/export/records.ts';
import { saySchedule } from '../plans/plan-difference.ts';
import { sayCadence } from '../schedule.ts';
import { type Html, html, list, quoted, table } from './html.ts';
import type { Sheet } from './sheet.ts';

export function planSection(sheet: Sheet): Html {
  const { history, chart } = sheet;
  const plans = history.plans.filter(({ episodeId }) => episodeId === chart.episode?.id);
  const current = plans.findLast(({ activated, replaced }) => activated && !replaced);
  const draft = plans.findLast(({ activated, replaced }) => !activated && !replaced);
  const earlier = history.plans.filter((plan) => plan !== current && plan !== draft);
  return html`${current ? planOf(sheet, current) : html`<p>There is no plan in force.</p>\n`}${
    draft && html`<h3>Version ${draft.plan.version}, not in force yet</h3>\n${planOf(sheet, draft)}`
  }${table(
    'Earlier plans',
    ['Version', 'In force', 'What'],
    earlier.map(({ plan, activated, replaced }) => [
      plan.version,
      activated ? `${sheet.day(activated.at)}${replaced ? ` to ${sheet.day(replaced.at)}` : ''}` : 'never',
      plan.summary,
    ]),
  )}`;
}

function planOf(
  { day, moment, person, lang }: Sheet,
  { plan, drafted, activated, questions, signatures }: PlanRecord,
): Html {
  return html`<p>${plan.summary}</p>
${list([
  ['Version', plan.version],
  ['Written', `${day(drafted.at)}, by ${person(plan.draftedBy)}`],
  ['In force since', activated && `${day(activated.at)}: ${activated.why}`],
  ['Check-ins', plan.checkIns.map(({ cadence }) => sayCadence(cadence)).join('; ') || 'none'],
  ['Reassessment', sayEvery(plan.reassessEvery)],
  [
    'Signed',
    signatures
      .map(
        ({ as, by, how, mark }) =>
          `${as === 'client' ? 'the client' : person(by)}, ${moment(mark.at)} (${how})`,
      )
      .join('; '),
  ],
  ['The client asked', questions.map(({ words }) => html`${quoted(words, lang)} `)],
])}${table(
  'What it holds',
  ['What', 'How', 'How often'],
  plan.interventions.map((one) => [one.title, one.detail, saySchedule(one)]),
)}`;
}

const STATES: Record<GoalSetRecord['state'], string> = {
  wished: 'The client wishes',
  proposed: 'Proposed, not agreed yet',
  agreed: 'Agreed',
  'disagreement-recorded': 'Stand with a disagreement on record',
};

/** Of what was wished and proposed on the way, the last stands for all; what was agreed before stays. */
export function goalsSection(sheet: Sheet): Html {
  const { history } = sheet;
  const shown = history.goalSets.filter(
    ({ state, replaced }) => !replaced || state === 'agreed' || state === 'disagreement-recorded',
  );
  if (shown.length === 0) return html`<p>There is no goal yet.</p>\n`;
  return html`${shown.toReversed().map((set) => goalsOf(sheet, set))}`;
}

function goalsOf({ day, lang, person }: Sheet, set: GoalSetRecord): Html {
  const { state, began, settled, replaced, questions, goals, ratings, levels } = set;
  const since = `${day((settled ?? began).at)}${replaced ? ` to ${day(replaced.at)}` : ''}`;
  const disagreement = state === 'disagreement-recorded' ? settled : undefined;
  return html`<h3>${STATES[state]}, ${since}</h3>
${questions.map(({ words }) => words && html`<p>The client said: ${quoted(words, lang)}</p>\n`)}${
  disagreement && html`<p>${person(disagreement.by)} recorded the disagreement: ${disagreement.why}</p>\n`
}${table(
  'Goals',
  ['In the client’s words', 'In clinical words', 'Ratings, 0 to 10', 'Attainment, −2 to +2'],
  goals.map(({ key, words, statement }) => {
    const own = ratings.filter(({ goal }) => goal === key);
    const rated = own.map(({ value, mark }) => `${value} (${day(mark.at)})`).join(', ');
    const reached = levels
      .filter(({ goal }) => goal === key)
      .map(({ level, mark }) => `${level > 0 ? '+' : ''}${level} (${day(mark.at)})`);
    return [quoted(words, lang), statement ?? '–', rated || 'none yet', reached.join(', ') || '–'];
  }),
)}`;
}

/** The client’s own plans as they stand, in their words; earlier versions are in the export. */
export function ownPlansSection({ history, day, person }: Sheet): Html {
  const standing = history.ownPlans.filter(({ replaced }) => !replaced);
  if (standing.length === 0) return html`<p>There is none yet.</p>\n`;
  return html`${standing.map(
    ({ kind, version, sections, written, reviewed }) => html`<h3>${
      kind === 'safety' ? `Safety plan, version ${version}` : 'Wellness plan'
    }</h3>
<p>Written ${day(written.at)}, by ${person(written.by)}${
      reviewed ? `; gone through with the client on ${day(reviewed.at)}` : ''
    }</p>
${table(
  'In the client’s words',
  ['Section', 'Lines'],
  sections.filter(({ lines }) => lines.length > 0).map(({ heading, lines }) => [heading, lines.join('; ')]),
)}`,
  )}`;
}
