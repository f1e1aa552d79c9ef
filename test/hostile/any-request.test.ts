/** Whatever is sent by whichever way in: a documented answer, nothing changed where it was refused, nobody else's data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { openApi } from '../../functions/api/openapi.ts';
import type { Route } from '../../functions/api/route.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { ACCESS } from '../../functions/looks.ts';
import type { Actor, Change } from '../../functions/ports.ts';
import { anything, mutated, nearly, type Pools } from '../support/any-json.ts';
import { forgedCursors, SPOILED } from '../support/any-wire.ts';
import { BODIES } from '../support/bodies.ts';
import { busyClinic, type Ids, SECRETS } from '../support/busy.ts';
import { type Clinics, openClinics, PEOPLE, type Person, SESSION } from '../support/clinic.ts';

/** Bodies that each way in is tried with; by a seed, which a red run prints. `RUNS=200 SEED=7` tries others, and more. */
const RUNS = Number(process.env.RUNS ?? 24);
const SEED = Number(process.env.SEED ?? 20260302);
/** Where a code is checked it costs, on purpose, as much as a sign-in. What clients at risk answer by is worth more tries. */
const RUNS_OF: Record<string, number> = { openOwnPage: 4, answerLink: 4 * RUNS };

/** What a refusal may leave all the same: answers that come late are kept and looked at, and each try at a code counts. */
const KEEPS: Record<string, string[]> = {
  answerLink: ['response.received', 'task.opened', 'task.joined', 'message.intended'],
  openOwnPage: ['code.refused'],
};

/** The statuses of each route, as they are told to whoever asks for `/openapi.json`. */
const documented = (openApi(ROUTES) as { paths: Record<string, Record<string, { responses: object }>> })
  .paths;
const PROBLEM = /^urn:attune:problem:[a-z-]+$/;
const ROLE_OF = { operator: 'olga', admin: 'ada', clinician: 'cleo' } as const;
/** Whoever else may knock: of another role, of another clinic, with a token that is none, and with none at all. */
const OTHERS = ['olga', 'ada', 'cleo', 'south', 'forged', 'nobody'] as const;
const OURS = { ...SECRETS, name: 'Maria Lopez', phone: '+12125550134', email: 'maria@example.org' };

/** That somebody looked is written down whatever becomes of it. */
const isLook = ({ before, after }: Change) => {
  const { pk, sk } = (after ?? before)!;
  return sk.startsWith(ACCESS) || pk.includes(`#${ACCESS}`);
};

async function opened() {
  const table = createMemoryTable();
  const clinics = await openClinics({ table });
  const plain = Object.fromEntries(Object.keys(OURS).map((key) => [key, `northern ${key}`]));
  const ours = { ...OURS, words: plain.words!, goal: plain.goal!, plan: plain.plan! };
  const north = await busyClinic(clinics, 'north', 'n', ours);
  const south = await busyClinic(clinics, 'south', 's');
  let position: string | undefined;
  /** How the whole table differs from what it was when this was last asked: where it says nothing, nothing does. */
  const news = async (): Promise<Change[]> => {
    const read = await table.changes.read(position, Number.POSITIVE_INFINITY);
    position = read.position;
    return read.changes.filter((change) => !isLook(change));
  };
  await news();
  // Whoever has a link of the south is a client of the south.
  const theirs = [south.asked, south.treated].map((ids) => ({ ...ids, token: 'none' }));
  return { clinics, ids: [north.asked, north.treated, ...theirs], news };
}

function poolsOf(ids: Ids[]): Pools {
  const of = (name: keyof Ids) => ids.map((one) => one[name]);
  const codes = ['LA6568-5', 'LA6571-9'];
  return {
    ...Object.fromEntries((Object.keys(ids[0]!) as (keyof Ids)[]).map((name) => [name, of(name)])),
    token: of('token').filter((token) => token !== 'none'),
    session: [SESSION],
    staff: [...of('staffId'), 'cleo', 'constructor'],
    clinician: [...of('staffId'), 'cleo', 'ada'],
    goal: ['1', '2'],
    option: ['cbt', 'behavioural-activation', 'nothing'],
    version: ['1', 1, 2],
    instrument: ['phq-9', 'gad-7', 'n-mood', 'constructor'],
    questionnaire: ['phq-9', 'gad-7', 'urn:n-mood'],
    answers: [
      { 9: codes[1] },
      { 1: codes[0] },
      Object.fromEntries([...'123456789'].map((n) => [n, codes[0]])),
    ],
    outcome: ['discharge', 'draft', 'assessed-safe-for-now', 'propose', 'done', 'delivered'],
    detail: [{ riskLevel: 'low' }, { goals: [{ words: 'sleep' }] }, { summary: 'CBT' }, null, []],
    draftedAt: Array.from({ length: 20 }, (_, n) => n),
    wish: [{ channel: 'none' }, { language: 'es' }, { pauseUntil: '2026-03-09' }, { hours: null }],
    zone: ['America/New_York', 'Europe/Athens', 'Mars/Base'],
    phone: ['+12125550134', '+19005550100'],
    name: ['Ana Lopez', 'Ben Ode'],
    email: ['ana@example.org'],
    language: ['en', 'es'],
    country: ['US'],
    calendar: [{ zone: 'UTC', hours: { mon: ['09:00', '17:00'] }, holidays: [] }],
    why: ['so'],
    after: ['', 'eyJ4IjoxfQ'],
  };
}

