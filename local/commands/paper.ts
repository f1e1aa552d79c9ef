/** How lines of care are set on a terminal. */

import { wallClock } from '../../functions/care/schedule.ts';
import type { Instant } from '../../functions/care/time.ts';
import type { Line } from '../../functions/care/timeline/line.ts';
import { type Io, styled } from './command.ts';

const WIDTH = 100;

/** `Tuesday 3 March 2026`, where it is that day in `zone`. */
export const dayOf = (at: Instant, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: zone })
    .format(new Date(at))
    .replace(',', '');

/** Under a heading for each day, in `zone`; whatever is urgent stands out. */
export function setLines(io: Io, lines: Line[], zone: string): string[] {
  const set: string[] = [];
  let heading = '';
  let minute = '';
  for (const { at, kind, what, why } of lines) {
    const day = dayOf(at, zone);
    const time = wallClock(at, zone).slice(11);
    if (day !== heading) set.push('', styled(io, 'bold', day));
    const shown = day === heading && time === minute ? '' : time;
    heading = day;
    minute = time;
    const margin = `  ${shown.padEnd(5)}  ${kind.padEnd(7)}  `;
    const [first, ...rest] = wrap(
      why && !what.includes(why) ? `${what} — ${why}` : what,
      (io.out.columns || WIDTH) - margin.length,
    );
    const colour = kind === 'alert' ? 'red' : kind === 'plan' || kind === 'goal' ? 'cyan' : undefined;
    const said = (words: string) => (colour ? styled(io, colour, words) : words);
    set.push(
      `${styled(io, 'dim', margin)}${said(first!)}`,
      ...rest.map((words) => `${' '.repeat(margin.length)}${said(words)}`),
    );
  }
  return set;
}

const NARROWEST = 30;

function wrap(words: string, width: number): string[] {
  const lines = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1)!;
    if (line && line.length + word.length >= Math.max(width, NARROWEST)) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

/** Columns as wide as their widest cell. */
export function table(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]!.length))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}
