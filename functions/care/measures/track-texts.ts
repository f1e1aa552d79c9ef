/** The sentences of `trackOf`. What stands in brackets is a source, and nothing else stands in brackets. */
export const said = {
  own: 'Attune’s own default',
  ofPathway: 'the pathway’s own rule',
  unconfirmed: 'unconfirmed',
  and: 'and',
  orMore: (n: number) => `${n} or more`,
  orLess: (n: number) => `${n} or less`,
  same: (title: string, now: number) => `${title} is ${now}, as at baseline`,
  moved: (title: string, from: number, to: number) => `${title} went from ${from} at baseline to ${to}`,
  urgent: (title: string, since: string, source: string) =>
    `The urgent task “${title}” is open since ${since} (${source}).`,
  ended: (on: string) => `The episode ended on ${on}.`,
  noRule: (source: string) => `No rule asks for a review (${source}).`,
  worse: (went: string, points: number, source: string) =>
    `${went}: reliably worse, by ${points} points or more (${source}).`,
  better: (went: string, points: number, source: string) =>
    `${went}: reliably improved, by ${points} points or more (${source}).`,
  noChange: (went: string, points: number, source: string) =>
    `${went}: no reliable change, which takes ${points} points (${source}).`,
  stillCase: (a: {
    week: number;
    went: string;
    points: number;
    source: string;
    cut: string;
    from: number;
    by: string;
  }) =>
    `It is week ${a.week} of treatment, and ${a.went}: less than the ${a.points} points of a reliable improvement ` +
    `(${a.source}), and still a case, ${a.cut}; looked at from week ${a.from} on (${a.by}).`,
  pastMark: (a: {
    title: string;
    total: number;
    week: number;
    bound: string;
    from: number;
    source: string;
  }) =>
    `${a.title} was ${a.total} in week ${a.week} of treatment, where ${a.bound} from week ` +
    `${a.from} on marks a failing response (${a.source}).`,
  noScore: (least: number, source: string) =>
    `No measure has a score yet, and a change needs ${least} (${source}).`,
  fewScores: (titles: string, count: number, least: number, source: string) =>
    `${titles}: ${count} ${count === 1 ? 'score' : 'scores'} so far, and a change needs ${least} (${source}).`,
  noSource: (titles: string) => `${titles}: no reliable change is known from a source.`,
  old: (a: { title: string; days: number; after: number; intervals: number; source: string }) =>
    `${a.title} was last answered ${a.days} days ago, and after ${a.after} days, ` +
    `${a.intervals} reassessment intervals, a score is too old to go by (${a.source}).`,
};
