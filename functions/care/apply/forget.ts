import type { Chart } from '../chart.ts';
import { type Instant, instant, milliseconds } from '../time.ts';
import { forgetStepUp } from './page.ts';

const DAY = 86_400_000;

/** The burden budget looks back a week. */
const BUDGET_WINDOW = 7 * DAY;

/** How long after its end a link still takes a late answer, and a repeat is still recognised. */
const MEMORY = 60 * DAY;

/** How long a provider's late report, and a reply by email, finds the message that it is about. */
const SENT_MEMORY = 30 * DAY;

/** Each is an item to delete, and a transaction takes 100 writes: the others are forgotten with later entries. */
const MOST_LINKS_FORGOTTEN = 40;

/** What no rule looks at any more leaves the chart, so that it stays small; the log keeps it. */
export function forget(chart: Chart, at: Instant): void {
  const horizon = instant(milliseconds(at) - MEMORY);
  const { episode } = chart;
  // An execution of the cycle under way may ask for it again, and must find that it has ended.
  const underWay = episode && !episode.endedAt ? `${episode.id}/${episode.cycle}/` : undefined;
  const isOld = (ended: { at: Instant; key: string }) =>
    ended.at < horizon && !(underWay && ended.key.startsWith(underWay));
  for (const [id, ended] of Object.entries(chart.ended)) if (isOld(ended)) delete chart.ended[id];
  for (const [id, ended] of Object.entries(chart.endedTasks)) if (isOld(ended)) delete chart.endedTasks[id];
  for (const digest of Object.keys(chart.digests)) {
    const requestId = digest.slice(0, digest.indexOf('/'));
    if (!chart.requests[requestId] && !chart.ended[requestId]) delete chart.digests[digest];
  }
  // The newest leads to the client's own page, with their safety plan, for as long as there is one.
  const leading = Object.values(chart.links).filter(({ requests }) => requests.length > 0);
  const newest = leading.reduce((last, { madeAt }) => (madeAt > last ? madeAt : last), '');
  const dead = Object.entries(chart.links).filter(
    ([, { requests, madeAt }]) =>
      !(requests.length > 0 && madeAt === newest) &&
      madeAt < horizon &&
      requests.every((id) => !chart.requests[id] && !chart.ended[id]),
  );
  for (const [hash] of dead.slice(0, MOST_LINKS_FORGOTTEN)) delete chart.links[hash];
  for (const [id, thread] of Object.entries(chart.threads)) {
    if (!chart.requests[id] && !chart.ended[id]) delete chart.threads[thread.requestId];
  }
  forgetStepUp(chart, at);
  const sentHorizon = instant(milliseconds(at) - SENT_MEMORY);
  for (const [id, sent] of Object.entries(chart.sent)) if (sent.at < sentHorizon) delete chart.sent[id];
  const budgetStart = instant(milliseconds(at) - BUDGET_WINDOW);
  if (chart.handedOver.some((sent) => sent < budgetStart)) {
    chart.handedOver = chart.handedOver.filter((sent) => sent >= budgetStart);
  }
}
