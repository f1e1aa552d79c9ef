import type { Chart } from '../chart.ts';
import type { AccessEvent } from '../events/access.ts';
import type { Instant } from '../time.ts';

export function applyAccess(chart: Chart, event: AccessEvent, at: Instant): void {
  switch (event.type) {
    case 'glass.broken': {
      const standing = Object.entries(chart.glass ?? {}).filter(([, { until }]) => until > at);
      const { by, until, reason } = event;
      chart.glass = { ...Object.fromEntries(standing), [by]: { until, reason } };
      return;
    }
    case 'hold.set':
      chart.hold = { at, by: event.by, why: event.why };
      return;
    case 'hold.lifted':
      chart.hold = undefined;
  }
}
