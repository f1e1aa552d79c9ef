import type { Reply } from '../api.ts';
import type { Language } from '../texts.ts';

export type CheckIn = NonNullable<NonNullable<Reply<'GET /clients/{clientId}'>['care']>['plan']>['checkIns'][number];

const UNITS = { Y: 'year', M: 'month', W: 'week', D: 'day', H: 'hour' } as const;
const parts = (duration: string): [count: number, unit: (typeof UNITS)[keyof typeof UNITS] | 'minute'][] => {
  const [date = '', time = ''] = duration.slice(1).split('T');
  return [
    ...[...date.matchAll(/(\d+)([YMWD])/g)].map(([, n, unit]) => [Number(n), UNITS[unit as 'Y']] as [number, 'day']),
    ...[...time.matchAll(/(\d+)([HM])/g)].map(
      ([, n, unit]) => [Number(n), unit === 'H' ? 'hour' : 'minute'] as [number, 'hour'],
    ),
  ];
};

/** `P2W`: “2 weeks”. */
export const saidDuration = (duration: string, language: Language): string =>
  new Intl.ListFormat(language).format(
    parts(duration).map(([n, unit]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(n),
    ),
  );

const SUNDAY = Date.UTC(2023, 0, 1);
const WEEK = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export const saidDay = (weekday: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
    SUNDAY + WEEK.indexOf(weekday) * 86_400_000,
  );

const WORDS = {
  en: { every: 'every', then: 'then', times: 'times', reminders: 'reminders after', none: 'no reminders' },
  es: { every: 'cada', then: 'luego', times: 'veces', reminders: 'recordatorios tras', none: 'sin recordatorios' },
};

/** In a sentence: “every 2 weeks, Tuesday 10:00, reminders after 2 days and 5 days”. */
export function saidCadence({ cadence, reminders }: Pick<CheckIn, 'cadence' | 'reminders'>, language: Language): string {
  const words = WORDS[language];
  const list = new Intl.ListFormat(language);
  const phases = cadence.phases
    .map(({ every, times }) => `${words.every} ${saidDuration(every, language)}${times ? ` (${times} ${words.times})` : ''}`)
    .join(`, ${words.then} `);
  const days = cadence.days?.length ? `${list.format(cadence.days.map((one) => saidDay(one, language)))} ` : '';
  const nudges = reminders.length
    ? `${words.reminders} ${list.format(reminders.map((one) => saidDuration(one, language)))}`
    : words.none;
  return `${phases}, ${days}${cadence.at}, ${nudges}`;
}
