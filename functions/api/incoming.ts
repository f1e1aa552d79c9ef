import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Actor } from '../ports.ts';
import type { ApiDeps, LinkDeps, Route } from './route.ts';

/** Links need nothing of what is there for staff. */
export type DoorDeps = LinkDeps & Partial<Omit<ApiDeps, keyof LinkDeps>>;

/** A request as it comes to be known, step by step. */
export type Incoming = {
  event: APIGatewayProxyEventV2;
  requestId: string;
  also: Record<string, unknown>;
  route?: Route;
  params: Record<string, string>;
  actor?: Actor;
  /** The ids of the path, once they are known to be ids. */
  ids?: object;
};
