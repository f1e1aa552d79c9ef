import type { Channel, Chart, Course, Request, RequestOutcome, Task } from '../chart.ts';
import { type Instant, milliseconds } from '../time.ts';

const none = (): Course => ({ attended: 0, missed: 0, asked: {}, acknowledgedAfter: [] });
/** More would be no better a median, and the chart stays small. */
const MOST_ALERTS = 50;
const MOST_PAST = 12;

export function courseOf(chart: Chart): Course {
  chart.course ??= none();
  return chart.course;
}

/** By the channel that its link or its message went by; what was withdrawn was no chance to answer. */
export function countRequest(chart: Chart, { id, forms }: Request, outcome: RequestOutcome): void {
  if (outcome === 'cancelled') return;
  const channel = channelOf(chart, id);
  const { asked } = courseOf(chart);
  const counts = asked[channel] ?? { asked: 0, began: 0, answered: 0 };
  asked[channel] = counts;
  counts.asked += 1;
  if (outcome === 'answered' || forms.some(({ done, partial }) => done || partial)) counts.began += 1;
  if (outcome === 'answered') counts.answered += 1;
}

function channelOf({ links, sent }: Chart, requestId: string): Channel | 'none' {
  const link = Object.values(links).find(({ requests }) => requests.includes(requestId));
  const message = Object.values(sent).find((one) => one.toClient && one.requestId === requestId);
  return link?.channel ?? message?.channel ?? 'none';
}

/** From the first finding that nobody had seen to the person who saw it, or ended the task. */
export function countAcknowledged(chart: Chart, { kind, findings, seenAt }: Task, at: Instant): void {
  if (kind !== 'urgent') return;
  const unseen = findings.find((finding) => !seenAt || finding.at > seenAt);
  if (!unseen) return;
  const seconds = Math.round((milliseconds(at) - milliseconds(unseen.at)) / 1000);
  const course = courseOf(chart);
  course.acknowledgedAfter = [...course.acknowledgedAfter, seconds].slice(-MOST_ALERTS);
}

/** What outcomes need of the course that is over; another begins. */
export function putCourseAway(chart: Chart): void {
  const { episode, measures, course } = chart;
  if (!episode) return;
  const totals = Object.fromEntries(
    Object.entries(measures).map(([measure, { baseline, last, count }]) => [
      measure,
      { baseline: baseline.value, last: last.value, count, prorated: baseline.prorated || last.prorated },
    ]),
  );
  chart.pastCourses = [...(chart.pastCourses ?? []), { episode, totals, ...(course ?? none()) }].slice(
    -MOST_PAST,
  );
  chart.course = undefined;
}
