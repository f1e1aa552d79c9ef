import { readHistory } from '../fhir/export/history.ts';
import type { History } from '../fhir/export/records.ts';
import type { Exported } from '../fhir/export.ts';
import { sayDay, sayMoment } from '../say-day.ts';
import { wallClock } from '../schedule.ts';
import type { Instant } from '../time.ts';

/** What every section of a document is written from. */
export type Sheet = Exported & {
  history: History;
  lang: string;
  /** `3 March 2026`, and the same with `14:05`, by the client’s wall clock. */
  day(at: Instant): string;
  moment(at: Instant): string;
  person(by: string): string;
};

export function sheetOf(exported: Exported): Sheet {
  const { chart, clinic } = exported;
  const { zone, language } = chart.client!;
  const day = (at: Instant) => sayDay(wallClock(at, zone).slice(0, 10));
  return {
    ...exported,
    history: readHistory(exported.log),
    lang: language,
    day,
    moment: (at) => sayMoment(at, zone),
    person(by) {
      if (by === 'client' || by === chart.clientId) return 'the client';
      if (by.startsWith('attune-')) return 'Attune';
      return Object.hasOwn(clinic.staff, by) ? clinic.staff[by]!.name : by;
    },
  };
}
