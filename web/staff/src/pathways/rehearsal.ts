import type { Reply } from '../api.ts';

export type Report = NonNullable<Reply<'GET /pathways/{pathwayId}/rehearsals/{rehearsalId}'>['report']>;
export type RehearsalParams = { pathwayId: string; rehearsalId: string };

export const BEHAVIOURS = ['answering', 'silent', 'worsening', 'in-crisis'] as const;

/** As its clocks are called: the last part of an IANA name. */
export const cityOf = (zone: string): string => zone.split('/').at(-1)!.replaceAll('_', ' ');

/** Of a date without a zone. */
export const dateIn = (language: string, date: string, how: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language, { ...how, timeZone: 'UTC' }).format(new Date(date));
