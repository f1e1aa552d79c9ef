/**
 * The table's stream as Lambda reads it: in lanes, each in batches of several charts and in their order, at least once.
 * What failed comes again from the first failure on, so that some of its batch comes twice.
 */
import { hash } from 'node:crypto';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Change, ChangeFeed } from '../../functions/ports.ts';
import { inOrder } from '../../functions/relay/batch.ts';
import type { Dice } from '../../local/people/chance.ts';
import type { Faults } from './faults.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LANES = 4;
const BATCH = 10;
/** A batch that failed comes again after this, and after twice as long each time, up to the most. */
const RETRY = { first: 30 * SECOND, most: 10 * MINUTE };
const MOST_DELAY = 10 * MINUTE;

type Lane = { waiting: { change: Change; n: number }[]; scheduled: boolean; retry: number };

export function createStream<Running>(around: {
  changes: ChangeFeed;
  dice: Dice;
  faults: Faults;
  now(): number;
  /** When it is back, where it is out of reach. */
  back(): number;
  later(at: number, what: string, work: (running: Running) => Promise<void>): void;
  relay(running: Running, change: Change): Promise<void>;
  onFault(kind: string): void;
}) {
  const { dice, faults, onFault } = around;
  const lanes = Array.from({ length: LANES }, (): Lane => ({ waiting: [], scheduled: false, retry: 0 }));
  const laneOfEach = new Map<string, Lane>();
  function laneOf(pk: string): Lane {
    const lane = laneOfEach.get(pk) ?? lanes[hash('sha256', pk, 'buffer')[0]! % LANES]!;
    laneOfEach.set(pk, lane);
    return lane;
  }
  let position: string | undefined;
  let seen = 0;

  /** What has been committed since, on its way. */
  async function pump(): Promise<void> {
    const page = await around.changes.read(position, 1_000);
    position = page.position;
    for (const { pk, change } of byChart(page.changes)) {
      const lane = laneOf(pk);
      seen += 1;
      lane.waiting.push({ change, n: seen });
      bring(lane, dice.between(0, SECOND));
    }
  }

  function bring(lane: Lane, wait: number): void {
    if (lane.scheduled) return;
    lane.scheduled = true;
    const late = dice.unit() < faults.delay;
    if (late) onFault('the stream is late');
    const at = around.now() + wait + (late ? dice.between(0, MOST_DELAY) : 0);
    around.later(Math.max(around.back(), at), 'the stream brings what was committed', async (running) => {
      lane.scheduled = false;
      const batch = lane.waiting.splice(0, BATCH);
      const failed = await deliver(running, batch);
      if (failed !== undefined) {
        const again = batch.filter(({ n }) => n >= failed);
        lane.waiting.unshift(...again);
        if (again.length < batch.length) onFault('a part of a batch failed');
        lane.retry = Math.min(lane.retry * 2 || RETRY.first, RETRY.most);
        return bring(lane, lane.retry);
      }
      lane.retry = 0;
      if (dice.unit() < faults.duplicate) {
        onFault('the stream brought a batch twice');
        lane.waiting.unshift(...batch);
        bring(lane, dice.between(0, MINUTE));
      } else if (lane.waiting.length > 0) bring(lane, dice.between(0, SECOND));
    });
  }

  /** The number of the first that failed. */
  async function deliver(running: Running, batch: Lane['waiting']): Promise<number | undefined> {
    const changes = new Map(batch.map(({ n, change }) => [String(n), change]));
    const records = [...changes].map(
      ([SequenceNumber, { after }]): DynamoDBRecord => ({
        dynamodb: { SequenceNumber, Keys: { pk: { S: after!.pk } } },
      }),
    );
    const { batchItemFailures } = await inOrder(
      records,
      ({ dynamodb }) => around.relay(running, changes.get(dynamodb!.SequenceNumber!)!),
      () => onFault('a record of the stream failed, and comes again'),
    );
    const numbers = batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
    return numbers.length > 0 ? Math.min(...numbers) : undefined;
  }

  return { pump };
}

/** What became of charts since, each in its order; of two charts, an engine may tell in either order. */
function byChart(changes: Change[]): { pk: string; change: Change }[] {
  const told = changes.flatMap((change) => {
    const { pk = '', sk = '' } = change.after ?? {};
    return sk.startsWith('LOG#') && pk.includes('#') ? [{ pk, sk, change }] : [];
  });
  return told.length < 2 ? told : told.sort((a, b) => (`${a.pk}\n${a.sk}` < `${b.pk}\n${b.sk}` ? -1 : 1));
}
