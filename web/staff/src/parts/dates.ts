/** What somebody is quoted with, or a date as the log has it, with or without the hour by the wall clock. */
const QUOTED_OR_DATE = /“[^”]*”|«[^»]*»|\b(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}:\d{2})(?::\d{2})?)?\b/g;

/** A sentence of Attune’s with its dates in the reader’s way of writing them; what is quoted stands as it is. */
export function datesSaid(text: string, language: string): string {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  return text.replace(QUOTED_OR_DATE, (all, year?: string, month?: string, date?: string, time?: string) =>
    year ? [day.format(Date.UTC(+year, +month! - 1, +date!)), time].filter(Boolean).join(', ') : all,
  );
}
