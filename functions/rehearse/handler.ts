import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { rehearseInThreads } from '../../local/rehearsal/threads.ts';
import { wire } from '../wiring.ts';
import { rehearse } from './rehearse.ts';

const logger = new Logger({ serviceName: 'attune-rehearse' });
const deps = { ...wire(), live: rehearseInThreads };

export const handler = middy(async (event: unknown) => {
  logger.info('rehearsal', await rehearse(deps, event));
}).use(injectLambdaContext(logger));
