/**
 * Every way in, for everybody of one clinic, with ids of another in every place that takes text: what is theirs is
 * answered as what is not there, nothing of it is shown, and nothing of it changes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { createApi } from '../../functions/api/api.ts';
import type { Route } from '../../functions/api/route.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { createCharts } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import { seededChance } from '../../local/people/chance.ts';
import { BODIES } from '../support/bodies.ts';
import { busyClinic, SECRETS } from '../support/busy.ts';
import { eventOf, openClinics, PEOPLE, type Person } from '../support/clinic.ts';
import { rewound } from '../support/rewound.ts';

type Names = Record<string, string>;
/** Ids by kind: our own, theirs, and such as nobody has. */
let own: Names;
let theirs: Names;
const NOBODYS: Names = {
  clientId: 'x-asked',
  taskId: 'task-99.9',
  messageId: 'message-99.9',
  requestId: 'request-99.9',
  heldId: '20260302150000000-00000000000000ff',
  staffId: 'x-er',
  team: 'x-team',
  pathwayId: 'x-way',
  instrumentId: 'x-mood',
  questionnaire: 'urn:x-mood',
  rehearsalId: 'x-rehearsal',
  lineId: 'x-line',
  key: 'x-key',
  clinicId: 'x-clinic',
};
let stage: ReturnType<typeof rewound>;
let clinics: Awaited<ReturnType<typeof openClinics>>;
let tokens: Record<string, string>;

beforeAll(async () => {
  const table = createMemoryTable();
  clinics = await openClinics({ table });
  const plain = { ...SECRETS, name: 'Maria Lopez', phone: '+12125550134', email: 'maria@example.org' };
  const ours = { ...plain, words: 'our words', goal: 'our goal', plan: 'our plan' };
  const north = await busyClinic(clinics, 'north', 'n', ours);
  const south = await busyClinic(clinics, 'south', 's', SECRETS, 1);
  own = {
    ...north.asked,
    questionnaire: 'phq-9',
    rehearsalId: 'n-rehearsal',
    month: '2026-03',
    key: 'n-key',
    clinicId: 'north',
  };
  const questionnaire = `urn:${south.asked.instrumentId}`;
  theirs = { ...south.asked, questionnaire, rehearsalId: 's-rehearsal', key: 's-key', clinicId: 'south' };
  for (const kind of Object.keys(NOBODYS)) expect([kind, theirs[kind]]).not.toEqual([kind, own[kind]]);
  const there = { clinicId: 'south', clientId: 's-asked', by: 'cleo' };
  await clinics.charts.run({ ...there, key: 'cleo/pauseClient/s-key' }, { do: 'pause', why: 'away' });
  tokens = {};
  for (const [id, { roles }] of Object.entries(PEOPLE))
    tokens[id] = await clinics.tokenFor({ staffId: id, clinicId: 'north', roles });
  stage = rewound(table);
});

type Asked = { params: Names; body?: unknown; query?: Names; key?: string };

/** As one request to a process that has just begun, of the same state each time. */
async function answerTo({ method, path, csv }: Route, as: Person, { params, body, query, key }: Asked) {
  const { table } = stage;
  const { clock, identity } = clinics;
  const fresh = createClinics({ table, clock });
  const charts = createCharts({ table, clock, clinics: fresh, content });
  const quiet = () => {};
  const api = createApi({
    table,
    clock,
    identity,
    content,
    suggesting,
    charts,
    clinics: fresh,
    chance: seededChance('one request'),
    rehearsals: { start: async () => {} },
    logger: { info: quiet, warn: quiet, error: quiet },
  });
  const { statusCode, body: said } = await api(
    eventOf(
      method,
      path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? '1')),
      {
        query: new URLSearchParams(query).toString(),
        headers: {
          authorization: `Bearer ${tokens[as]}`,
          'content-type': csv ? 'text/csv' : 'application/json',
          ...(key && { 'idempotency-key': key }),
        },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      },
    ),
  );
  const written = JSON.stringify(stage.written());
  await stage.rewind();
  return { status: statusCode!, said: said ?? '', written };
}

