/** One measure over time: its bands, the baseline, where plans changed; what was not measured is not drawn. */
import { useMediaQuery } from '@mantine/hooks';
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { useLanguage, useTexts } from '../texts.ts';
import type { Measure, PlanVersion } from './data.ts';
import { texts } from './texts.ts';

/** A stretch this many times the usual one between two scores is a gap, and no line crosses it. */
const GAP = 2.5;
const HEIGHT = 190;

type Dot = { at: number; total: number | null };

function withGaps(series: Measure['series']): Dot[] {
  const dots = series.filter(({ late }) => !late).map(({ at, total }) => ({ at: Date.parse(at), total }));
  const steps = dots.slice(1).map((dot, n) => dot.at - dots[n]!.at);
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return dots.flatMap((dot, n): Dot[] =>
    n > 0 && steps[n - 1]! > GAP * usual ? [{ at: (dot.at + dots[n - 1]!.at) / 2, total: null }, dot] : [dot],
  );
}

export default function Trend({ measure, plans }: { measure: Measure; plans: PlanVersion[] }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { scale, baseline, series } = measure;
  const isNarrow = useMediaQuery('(max-width: 600px)', false, { getInitialValueInEffect: false });
  const dots = withGaps(series);
  const marks = plans.flatMap(({ activatedAt, version }) =>
    activatedAt ? [{ at: Date.parse(activatedAt), version }] : [],
  );
  const times = [...dots.map(({ at }) => at), ...marks.map(({ at }) => at)];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  /** Labels that would lie on each other: the later of two near ones stands. */
  const isNear = (a: number, b: number) => Math.abs(a - b) < (last - first) * (isNarrow ? 0.24 : 0.11);
  const labelled = marks.filter(({ at }, n) => !marks.slice(n + 1).some((one) => isNear(at, one.at)));
  const margin = Math.max((last - first) * 0.04, 86_400_000);
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const n = scale?.bands.length ?? 0;
  const worseLast = scale?.direction !== 'higher-is-better';
  return (
    <div className="trend" aria-hidden="true">
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          data={dots}
          margin={{ top: 18, right: isNarrow ? 12 : 104, bottom: 0, left: -14 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          {scale?.bands.map(({ band, from, to }, at) => (
            <ReferenceArea
              key={band}
              y1={from}
              y2={at === n - 1 ? to : scale.bands[at + 1]!.from}
              fill={`var(--band-${bandTone(worseLast ? at : n - 1 - at, n)})`}
              fillOpacity={1}
              strokeOpacity={0}
              ifOverflow="hidden"
              // On a phone they would take half of it; the table has them.
              {...(!isNarrow && {
                label: { value: band, position: 'right', fontSize: 10.5, fill: 'var(--ink-soft)' } as const,
              })}
            />
          ))}
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={[first - margin, last + margin]}
            tickFormatter={(at: number) => date.format(at)}
            tick={{ fontSize: 11, fill: 'var(--ink-soft)' }}
            stroke="var(--line-strong)"
            tickLine={false}
            minTickGap={36}
          />
          <YAxis
            domain={scale ? [scale.from, scale.to] : ['auto', 'auto']}
            tick={{ fontSize: 11, fill: 'var(--ink-soft)' }}
            axisLine={false}
            tickLine={false}
            width={46}
          />
          {marks.map((mark) => (
            <ReferenceLine
              key={mark.version}
              x={mark.at}
              stroke="var(--blue)"
              strokeDasharray="3 3"
              {...(labelled.includes(mark) && {
                label: {
                  value: say('planMark', { n: mark.version }),
                  position: 'top',
                  fontSize: 10.5,
                  fill: 'var(--blue)',
                } as const,
              })}
            />
          ))}
          {baseline && <ReferenceLine y={baseline.total} stroke="var(--ink-soft)" strokeDasharray="6 4" />}
          <Line
            dataKey="total"
            type="linear"
            stroke="var(--accent)"
            strokeWidth={2.25}
            dot={{ r: 4, fill: 'var(--accent)', stroke: 'var(--surface)', strokeWidth: 1.5 }}
            connectNulls={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Four tints for however many bands: the best is green, the worst is red. */
const bandTone = (at: number, n: number): number => (n <= 1 ? 0 : Math.round((at / (n - 1)) * 3));
