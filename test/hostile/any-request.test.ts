/** Whatever is sent by whichever way in: a documented answer, nothing changed where it was refused, nobody else's data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { openApi } from '../../functions/api/openapi.ts';
import type { Route } from '../../functions/api/route.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { ACCESS } from '../../functions/looks.ts';
import type { Table, Write } from '../../functions/ports.ts';
import { anything, mutated, nearly, type Pools } from '../support/any-json.ts';
import { BODIES } from '../support/bodies.ts';
import { busyClinic, type Ids, SECRETS } from '../support/busy.ts';
import { type Clinics, openClinics, SESSION } from '../support/clinic.ts';

/** Bodies that each way in is tried with; by a seed, which a red run prints. `RUNS=200 SEED=7` tries others, and more. */
const RUNS = Number(process.env.RUNS ?? 24);
const SEED = Number(process.env.SEED ?? 20260302);
/** Where a code is checked it costs, on purpose, as much as a sign-in. */
const DEAR = { openOwnPage: 4 } as Record<string, number>;

/** What answers that are refused may leave all the same: they come late and are kept, and each try at a code counts. */
const KEEPS = ['answerLink', 'openOwnPage'];

const documented = (openApi(ROUTES) as { paths: Record<string, Record<string, { responses: object }>> })
  .paths;
const ROLE_OF = { operator: 'olga', admin: 'ada', clinician: 'cleo' } as const;
const OURS = { ...SECRETS, name: 'Maria Lopez', phone: '+12125550134', email: 'maria@example.org' };

async function opened() {
  const memory = createMemoryTable();
  let written: Write[] = [];
  const table: Table = {
    ...memory,
    async write(writes) {
      const outcome = await memory.write(writes);
      const put = writes.filter((write) => 'put' in write || 'delete' in write);
      // That somebody looked is written down whatever becomes of it.
      if (outcome.done && !put.every((write) => JSON.stringify(write).includes(ACCESS))) written.push(...put);
      return outcome;
    },
  };
  const clinics = await openClinics({ table });
  const plain = Object.fromEntries(Object.keys(OURS).map((key) => [key, `our ${key}`]));
  const ours = { ...OURS, words: plain.words!, goal: plain.goal!, plan: plain.plan! };
  const north = await busyClinic(clinics, 'north', 'n', ours);
  const south = await busyClinic(clinics, 'south', 's');
  /** What was written since it was last asked. */
  const news = () => {
    const seen = written;
    written = [];
    return seen;
  };
  news();
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

type Tried = {
  body: unknown;
  params: Record<string, string>;
  query: Record<string, string>;
  preview: boolean;
  key?: string;
};

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
          )
        : fc.constant(undefined),
      params: fc.record(Object.fromEntries(names.map((name) => [name, inPath(name)]))),
      query: fc.oneof(
        { weight: 4, arbitrary: fc.constant({}) },
        { weight: 2, arbitrary: nearly(route.query, pools).map(asText) },
        fc.dictionary(text, text, { maxKeys: 2 }),
      ),
      preview: fc.nat(9).map((n) => n < 2 && Array.isArray(route.who)),
      key: fc.constantFrom('k-1', 'k-2'),
    },
    { requiredKeys: ['body', 'params', 'query', 'preview'] },
  ) as fc.Arbitrary<Tried>;
}

async function trying(clinics: Clinics, route: Route, { body, params, query, preview, key }: Tried) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => params[name]!);
  const role = Array.isArray(route.who) ? (route.who.at(-1) as keyof typeof ROLE_OF) : undefined;
  return clinics.ask(route.method, path, {
    ...(role && { as: ROLE_OF[role] }),
    query,
    body:
      route.csv && typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body),
    headers: {
      ...(preview && { 'attune-preview': 'yes' }),
      ...(key && { 'idempotency-key': key }),
      ...(route.csv && { 'content-type': 'text/csv' }),
    },
  });
}

describe('whatever is sent', () => {
  it.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'to %s',
    async (_, route) => {
      const { clinics, ids, news } = await opened();
      const statuses = Object.keys(documented[route.path]![route.method.toLowerCase()]!.responses);
      const attempts = attemptsAt(route, poolsOf(ids));
      await fc.assert(
        fc.asyncProperty(attempts, async (tried) => {
          const { status, body } = await trying(clinics, route, tried);
          const written = news();
          // An address that cannot be is no way in at all.
          expect([...statuses, '404']).toContain(String(status));
          expect(status, JSON.stringify(clinics.log.at(-1))).toBeLessThan(500);
          const kept = KEEPS.includes(route.operationId);
          if ((status >= 400 && !kept) || tried.preview || route.method === 'GET')
            expect(written).toEqual([]);
          expect(
            written.filter((write) => /"(pk|ownerPk|teamPk)":"south/.test(JSON.stringify(write))),
          ).toEqual([]);
          if (route.who !== 'link')
            for (const secret of Object.values(SECRETS)) expect(JSON.stringify(body)).not.toContain(secret);
        }),
        { numRuns: DEAR[route.operationId] ?? RUNS, seed: SEED, endOnFailure: false },
      );
      expect(await clinics.charts.verify('north', 'n-asked')).toBeUndefined();
      expect(await clinics.charts.verify('north', 'n-treated')).toBeUndefined();
    },
  );
});