/** Asked for what is theirs and for what nobody has: the same is said, nothing of theirs is in it, nothing of theirs changes. */
async function isLikeNothing(route: Route, as: Person, kinds: string[], asking: (ids: Names) => Asked) {
  const answers = [];
  for (const ids of [theirs, NOBODYS]) {
    const { status, said, written } = await answerTo(route, as, asking(ids));
    const where = `${route.operationId} as ${as}: ${JSON.stringify(asking(ids))}: ${said}`;
    expect(status, where).toBeLessThan(500);
    for (const secret of Object.values(SECRETS)) if (said.includes(secret)) expect.unreachable(where);
    if (/"(pk|sk|ownerPk|teamPk)":"south/.test(written)) expect.unreachable(`${where} wrote ${written}`);
    const blind = kinds
      .reduce((text, kind) => text.replaceAll(ids[kind]!, kind), said)
      .replace(/"clientId":"c-[\w-]{16}"/, '"clientId":"made"');
    answers.push(`${status} ${blind}`);
  }
  expect(answers[0], `${route.operationId} as ${as} by ${kinds}`).toBe(answers[1]);
}

const paramsOf = ({ path }: Route) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
const isFor = ({ who }: Route, as: Person) =>
  !Array.isArray(who) || PEOPLE[as].roles.some((role) => who.includes(role));
/** One of each role that may. */
const mayAsk = (route: Route) => (['cleo', 'ada', 'olga'] as const).filter((as) => isFor(route, as));

/** With our own ids in every place that has one. */
const bodyOf = ({ operationId, body }: Route): unknown => {
  if (!body) return undefined;
  const { token, clientId } = own;
  if (operationId === 'bindHeld') return { clientId };
  if (operationId === 'completeTask') return { outcome: 'assessed-safe-for-now', reason: 'spoke with her' };
  const usual: unknown = BODIES[operationId] ?? {};
  return typeof usual === 'object' && 'token' in usual!
    ? { ...usual, token, ...('requestId' in usual && { requestId: own.requestId }) }
    : usual;
};

type Leaf = { path: (string | number)[] };
/** Every place of a body that holds text, as it is sent, and every field of text that could be sent beside. */
function placesIn(route: Route): Leaf[] {
  const places: Leaf[] = [];
  const visit = (value: unknown, path: Leaf['path']) => {
    if (typeof value === 'string') places.push({ path });
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  const body = bodyOf(route);
  if (typeof body !== 'object') return [];
  visit(body, []);
  type Schema = { type?: string; properties?: Record<string, Schema>; anyOf?: Schema[] };
  const offered = (schema: Schema, path: Leaf['path']): void => {
    for (const one of schema.anyOf ?? []) offered(one, path);
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      const known = places.some(({ path: at }) => at.join('/').startsWith([...path, key].join('/')));
      if (!known && inner.type === 'string') places.push({ path: [...path, key] });
      if (inner.type === 'object') offered(inner, [...path, key]);
      if (!known && inner.type === 'array') places.push({ path: [...path, key, 0] });
    }
  };
  offered(z.toJSONSchema(route.body!, { io: 'input', unrepresentable: 'any' }) as Schema, []);
  return places;
}

/** What makes something by the id that it is given: an id is free or not, and of a shape, whoever has it. */
const MAKES: Record<string, [at: string, kinds: string[]]> = {
  // Whoever operates all clinics is told that there is one by this id.
  createClinic: ['clinic/id', ['clinicId']],
  // A form’s id is made of its title, number and all.
  importInstrument: ['questionnaire', ['taskId', 'messageId', 'requestId', 'questionnaire']],
};
const kindsAt = ({ operationId }: Route, path: Leaf['path']): string[] => {
  const [at, except] = MAKES[operationId] ?? ['none', []];
  return Object.keys(NOBODYS).filter((kind) => !(path.join('/').startsWith(at) && except.includes(kind)));
};

function withAt(body: unknown, [key, ...rest]: Leaf['path'], value: string): unknown {
  if (key === undefined) return value;
  const holder = Array.isArray(body) ? [...body] : typeof key === 'number' ? [] : { ...(body as object) };
  (holder as Record<string | number, unknown>)[key] = withAt(
    (holder as Record<string | number, unknown>)[key] ?? {},
    rest,
    value,
  );
  return holder;
}

const named = ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const);

