import { measureMainPath, type Until } from '../bench/main-path.ts';
import { type Ctx, type Found, growthOf, power, round } from './world.ts';

/** `others`: how many clients stand in the table besides, for the last rows. */
export type AnswersSize = { answers: number; concurrencies: number[]; others: number[] };

const AT_ONCE = 8;

/** Answers a second, from the client's POST to the disk, and to the clinician's inbox. */
export async function answersPart(
  { answers, concurrencies, others }: AnswersSize,
  { say }: Ctx,
): Promise<Found> {
  const rows: Found['rows'] = [];
  async function measured(until: Until, atOnce: number, others = 0): Promise<number> {
    say(`to the ${until}, ${atOnce} at once, beside ${others}`);
    const [found] = await measureMainPath(answers, {
      concurrencies: [atOnce],
      rounds: 3,
      warmUp: Math.ceil(answers / 6),
      until,
      others,
    });
    const { answered, floor, ratio } = found!;
    rows.push({
      'followed to the': until,
      'at once': atOnce,
      'beside clients': others,
      'a second': round(answered.perSecond, 0),
      'p50 ms': round(answered.p50),
      'p95 ms': round(answered.p95),
      'p99 ms': round(answered.p99),
      'floor a second': round(floor.perSecond, 0),
      'floor p50 ms': round(floor.p50),
      'floor p99 ms': round(floor.p99),
      ratio: round(ratio, 2),
    });
    return answered.p50;
  }
  for (const until of ['disk', 'inbox'] as const)
    for (const atOnce of concurrencies) await measured(until, atOnce);
  const points: Parameters<typeof growthOf>[0] = [];
  for (const size of others) points.push({ size, cost: await measured('disk', AT_ONCE, size) });
  return {
    title: 'Answers, from POST to inbox',
    said: [
      'A PHQ-9 with a positive item of risk: submitted over HTTP, scored, committed to disk with its urgent task (“disk”: at the end the inbox holds the task of each answer); and then the first page of the clinician’s inbox is read, by HTTP too, after each answer (“inbox”).',
      'Floor: the same reads, transaction, inbox query and record of access, made straight to the engine. Ratio: of the medians.',
      `${power(growthOf(points))}, of the median by the clients beside`,
    ],
    rows,
  };
}
