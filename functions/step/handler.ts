import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { wire } from '../wiring.ts';
import { step } from './step.ts';

const logger = new Logger({ serviceName: 'attune-step' });
const wired = wire();

/** What it throws, the state machine sees by name. */
export const handler = middy((event: unknown) => step(wired, event)).use(injectLambdaContext(logger));
