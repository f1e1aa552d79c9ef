import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { wire } from '../wiring.ts';
import { scan } from './timer.ts';

const logger = new Logger({ serviceName: 'attune-timer' });
const wired = wire();

export const handler = middy(async () => {
  const { fired } = await scan(wired);
  if (fired > 0) logger.info('scan', { fired });
}).use(injectLambdaContext(logger));
