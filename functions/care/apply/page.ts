import type { Chart, StepUp } from '../chart.ts';
import type { PageEvent } from '../events/page.ts';
import { type Instant, instant, milliseconds } from '../time.ts';

/** How far back codes that were asked for, and wrong ones, count. */
const COUNTED = 86_400_000;

export function applyPage(chart: Chart, event: PageEvent, at: Instant): void {
  switch (event.type) {
    case 'code.accepted': {
      const stepUp = stepUpOf(chart);
      stepUp.code = undefined;
      stepUp.sessions[event.session] = { link: event.link, until: event.until };
      return;
    }
    case 'code.refused':
      stepUpOf(chart).wrong.push(at);
      return;
    case 'request.snoozed': {
      const request = chart.requests[event.requestId];
      if (request) request.snoozed = (request.snoozed ?? 0) + 1;
    }
  }
}

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
