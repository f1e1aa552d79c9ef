/** Links that are over, or never were: what comes by them is kept for a person and fills nothing, and time tells nothing. */
import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { MOST_LATE } from '../../functions/care/decide/answers.ts';
import type { Table } from '../../functions/ports.ts';
import { frequencies, openClinics } from '../support/clinic.ts';

const form = (...values: number[]) => [
  { instrument: 'phq-9', answers: frequencies(...values), complete: values.length === 9 },
];

describe('a link that was used', () => {
  it('takes what comes late, tells the sender that it is closed and a person that it came, and never fills a log', async () => {
    const clinics = await openClinics();
    const one = await clinics.linkFor('c-1', 'reassessment');
    const send = (responses: object) => clinics.ask('POST', '/link/answers', { body: { ...one, responses } });
    await clinics.run('c-1', { do: 'discharge', why: 'moved' });
    const closed = (await clinics.ask('POST', '/link/open', { body: { token: one.token } })).body;
    const said = new Set<string>();
    for (let n = 0; n < MOST_LATE + 20; n += 1) {
      const { status, body } = await send(form(n % 4, (n >> 2) % 4, (n >> 4) % 4, n >> 6));
      said.add(`${status} ${JSON.stringify(body)}`);
    }
    expect([...said]).toEqual([`410 ${JSON.stringify(closed)}`]);
    const { version, tasks } = await clinics.charts.get('north', 'c-1');
    const found = Object.values(tasks).filter(({ kind }) => kind === 'finding');
    expect(found).toHaveLength(1);
    expect(found[0]!.findings.at(-1)!.what).toMatch(/no more are kept/);
    await send(form(3, 3, 3, 3, 3, 3, 3, 3, 0));
    expect((await clinics.charts.get('north', 'c-1')).version).toBe(version);
    const alarm = await send(form(0, 0, 0, 0, 0, 0, 0, 0, 1));
    expect([alarm.status, alarm.body.crisis.text]).toEqual([410, expect.stringMatching(/988/)]);
    const { tasks: now } = await clinics.charts.get('north', 'c-1');
    expect(Object.values(now).filter(({ kind }) => kind === 'urgent')).toHaveLength(1);
    expect(await clinics.charts.verify('north', 'c-1')).toBeUndefined();
  });
});

describe('from how long an answer takes', () => {
  async function counted() {
    const memory = createMemoryTable();
    let steps: string[] = [];
    const note = <T>(what: string, outcome: T): T => {
      steps.push(what);
      return outcome;
    };
    const table: Table = {
      get: (key) => note('get', memory.get(key)),
      query: (pk, range) => note('query', memory.query(pk, range)),
      queryIndex: (index, pk, range) => note('index', memory.queryIndex(index, pk, range)),
      write: (writes) => note('write', memory.write(writes)),
    };
    const clinics = await openClinics({ table });
    const open = await clinics.linkFor('c-open', 'reassessment');
    const over = await clinics.linkFor('c-over', 'reassessment', { recordNumber: '2' });
    await clinics.run('c-over', { do: 'discharge', why: 'moved' });
    const stepsOf = async (path: string, token: string, rest: object = {}) => {
      // What a process keeps for ten seconds is there.
      await clinics.clinics.settings('north');
      steps = [];
      const { status } = await clinics.ask('POST', path, { body: { token, ...rest } });
      return [status, steps.join(' ')];
    };
    return { stepsOf, open, over };
  }

  it('nobody learns whether a link is over or never was', async () => {
    const { stepsOf, over } = await counted();
    const rest = { requestId: over.requestId, responses: form(0) };
    for (const [path, body] of [
      ['/link/open', {}],
      ['/link/preferences', { wish: { language: 'es' } }],
      ['/link/later', { at: '18:00' }],
      ['/link/answers', { ...rest, requestId: 'request-1.1' }],
    ] as const)
      expect([path, await stepsOf(path, over.token, body)]).toEqual([
        path,
        await stepsOf(path, 'never-was', body),
      ]);
  });

  it('nobody learns whether a code was sent: the steps are the same for a link that is, is over and never was', async () => {
    const { stepsOf, open, over } = await counted();
    const never = await stepsOf('/link/code', 'never-was');
    expect(never).toEqual([200, 'get get write']);
    for (const { token } of [open, over, open, over])
      expect(await stepsOf('/link/code', token)).toEqual(never);
  });
});
