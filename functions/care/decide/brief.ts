import type { Brief, Chart, Intervention } from '../chart.ts';
import { itemFlags } from '../measures/items.ts';
import { compare } from '../measures/progress.ts';
import type { Turn } from '../turn.ts';

/** What a clinician needs to decide how care goes on, from the chart as it stands. */
export function gatherBrief(turn: Turn, note?: string): Brief {
  const { chart, world } = turn;
  const counts = Object.values(chart.checkIns);
  return {
    measures: Object.entries(chart.measures).flatMap(([measure, { baseline, last, count }]) => {
      const instrument = world.instruments[measure];
      if (!instrument) return [];
      const { change, reliable } = compare(instrument, baseline.value, last.value);
      const first = count > 1 ? baseline.answers : undefined;
      return [
        {
          measure,
          baseline: baseline.value,
          last: last.value,
          change,
          reliable,
          band: last.band,
          ...itemFlags(instrument, last.answers, first),
        },
      ];
    }),
    goals: chart.goals?.goals.map(({ words, rating, level }) => ({ words, rating, level })),
    attainment: chart.goals?.attainment,
    own: chart.own,
    checkIns: {
      asked: counts.reduce((sum, count) => sum + count.asked, 0),
      answered: counts.reduce((sum, count) => sum + count.answered, 0),
      missedInARow: Math.max(0, ...counts.map((count) => count.missedInARow)),
    },
    urgentFindings: chart.urgentFindings,
    plan: chart.plan && { version: chart.plan.version, summary: chart.plan.summary },
    clientWords: chart.goals?.clientWords,
    accepted: acceptedIn(chart),
    note,
  };
}

/** Not in the plan in force; a draft that was never acknowledged has not used it up. */
function acceptedIn({ decided = {}, plan }: Chart): Intervention[] {
  const held = new Set(plan?.interventions.map(({ option }) => option));
  return Object.values(decided).flatMap(({ option, intervention }) =>
    intervention && !held.has(option) ? [intervention] : [],
  );
}
