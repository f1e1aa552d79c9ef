import type { ResponseRecord } from '../fhir/export/records.ts';
import type { Instrument } from '../measures/instrument.ts';
import { compare } from '../measures/progress.ts';
import { type Html, html, table } from './html.ts';
import type { Sheet } from './sheet.ts';

type Scored = { record: ResponseRecord; total: number; baseline: number | undefined; isBaseline: boolean };

/** One table for each measure, oldest first; each total beside the first of its episode. */
export function scoresSection(sheet: Sheet): Html {
  const { history, instruments } = sheet;
  const measures = new Map<string, Scored[]>();
  const baselines = new Map<string, number>();
  for (const record of history.responses) {
    const { event, replaced, episodeId } = record;
    const { score } = event;
    if (replaced || score?.total == null) continue;
    const counts = event.complete && !event.late;
    const key = `${episodeId}/${score.measure}`;
    const isBaseline = counts && !baselines.has(key);
    if (isBaseline) baselines.set(key, score.total);
    const rows = measures.get(score.measure) ?? [];
    measures.set(score.measure, rows);
    rows.push({ record, total: score.total, baseline: baselines.get(key), isBaseline });
  }
  if (measures.size === 0) return html`<p>There is no score yet.</p>\n`;
  return html`${[...measures].map(([measure, rows]) => {
    const { instrument: id } = rows[0]!.record.event;
    const instrument = Object.hasOwn(instruments, id) ? instruments[id] : undefined;
    return measureTable(sheet, measure, instrument, rows);
  })}`;
}

function measureTable(
  sheet: Sheet,
  measure: string,
  instrument: Instrument | undefined,
  rows: Scored[],
): Html {
  const scoring = instrument?.scoring.kind === 'total' ? instrument.scoring : undefined;
  const title = instrument?.questionnaire.title ?? measure;
  const range = scoring && `, ${scoring.range.from} to ${scoring.range.to}`;
  const better = {
    'lower-is-better': ', lower is better',
    'higher-is-better': ', higher is better',
    unstated: '',
  };
  return table(
    `${title}${range ?? ''}${scoring ? better[scoring.direction] : ''}`,
    ['Answered', 'Score', 'Band', 'Since the first', 'Reliable change', 'Remarks'],
    rows.map(({ record, total, baseline, isBaseline }) => {
      const { event, mark, corrects } = record;
      const progress =
        instrument && scoring && baseline !== undefined && !isBaseline
          ? compare(instrument, baseline, total)
          : undefined;
      const remarks = [
        isBaseline && 'first of the episode',
        event.score!.prorated && `prorated: no answer to ${event.score!.missing.join(', ')}`,
        corrects && 'corrects an earlier answer',
        event.late && 'came late, counts in no measure',
        !event.complete && !event.late && 'not submitted, counts in no measure',
      ].filter((remark) => remark !== false);
      return [
        sheet.day(mark.at),
        rounded(total),
        event.score!.band ?? '–',
        progress ? signed(progress.change) : '–',
        progress ? sayReliable(progress) : '–',
        remarks.join('; '),
      ];
    }),
  );
}

/** A prorated total is no whole number. */
const rounded = (value: number): number => Math.round(10 * value) / 10;

const signed = (change: number): string =>
  change > 0 ? `+${rounded(change)}` : change < 0 ? `−${rounded(-change)}` : 'no change';

function sayReliable({ reliable, unconfirmed }: ReturnType<typeof compare>): string {
  if (reliable === 'unknown') return 'no rule for this measure';
  const sure = unconfirmed?.includes('reliableChange') ? ' (threshold unconfirmed)' : '';
  const words = {
    improved: 'reliably improved',
    deteriorated: 'reliably worse',
    'no reliable change': reliable,
  };
  return `${words[reliable as keyof typeof words]}${sure}`;
}
