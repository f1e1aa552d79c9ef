import type { Chart, StepUp } from '../chart.ts';
import { type Instant, instant, milliseconds } from '../time.ts';
import type { Folds } from './parts.ts';

/** How far back codes that were asked for, and wrong ones, count. */
const COUNTED = 86_400_000;

/** What the client does on their page, beside answering. */
export const PAGE_FOLDS = {
  'code.accepted'(chart, event) {
    const stepUp = stepUpOf(chart);
    stepUp.code = undefined;
    stepUp.sessions[event.session] = { link: event.link, until: event.until };
  },
  'code.refused'(chart, _event, at) {
    stepUpOf(chart).wrong.push(at);
  },
  'request.snoozed'(chart, event) {
    const request = chart.requests[event.requestId];
    if (request) request.snoozed = (request.snoozed ?? 0) + 1;
  },
} satisfies Partial<Folds>;

/** What is counted against guessing, made where it is first needed. */
export function stepUpOf(chart: Chart): StepUp {
  chart.stepUp ??= { asked: [], wrong: [], sessions: {} };
  return chart.stepUp;
}

/** What has run out leaves the chart. */
export function forgetStepUp(chart: Chart, at: Instant): void {
  const { stepUp } = chart;
  if (!stepUp) return;
  const from = instant(milliseconds(at) - COUNTED);
  stepUp.asked = stepUp.asked.filter((one) => one > from);
  stepUp.wrong = stepUp.wrong.filter((one) => one > from);
  if (stepUp.code && stepUp.code.until <= at) stepUp.code = undefined;
  for (const [session, { until }] of Object.entries(stepUp.sessions))
    if (until <= at) delete stepUp.sessions[session];
  const { asked, wrong, code, sessions } = stepUp;
  if (!asked.length && !wrong.length && !code && Object.keys(sessions).length === 0) chart.stepUp = undefined;
}
