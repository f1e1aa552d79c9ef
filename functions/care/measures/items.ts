import { extremes } from './instrument/questionnaire.ts';
import { type Answers, type Instrument, itemsOf, questionsFor } from './instrument.ts';
import { pointsIn } from './score.ts';

/** An item as it was last answered: its points after reversal, from `least` to `most`; `change` since the baseline. */
export type ItemPoints = {
  linkId: string;
  /** Absent where the wording is not here. */
  text?: string;
  points: number;
  least: number;
  most: number;
  change?: number;
  risk: boolean;
};

export type ItemFlags = { worst: ItemPoints[]; changed: ItemPoints[] };

/** Items that each list shows besides the risk items, which are never cut off. */
const MOST_ITEMS = 3;

/** What is worst in the last answers, and what moved most since `first`; without a total there is neither. */
export function itemFlags(
  instrument: Instrument | undefined,
  last: Answers | undefined,
  first: Answers | undefined,
  language?: string,
): ItemFlags {
  if (instrument?.scoring.kind !== 'total' || !last) return { worst: [], changed: [] };
  const items = itemPoints(instrument, instrument.scoring.items, last, first, language);
  const { direction } = instrument.scoring;
  const severity = ({ points, least, most }: ItemPoints) =>
    (direction === 'higher-is-better' ? most - points : points - least) / (most - least);
  const moved = ({ change = 0, least, most }: ItemPoints) => Math.abs(change) / (most - least);
  return {
    worst: direction === 'unstated' ? [] : ranked(items, severity),
    changed: ranked(items, moved),
  };
}

/** Risk items first, then by `weight`; what has none is left out. */
function ranked(items: ItemPoints[], weight: (item: ItemPoints) => number): ItemPoints[] {
  const sorted = items.filter((item) => weight(item) > 0).toSorted((a, b) => weight(b) - weight(a));
  return [...sorted.filter(({ risk }) => risk), ...sorted.filter(({ risk }) => !risk).slice(0, MOST_ITEMS)];
}

function itemPoints(
  instrument: Instrument,
  scored: string[],
  answers: Answers,
  baseline: Answers | undefined,
  language: string = instrument.questionnaire.language,
): ItemPoints[] {
  const now = pointsIn(instrument, answers);
  const before = baseline && pointsIn(instrument, baseline);
  const risks = new Set(instrument.scoring.riskItems.map(({ linkId }) => linkId));
  const texts = new Map(questionsFor(instrument, language).map(({ linkId, text }) => [linkId, text]));
  return itemsOf(instrument).flatMap((item) => {
    const { linkId } = item;
    const text = texts.get(linkId) || undefined;
    const points = now.get(linkId);
    if (points === undefined || !(scored.includes(linkId) || risks.has(linkId))) return [];
    const [least, most] = extremes(item);
    const was = before?.get(linkId);
    const change = was === undefined ? undefined : points - was;
    return [{ linkId, text, points, least, most, change, risk: risks.has(linkId) }];
  });
}
