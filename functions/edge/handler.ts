import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { cameThrough } from './edge.ts';

const mark = process.env.EDGE_MARK;
if (!mark) throw new Error('the environment has no EDGE_MARK');

export const handler = async (event: APIGatewayRequestAuthorizerEventV2) => cameThrough(mark, event);
