import { type Chart, digestKey } from '../chart.ts';
import type { Event } from '../events.ts';
import type { Folds } from './parts.ts';

type Received = Extract<Event, { type: 'response.received' }>;

const OWN_WORDS = ['strengths', 'hopes', 'helped', 'matters-most'] as const;

/** The chart keeps these few of the client's words, because goals are written beside them. */
function ownWords(chart: Chart, { requestId, answers, complete }: Received): Chart['own'] {
  const { ask } = chart.requests[requestId] ?? {};
  if (!complete || (ask !== 'intake' && ask !== 'goals')) return undefined;
  const said = OWN_WORDS.flatMap((linkId) =>
    typeof answers[linkId] === 'string' ? [[linkId, answers[linkId]] as const] : [],
  );
  return said.length > 0 ? { ...chart.own, ...Object.fromEntries(said) } : undefined;
}

/** What the client answers. */
export const RESPONSE_FOLDS = {
  'response.received'(chart, event, at) {
    chart.digests[digestKey(event)] = event.digest;
    if (event.late) {
      const ended = chart.ended[event.requestId];
      if (ended) chart.ended[event.requestId] = { ...ended, late: (ended.late ?? 0) + 1 };
      delete chart.threads[event.requestId];
      return;
    }
    chart.own = ownWords(chart, event) ?? chart.own;
    const isAfterCare = chart.episode?.endedAt !== undefined;
    if (!isAfterCare) Object.assign(chart.facts, event.facts);
    const request = chart.requests[event.requestId];
    const form = request?.forms.find((candidate) => candidate.instrument === event.instrument);
    const corrects = form?.done === true;
    // What comes late from another tab does not take back what was submitted.
    if (form && !corrects) {
      form.done = event.complete;
      form.partial = event.complete ? undefined : event.answers;
    }
    if (event.complete && event.score && event.score.total !== null && isAfterCare) {
      if (event.score.measure === chart.wellnessPlan?.redLine?.measure)
        chart.boosterScores = [...(chart.boosterScores ?? []), event.score.total];
    } else if (event.complete && event.score && event.score.total !== null) {
      const value = event.score.total;
      const { answers } = event;
      const prorated = event.score.prorated ? { prorated: true as const } : {};
      const measured = chart.measures[event.score.measure];
      chart.measures[event.score.measure] = {
        baseline:
          measured && !(corrects && measured.count === 1)
            ? measured.baseline
            : { at, value, answers, ...prorated },
        last: { at, value, band: event.score.band, answers, ...prorated },
        count: (measured?.count ?? 0) + (corrects ? 0 : 1),
      };
      const { baseline } = chart.measures[event.score.measure]!;
      chart.facts[`${event.score.measure}.change`] = value - baseline.value;
    }
    for (const goal of chart.goals?.goals ?? []) {
      const rating = event.answers[`goal-${goal.id}`];
      // The goals may have changed since the check-in was sent, and their ids begin at 1 again.
      const asked = request?.goals?.some(({ id, words }) => id === goal.id && words === goal.words);
      if (asked && typeof rating === 'number') {
        goal.rating = rating;
        goal.ratedAt = at;
      }
    }
  },
} satisfies Partial<Folds>;
