import { sayEvery } from '../fhir/export/care.ts';
import type { GoalSetRecord, PlanRecord } from '../fhir/export/history.ts';
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

function planOf({ day, person, lang }: Sheet, { plan, drafted, activated, questions }: PlanRecord): Html {
  return html`<p>${plan.summary}</p>
${list([
  ['Version', plan.version],
  ['Written', `${day(drafted.at)}, by ${person(plan.draftedBy)}`],
  ['In force since', activated && `${day(activated.at)}: ${activated.why}`],
  ['Check-ins', plan.checkIns.map(({ cadence }) => sayCadence(cadence)).join('; ') || 'none'],
  ['Reassessment', sayEvery(plan.reassessEvery)],
  ['The client asked', questions.map(({ words }) => html`${quoted(words, lang)} `)],
])}${table(
  'What it holds',
  ['What', 'How', 'How often'],
  plan.interventions.map(({ title, detail, frequency }) => [title, detail, frequency]),
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
  const { state, began, settled, replaced, questions, goals, ratings } = set;
  const since = `${day((settled ?? began).at)}${replaced ? ` to ${day(replaced.at)}` : ''}`;
  const disagreement = state === 'disagreement-recorded' ? settled : undefined;
  return html`<h3>${STATES[state]}, ${since}</h3>
${questions.map(({ words }) => words && html`<p>The client said: ${quoted(words, lang)}</p>\n`)}${
  disagreement && html`<p>${person(disagreement.by)} recorded the disagreement: ${disagreement.why}</p>\n`
}${table(
  'Goals',
  ['In the client’s words', 'In clinical words', 'Ratings, 0 to 10'],
  goals.map(({ key, words, statement }) => {
    const own = ratings.filter(({ goal }) => goal === key);
    const rated = own.map(({ value, mark }) => `${value} (${day(mark.at)})`).join(', ');
    return [quoted(words, lang), statement ?? '–', rated || 'none yet'];
  }),
)}`;
}
