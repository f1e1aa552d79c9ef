import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { MachinesAway } from './relay.ts';

/**
 * A batch of the stream: the records of a chart in their order, charts side by side. Where one fails, the rest of its
 * chart waits with it, unless only the state machines were away, and every other chart goes on. Lambda takes up again
 * at the first failure, so that some come twice.
 */
export async function inOrder(
  records: readonly DynamoDBRecord[],
  work: (record: DynamoDBRecord) => Promise<void>,
  onFailure: (error: unknown, record: DynamoDBRecord) => void,
): Promise<DynamoDBBatchResponse> {
  const byChart = Object.values(Object.groupBy(records, ({ dynamodb }) => dynamodb?.Keys?.pk?.S ?? ''));
  const failed = await Promise.all(
    byChart.map(async (chart = []) => {
      let first: DynamoDBRecord | undefined;
      for (const record of chart) {
        try {
          await work(record);
        } catch (error) {
          onFailure(error, record);
          first ??= record;
          if (!(error instanceof MachinesAway)) break;
        }
      }
      return first ? [first] : [];
    }),
  );
  return {
    batchItemFailures: failed
      .flat()
      .map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
  };
}
