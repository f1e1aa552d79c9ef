import type { Logger } from '@aws-lambda-powertools/logger';
import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import type { Content, PlanTexts, SuggestionData } from '../care/content.ts';
import type { SayPlanned } from '../care/plans/option-said.ts';
import type { Refusal } from '../care/refusal.ts';
import type { Say } from '../care/sentences.ts';
import type { Charts } from '../charts.ts';
import type { Clinics } from '../clinics.ts';
import type { CodeCost } from '../links.ts';
import type { Actor, Chance, Clock, Identity, Rehearsals, Role, Table } from '../ports.ts';

/** What a client's link needs. */
export type LinkDeps = {
  charts: Charts;
  clinics: Clinics;
  table: Table;
  content: Content;
  suggesting: PlanTexts;
  clock: Clock;
  chance: Chance;
  /** Less, where nobody's code is at stake; the same for whoever sends it. */
  codeCost?: CodeCost;
  logger?: Pick<Logger, 'info' | 'warn' | 'error'>;
};

export type ApiDeps = LinkDeps & {
  suggesting: SuggestionData;
  identity: Identity;
  rehearsals?: Rehearsals;
};

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

/** `link`: whoever has a client's link. Otherwise the roles, of which staff need one. */
export type Who = 'public' | 'link' | readonly Role[];

/** What a route is given of a request. `actor.roles` are those that the token and the clinic both name. */
export type Call<W extends Who, Params, Query, Body> = {
  operationId: string;
  actor: W extends 'public' | 'link' ? undefined : Actor;
  params: Params;
  query: Query;
  body: Body;
  /** By it a repeat is known; only the caller's own repeats of this operation are. */
  key?: string;
  /** The hash of what came with the key. */
  of?: string;
  /** Of the client whose id the path names: read once, and found to be the caller's to see. */
  chart?: Chart;
  /** The first that the browser asks for. */
  language: string;
  /** What Attune says in English, in it. */
  say: Say;
  sayPlanned: SayPlanned;
  /** What goes into the answer if it is a problem, whichever that is. */
  also: Record<string, unknown>;
};

export type StaffCall<Params = unknown, Query = unknown, Body = unknown> = Call<
  readonly Role[],
  Params,
  Query,
  Body
>;

/** What the reply is, where it is not plain JSON. The reply of a `text` type is a string, sent as it is. */
export type Media = {
  type: 'application/fhir+json' | 'text/html' | 'text/calendar';
  headers?: Record<string, string>;
};

/** One way in. `reply` is what it answers with when all is well; a refusal becomes a problem at the edge. */
export type Route = {
  operationId: string;
  method: Method;
  path: string;
  who: Who;
  summary: string;
  params: z.ZodType;
  query: z.ZodType;
  body?: z.ZodType;
  /** The body is a table, as bytes or text, and larger than others may be. */
  csv?: true;
  status: 200 | 201;
  reply: z.ZodType;
  media?: Media;
  /** The clients that a list shows: for the record of who saw whom. */
  shows?(reply: unknown): string[];
  /** For those who are none of the care team, too. */
  unguarded?: true;
  handle(deps: ApiDeps, call: Call<Who, unknown, unknown, unknown>): Promise<unknown>;
};

const nothing = z.strictObject({});
type Nothing = typeof nothing;

/** What a caller sends and gets, by the schemas. It stands in types alone: the console is typed by it, and bundles none of this. */
type Exchange = { params: unknown; query: unknown; body: unknown; reply: unknown };
type RouteOf<Name extends string, E extends Exchange> = Route & { name?: Name; exchange?: E };

/** By `METHOD path`, what each of `routes` takes and gives. */
export type Operations<R> = {
  [One in Extract<R, { name?: string; exchange?: Exchange }> as NonNullable<One['name']>]: NonNullable<
    One['exchange']
  >;
};

/** A route, with what its handler is given and gives typed by its schemas. */
export function route<
  const M extends Method,
  const Path extends string,
  const W extends Who,
  R extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(spec: {
  operationId: string;
  method: M;
  path: Path;
  who: W;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  csv?: true;
  status?: 200 | 201;
  reply: R;
  media?: Media;
  shows?(reply: z.input<R>): string[];
  unguarded?: true;
  handle(
    deps: W extends 'link' ? LinkDeps : ApiDeps,
    call: Call<W, z.output<P>, z.output<Q>, z.output<B>>,
  ): Promise<z.input<R> | Refusal> | z.input<R> | Refusal;
}): RouteOf<`${M} ${Path}`, { params: z.input<P>; query: z.input<Q>; body: z.input<B>; reply: z.output<R> }> {
  return { params: nothing, query: nothing, status: 200, ...spec } as unknown as Route;
}
