import type { Folds } from './parts.ts';

/** Who may see the chart, and that nothing of it may go. */
export const ACCESS_FOLDS = {
  'glass.broken'(chart, event, at) {
    const standing = Object.entries(chart.glass ?? {}).filter(([, { until }]) => until > at);
    const { by, until, reason } = event;
    chart.glass = { ...Object.fromEntries(standing), [by]: { until, reason } };
  },
  'hold.set'(chart, event, at) {
    chart.hold = { at, by: event.by, why: event.why };
  },
  'hold.lifted'(chart) {
    chart.hold = undefined;
  },
} satisfies Partial<Folds>;
