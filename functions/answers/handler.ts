import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { planTexts } from '../adapters/plan-texts.ts';
import { createDoor } from '../api/door.ts';
import { LINKS } from '../api/links.ts';
import { wire } from '../wiring.ts';

const logger = new Logger({ serviceName: 'attune-answers' });

/** What a client's link opens, and nothing of what staff do: small, so that no answer waits for it to load. */
export const handler = middy(createDoor({ ...wire(), suggesting: planTexts, logger }, LINKS)).use(
  injectLambdaContext(logger),
);
