import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import { createRemoteJWKSet } from 'jose';
import { suggesting } from '../adapters/catalogue.ts';
import { createIdentity } from '../adapters/identity.ts';
import { createEventBridgeRehearsals } from '../adapters/rehearsals-eventbridge.ts';
import { setting } from '../setting.ts';
import { wire } from '../wiring.ts';
import { createApi } from './api.ts';

const logger = new Logger({ serviceName: 'attune-api' });
const wired = wire();
const issuer = setting('TOKEN_ISSUER');
const identity = createIdentity({
  issuer,
  audience: setting('TOKEN_AUDIENCE'),
  keys: createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`)),
  clock: wired.clock,
});

const rehearsals = createEventBridgeRehearsals(new EventBridgeClient(), setting('EVENT_BUS'));

export const handler = middy(createApi({ ...wired, suggesting, identity, rehearsals, logger })).use(
  injectLambdaContext(logger),
);
