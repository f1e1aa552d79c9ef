import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { letRunOut } from '../retention.ts';
import { wire } from '../wiring.ts';
import { scan } from './timer.ts';

const logger = new Logger({ serviceName: 'attune-timer' });
const wired = wire();

export const handler = middy(async () => {
  const { fired } = await scan(wired);
  if (fired > 0) logger.info('scan', { fired });
  const gone = await letRunOut(wired);
  if (gone > 0) logger.info('run-out', { gone });
}).use(injectLambdaContext(logger));
