import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { content } from './adapters/content.ts';
import { createDynamoTable } from './adapters/table-dynamodb.ts';
import { instant } from './care/time.ts';
import { createCharts } from './charts.ts';
import { createClinics } from './clinics.ts';
import type { Chance, Clock } from './ports.ts';
import { setting } from './setting.ts';

/** What the entry files share on AWS, made once a process. */
export function wire() {
  const table = createDynamoTable(new DynamoDBClient(), setting('TABLE_NAME'));
  const clock: Clock = () => instant(Date.now());
  const chance: Chance = (bytes) => randomBytes(bytes).toString('base64url');
  const clinics = createClinics({ table, clock });
  return { table, clock, chance, content, clinics, charts: createCharts({ table, clock, clinics, content }) };
}