describe('an id of another clinic', () => {
  it.each(named.filter(([, { path }]) => path.includes('{')))('in the path of %s', async (_, route) => {
    const names = paramsOf(route);
    for (const as of Object.keys(PEOPLE) as Person[]) {
      for (const name of names.filter((one) => one in NOBODYS))
        await isLikeNothing(route, as, [name], (ids) => ({
          params: { ...own, [name]: ids[name]! },
          body: bodyOf(route),
        }));
      await isLikeNothing(
        route,
        as,
        names.filter((one) => one in NOBODYS),
        (ids) => ({
          params: ids,
          body: bodyOf(route),
        }),
      );
    }
  });

  const withBody = named.filter(([, { body, csv }]) => body && !csv);
  it.each(withBody)('anywhere in the body of %s', async (_, route) => {
    const places = placesIn(route).filter(({ path }) => !['token', 'session'].includes(String(path[0])));
    for (const as of mayAsk(route))
      for (const { path } of places)
        for (const kind of kindsAt(route, path))
          await isLikeNothing(route, as, [kind], (ids) => ({
            params: own,
            body: withAt(bodyOf(route), path, ids[kind]!),
          }));
  });

  it.each(named)('in any query of %s', async (_, route) => {
    const schema = z.toJSONSchema(route.query, { io: 'input', unrepresentable: 'any' });
    const branches = (schema.anyOf ?? [schema]) as (typeof schema)[];
    const fields = new Set(branches.flatMap(({ properties }) => Object.keys(properties ?? {})));
    const usual: Record<string, Names> = { listTasks: { inbox: 'team' } };
    for (const as of mayAsk(route))
      for (const field of fields)
        for (const kind of Object.keys(NOBODYS))
          await isLikeNothing(route, as, [kind], (ids) => ({
            params: own,
            body: bodyOf(route),
            query: { ...usual[route.operationId], [field]: ids[kind]! },
          }));
  });

  it.each(named.filter(([, { method }]) => method === 'POST'))(
    'as the key of a repeat of %s',
    async (_, route) => {
      for (const as of mayAsk(route))
        await isLikeNothing(route, as, ['key'], ({ key }) => ({ params: own, body: bodyOf(route), key }));
    },
  );
});

describe('the matrix', () => {
  it('knows a body for each route that takes one, and an id of theirs for each id in a path', () => {
    const known = [...Object.keys(NOBODYS), 'version', 'option', 'month'];
    for (const route of ROUTES) {
      expect([route.operationId, paramsOf(route).filter((name) => !known.includes(name))]).toEqual([
        route.operationId,
        [],
      ]);
      if (route.body && !route.body.safeParse({}).success)
        expect([route.operationId, route.operationId in BODIES]).toEqual([route.operationId, true]);
    }
  });

  it('asks with our own ids what is answered, but for what the client’s care has not come to', async () => {
    const refused: string[] = [];
    for (const [, route] of named) {
      const [as] = mayAsk(route);
      const { status } = await answerTo(route, as!, { params: own, body: bodyOf(route) });
      if (status >= 400) refused.push(route.operationId);
    }
    expect(refused.sort()).toEqual(NOT_YET);
  });
});

const NOT_YET = [
  'cancelRehearsal',
  'correctDeath',
  'decideSuggestion',
  'enrolClient',
  'getPathway',
  'getRehearsal',
  'getRehearsedMonth',
  'liftHold',
  'moveEpisodes',
  'openOwnPage',
  'publishPathway',
  'putWording',
  'rateGoals',
  'resolveMessage',
  'resumeClient',
  'reviewSafetyPlan',
  'revisePlan',
  'signPlan',
  'stopBoosters',
  'stopMail',
];
