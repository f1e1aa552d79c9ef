import type { Chart, Timer } from './chart.ts';
import { ASKED, capital, type Line } from './timeline/line.ts';

/** What happens by itself from here on, the next first. */
export function comingUp(chart: Chart): Line[] {
  return Object.values(chart.timers)
    .flatMap((timer): Line[] => {
      const what = ahead(chart, timer);
      if (!what) return [];
      return [
        {
          at: timer.at,
          kind: 'timer',
          what,
          why: timer.parked ? 'set aside while care is paused' : undefined,
        },
      ];
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function ahead(chart: Chart, { kind, of = '', n = 0 }: Timer): string | undefined {
  const ask = chart.requests[of]?.ask;
  const about = ask ? ASKED[ask] : 'a request';
  switch (kind) {
    case 'reminder':
      return `Reminder ${n} of ${about}`;
    case 'expiry':
      return `${capital(about)} expires, unless the client answers`;
    case 'check-in':
      return `Check-in ${n}`;
    case 'reassessment':
      return 'The reassessment is due';
    case 'plan-review':
      return ['', 'The plan review is near', 'The plan is due for review', 'The plan review is overdue'][n];
    case 'session':
      return 'A session of the course';
    case 'booster':
      return `Check-in ${n} after care`;
    case 'escalation':
      return `The task “${chart.tasks[of]?.title ?? of}” goes up, unless it is acknowledged`;
    case 'message':
      return 'A message that waits is sent';
    case 'lease':
      return undefined;
    case 'resume':
      return 'The pause is over';
    default: {
      const untold: never = kind;
      throw new Error(`no sentence for the timer ${untold}`);
    }
  }
}
