import type { Reply } from '../api.ts';
import type { Language } from '../texts.ts';

export type CheckIn = NonNullable<
  NonNullable<Reply<'GET /clients/{clientId}'>['care']>['plan']
>['checkIns'][number];

type Unit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute';
const DATE_UNITS: Record<string, Unit> = { Y: 'year', M: 'month', W: 'week', D: 'day' };
const TIME_UNITS: Record<string, Unit> = { H: 'hour', M: 'minute' };

/** Of an ISO 8601 duration, from the longest to the shortest. */
export function partsOf(duration: string): { count: number; unit: Unit }[] {
  const [date = '', time = ''] = duration.slice(1).split('T');
  const read = (text: string, units: Record<string, Unit>) =>
    [...text.matchAll(/(\d+)([A-Z])/g)].map(([, count, letter]) => ({
      count: Number(count),
      unit: units[letter!]!,
    }));
  return [...read(date, DATE_UNITS), ...read(time, TIME_UNITS)];
}

/** `P2W`: “2 weeks”. */
export const saidDuration = (duration: string, language: Language): string =>
  new Intl.ListFormat(language).format(
    partsOf(duration).map(({ count, unit }) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    ),
  );

const SUNDAY = Date.UTC(2023, 0, 1);
export const WEEK = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export const saidDay = (weekday: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
    SUNDAY + WEEK.indexOf(weekday) * 86_400_000,
  );

const WORDS = {
  en: { every: 'every', then: 'then', times: 'times', reminders: 'reminders after', none: 'no reminders' },
  es: {
    every: 'cada',
    then: 'luego',
    times: 'veces',
    reminders: 'recordatorios tras',
    none: 'sin recordatorios',
  },
};

/** `P1W`: “week”, to follow “every”. */
const saidStep = (duration: string, language: Language) =>
  saidDuration(duration, language).replace(/^1 /, '');

/** In a sentence: “every 2 weeks, Tuesday 10:00, reminders after 2 days and 5 days”. */
export function saidCadence(
  { cadence, reminders }: Pick<CheckIn, 'cadence' | 'reminders'>,
  language: Language,
): string {
  const words = WORDS[language];
  const list = new Intl.ListFormat(language);
  const phases = cadence.phases
    .map(
      ({ every, times }) =>
        `${words.every} ${saidStep(every, language)}${times ? ` (${times} ${words.times})` : ''}`,
    )
    .join(`, ${words.then} `);
  const days = cadence.days?.length
    ? `${list.format(cadence.days.map((one) => saidDay(one, language)))} `
    : '';
  const nudges = reminders.length
    ? `${words.reminders} ${list.format(reminders.map((one) => saidDuration(one, language)))}`
    : words.none;
  return `${phases}, ${days}${cadence.at}, ${nudges}`;
}
