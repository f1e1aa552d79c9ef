/** The sentences of `trackOf`. What stands in brackets is a source, and nothing else stands in brackets. */
const en = {
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

export type TrackTexts = typeof en;

const es: TrackTexts = {
  own: 'valor propio de Attune',
  ofPathway: 'regla propia del itinerario',
  unconfirmed: 'sin confirmar',
  and: 'y',
  orMore: (n) => `${n} o más`,
  orLess: (n) => `${n} o menos`,
  same: (title, now) => `${title} está en ${now}, como al inicio`,
  moved: (title, from, to) => `${title} pasó de ${from} al inicio a ${to}`,
  urgent: (title, since, source) => `La tarea urgente «${title}» está abierta desde el ${since} (${source}).`,
  ended: (on) => `El episodio terminó el ${on}.`,
  noRule: (source) => `Ninguna regla pide una revisión (${source}).`,
  worse: (went, points, source) => `${went}: empeoramiento fiable, de ${points} puntos o más (${source}).`,
  better: (went, points, source) => `${went}: mejoría fiable, de ${points} puntos o más (${source}).`,
  noChange: (went, points, source) =>
    `${went}: sin cambio fiable, que requiere ${points} puntos (${source}).`,
  stillCase: ({ week, went, points, source, cut, from, by }) =>
    `Es la semana ${week} de tratamiento y ${went}: menos de los ${points} puntos de una mejoría fiable ` +
    `(${source}), y sigue siendo caso, ${cut}; se mira desde la semana ${from} (${by}).`,
  pastMark: ({ title, total, week, bound, from, source }) =>
    `${title} estaba en ${total} en la semana ${week} de tratamiento, y ${bound} desde la semana ` +
    `${from} indica que no hay respuesta (${source}).`,
  noScore: (least, source) => `Aún no hay puntuaciones, y un cambio requiere ${least} (${source}).`,
  fewScores: (titles, count, least, source) =>
    `${titles}: ${count} ${count === 1 ? 'puntuación' : 'puntuaciones'} hasta ahora, y un cambio requiere ${least} (${source}).`,
  noSource: (titles) => `${titles}: ninguna fuente da un cambio fiable.`,
  old: ({ title, days, after, intervals, source }) =>
    `${title} se respondió por última vez hace ${days} días, y pasados ${after} días, ` +
    `${intervals} intervalos de reevaluación, una puntuación es demasiado antigua (${source}).`,
};

export const trackTexts = (language: string): TrackTexts => (/^es\b/.test(language) ? es : en);