const asText = (query: unknown) =>
  Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, JSON.stringify(value) ?? '']));

/** A form with a risk answer, and beside it answers that nobody asked for. */
const atRisk = (pools: Pools) =>
  fc.record({
    token: fc.constantFrom(...pools.token!),
    requestId: fc.constantFrom(...pools.requestId!),
    responses: fc.tuple(
      fc.record({
        instrument: fc.constant('phq-9'),
        answers: fc
          .dictionary(fc.constantFrom('', '1', 'constructor', '\u0000', 'x'), anything, { maxKeys: 3 })
          .map((others) => ({ ...others, 9: 'LA6571-9' })),
        complete: fc.boolean(),
      }),
    ),
  });

type Tried = {
  body: unknown;
  params: Record<string, string>;
  query: Record<string, string>;
  preview: boolean;
  key?: string;
  other?: (typeof OTHERS)[number];
  spoiled?: (typeof SPOILED)[number];
};

/** What a list's own name for its pages has behind the operation, where it has anything. */
const LISTS: Record<string, string[]> = {
  listTasks: ['/owner/cleo', '/owner/ada', '/team/care'],
  getTimeline: ['/n-asked', '/n-treated'],
  listClientAccess: ['/north#n-asked', '/north#n-treated'],
  listAccess: ['/north#ACCESS#2026-03-02'],
};
const listsOf = ({ operationId }: Route): string[] =>
  (LISTS[operationId] ?? ['']).map((rest) => operationId + rest);

function attemptsAt(route: Route, pools: Pools): fc.Arbitrary<Tried> {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const inPath = (name: string) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...(pools[name] ?? ['1']).map(String)) },
      { weight: 1, arbitrary: fc.string({ maxLength: 30 }).map(encodeURIComponent) },
    );
  const text = fc.string({ maxLength: 40 });
  const usual = BODIES[route.operationId];
  return fc.record(
    {
      body: route.body
        ? fc.oneof(
            { weight: 4, arbitrary: nearly(route.body, pools) },
            ...(usual === undefined ? [] : [fc.constant(usual), mutated(fc.constant(usual))]),
            anything,
            ...(route.operationId === 'answerLink' ? [{ weight: 4, arbitrary: atRisk(pools) }] : []),
          )
        : fc.constant(undefined),
      params: fc.record(Object.fromEntries(names.map((name) => [name, inPath(name)]))),
      query: fc.oneof(
        { weight: 4, arbitrary: fc.constant({}) },
        { weight: 2, arbitrary: nearly(route.query, pools).map(asText) },
        ...(isPaged(route)
          ? [
              {
                weight: 6,
                arbitrary: forgedCursors('north', listsOf(route)).map((after) => paged(route, after)),
              },
            ]
          : []),
        fc.dictionary(text, text, { maxKeys: 2 }),
      ),
      preview: fc.nat(9).map((n) => n < 2 && Array.isArray(route.who)),
      key: fc.constantFrom('k-1', 'k-2'),
      other: fc.nat(9).chain((n) => fc.constantFrom(...(n < 2 ? OTHERS : [undefined]))),
      spoiled: fc.nat(9).chain((n) => fc.constantFrom(...(n < 2 && route.body ? SPOILED : [undefined]))),
    },
    { requiredKeys: ['body', 'params', 'query', 'preview'] },
  ) as fc.Arbitrary<Tried>;
}

const isPaged = (route: Route) => route.query.safeParse(paged(route, 'x')).success;
const paged = ({ operationId }: Route, after: string) =>
  operationId === 'listTasks' ? { inbox: 'mine', after } : { after };

/** Who may, by their role; `undefined` for those ways in that ask for none. */
const usualOf = ({ who }: Route): Person | undefined =>
  Array.isArray(who) ? ROLE_OF[who.at(-1) as keyof typeof ROLE_OF] : undefined;

