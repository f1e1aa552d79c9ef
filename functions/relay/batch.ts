import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';

/**
 * A batch of the stream: the records of a chart in their order, charts side by side. Where one fails, the rest of its
 * chart waits with it, and every other chart goes on. Lambda takes up again at the first failure, so that some come twice.
 */
export async function inOrder(
  records: readonly DynamoDBRecord[],
  work: (record: DynamoDBRecord) => Promise<void>,
  onFailure: (error: unknown, record: DynamoDBRecord) => void,
): Promise<DynamoDBBatchResponse> {
  const byChart = Object.values(Object.groupBy(records, ({ dynamodb }) => dynamodb?.Keys?.pk?.S ?? ''));
  const failed = await Promise.all(
    byChart.map(async (chart = []) => {
      for (const record of chart) {
        try {
          await work(record);
        } catch (error) {
          onFailure(error, record);
          return [record];
        }
      }
      return [];
    }),
  );
  return {
    batchItemFailures: failed
      .flat()
      .map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
  };
}
