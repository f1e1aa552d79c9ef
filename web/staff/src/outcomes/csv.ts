/** What a spreadsheet takes for a formula: OWASP, CSV Injection. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell: no formula where it is text, and quoted where it holds what parts cells or rows. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const safe = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, as spreadsheets open it: with a byte order mark. */
export const csvOf = (rows: (string | number | null)[][]): string =>
  `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
