/** Drawn for the eye; the numbers stand beside it in words and tables. */
import { Bar, BarChart, CartesianGrid, Cell, ResponsiveContainer, XAxis, YAxis } from 'recharts';

export type Bars = { name: string; percent: number; tone: 'green' | 'red' | 'blue' }[];
const ROW_PX = 44;
const tick = { fontSize: 12, fill: 'var(--ink-soft)' };

export function Rates({ bars }: { bars: Bars }) {
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={bars.length * ROW_PX + 30}>
        <BarChart data={bars} layout="vertical" margin={{ left: 4, right: 24 }} accessibilityLayer={false}>
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis
            type="number"
            domain={[0, 100]}
            tick={tick}
            unit=" %"
            stroke="var(--line-strong)"
            tickLine={false}
          />
          <YAxis type="category" dataKey="name" width={150} tick={tick} axisLine={false} tickLine={false} />
          <Bar dataKey="percent" barSize={18} radius={4} isAnimationActive={false}>
            {bars.map(({ name, tone }) => (
              <Cell key={name} fill={`var(--${tone})`} />
            ))}
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

export type Channels = { name: string; answered: number; dropped: number; silent: number }[];

export function Answers({ channels }: { channels: Channels }) {
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={channels.length * ROW_PX + 30}>
        <BarChart
          data={channels}
          layout="vertical"
          margin={{ left: 4, right: 24 }}
          accessibilityLayer={false}
        >
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis
            type="number"
            allowDecimals={false}
            tick={tick}
            stroke="var(--line-strong)"
            tickLine={false}
          />
          <YAxis type="category" dataKey="name" width={150} tick={tick} axisLine={false} tickLine={false} />
          <Bar
            dataKey="answered"
            stackId="asked"
            barSize={18}
            fill="var(--green)"
            isAnimationActive={false}
          />
          <Bar dataKey="dropped" stackId="asked" barSize={18} fill="var(--amber)" isAnimationActive={false} />
          <Bar
            dataKey="silent"
            stackId="asked"
            barSize={18}
            fill="var(--line-strong)"
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