function knocking(route: Route, other: Tried['other']): { as?: Person | Actor; token?: string } {
  if (!other) return { as: usualOf(route) };
  if (other === 'nobody') return {};
  if (other === 'forged') return { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.' };
  if (other !== 'south') return { as: other };
  const staffId = usualOf(route) ?? 'cleo';
  return { as: { staffId, clinicId: 'south', roles: PEOPLE[staffId].roles } };
}

/** Whether the door turns them away, whatever else they bring. */
const isStranger = ({ who }: Route, other: Tried['other']): boolean => {
  if (!Array.isArray(who) || !other || other === 'south') return false;
  return !(other in PEOPLE && PEOPLE[other as Person].roles.some((role) => who.includes(role)));
};

async function trying(clinics: Clinics, route: Route, tried: Tried) {
  const { body, params, query, preview, key, other, spoiled } = tried;
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => params[name]!);
  const usual =
    route.csv && typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  const { text, headers } = spoiled?.of(usual ?? '{}') ?? { text: usual };
  return clinics.ask(route.method, path, {
    ...knocking(route, other),
    query,
    body: text,
    headers: {
      ...(preview && { 'attune-preview': 'yes' }),
      ...(key && { 'idempotency-key': key }),
      ...(route.csv && { 'content-type': 'text/csv' }),
      ...headers,
    },
  });
}

/** The kinds of events in what was added to logs; of anything that is not about a log, what it is. */
const kindsIn = (changes: Change[]): string[] =>
  changes.flatMap(({ after }) => {
    if (!after?.sk.startsWith('LOG#')) return [];
    const { events } = JSON.parse(String(after.body)) as { events: { type: string }[] };
    return events.map(({ type }) => type);
  });

type Answer = { instrument?: unknown; answers?: unknown };
/** A risk answer in a form that is sent by a link, whatever stands beside it. */
const saysRisk = ({ operationId }: Route, body: unknown): boolean => {
  if (operationId !== 'answerLink') return false;
  const { responses } = Object(body) as { responses?: unknown };
  return (Array.isArray(responses) ? (responses as (Answer | null)[]) : []).some(
    (one) => one?.instrument === 'phq-9' && Object(one.answers)['9'] === 'LA6571-9',
  );
};
/** Of a body that the route cannot take nobody can say what it holds. */
const isRead = (status: number, body: { faults?: unknown } | null) =>
  ![400, 413, 415].includes(status) && body?.faults === undefined;

describe('whatever is sent', () => {
  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'to %s',
    async (_, route) => {
      const { clinics, ids, news } = await opened();
      const statuses = Object.keys(documented[route.path]![route.method.toLowerCase()]!.responses);
      const attempts = attemptsAt(route, poolsOf(ids));
      const rehearsed: string[] = [];
      await fc.assert(
        fc.asyncProperty(attempts, async (tried) => {
          const { status, body } = await trying(clinics, route, tried);
          if (status === 201 && body.rehearsalId) rehearsed.push(body.rehearsalId);
          // What an earlier request has set going goes on by itself.
          const goesOn = ({ before, after }: Change) =>
            rehearsed.some((id) => (after ?? before)!.sk.includes(id));
          const changes = (await news()).filter((change) => !goesOn(change));
          expect(statuses).toContain(String(status));
          expect(status, JSON.stringify(clinics.log.at(-1))).toBeLessThan(500);
          if (status >= 400) {
            expect(body).toMatchObject({ status, type: expect.stringMatching(PROBLEM) });
            for (const kind of kindsIn(changes)) expect(KEEPS[route.operationId] ?? []).toContain(kind);
          }
          if (isStranger(route, tried.other)) expect([401, 403, 404]).toContain(status);
          if (tried.spoiled && !route.csv) {
            expect(status).toBeGreaterThanOrEqual(400);
            // An address, a person or a query that is refused is so before the body is looked at.
            const reaches = status !== 404 && !tried.other && Object.keys(tried.query).length === 0;
            if (reaches)
              expect([tried.spoiled.name, status]).toEqual([tried.spoiled.name, tried.spoiled.status]);
          }
          if (!tried.spoiled && isRead(status, body) && saysRisk(route, tried.body))
            expect(body.crisis.text).toBeTypeOf('string');
          const keeps = route.operationId in KEEPS;
          if ((status >= 400 && !keeps) || tried.preview || route.method === 'GET')
            expect(changes).toEqual([]);
          // Whoever asks, nothing of the other clinic is written or told.
          const theirs = tried.other === 'south' && usualOf(route) ? 'north' : 'south';
          const ofTheirs = new RegExp(`"(pk|ownerPk|teamPk)":"${theirs}[#"]`);
          expect(changes.filter((change) => ofTheirs.test(JSON.stringify(change)))).toEqual([]);
          const secrets =
            theirs === 'south'
              ? Object.values(SECRETS)
              : ['northern goal', 'northern plan', 'northern words'];
          if (route.who !== 'link')
            for (const secret of secrets) expect(JSON.stringify(body)).not.toContain(secret);
        }),
        { numRuns: RUNS_OF[route.operationId] ?? RUNS, seed: SEED, endOnFailure: false },
      );
      for (const [clinicId, name] of [
        ['north', 'n'],
        ['south', 's'],
      ] as const)
        for (const who of ['asked', 'treated'])
          expect(await clinics.charts.verify(clinicId, `${name}-${who}`)).toBeUndefined();
    },
  );
});
