import * as Durations from 'temporal-polyfill/fns/Duration';
import type { Duration } from '../time.ts';
import { type Cadence, weekdaysOf } from './cadence.ts';
import type { Weekday } from './dates.ts';

/** In plain English, such as `every week for 4, then every 2 weeks, on Tuesdays at 10:00`. */
export function sayCadence(cadence: Cadence): string {
  const phases = cadence.phases
    .map(({ every, times }) => `every ${sayStep(every)}${times ? ` for ${times}` : ''}`)
    .join(', then ');
  const days = weekdaysOf(cadence).map((day) => NAMES[day]);
  const on = days.length > 0 ? ` on ${listed(days)}` : '';
  return `${phases}${phases.includes(' for ') ? ',' : ''}${on} at ${cadence.at}`;
}

const NAMES: Record<Weekday, string> = {
  mon: 'Mondays',
  tue: 'Tuesdays',
  wed: 'Wednesdays',
  thu: 'Thursdays',
  fri: 'Fridays',
  sat: 'Saturdays',
  sun: 'Sundays',
};

/** `week`, `2 weeks`, `month and 15 days`; seven days are a week. */
function sayStep(every: Duration): string {
  const { years, months, weeks, days } = Durations.fromString(every);
  const [wholeWeeks, restDays] = days % 7 ? [weeks, days] : [weeks + days / 7, 0];
  const counts = { year: years, month: months, week: wholeWeeks, day: restDays };
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  return listed(said.map(([unit, count]) => (count > 1 ? `${count} ${unit}s` : unit)));
}

/** Made when it is needed: to make one costs 10 ms, at the start of every function. */
const listed = (words: string[]): string => new Intl.ListFormat('en-GB').format(words);
