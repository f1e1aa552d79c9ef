import { beforeEach, describe, expect, it } from 'vitest';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Clinics, openClinics } from '../support/clinic.ts';
import { changed } from '../support/pathways.ts';

const PLACE = `/pathways/${shipped.id}/rehearsals`;
let attune: Clinics;

const drafts = (changes = {}) =>
  attune.ask('PUT', `/pathways/${shipped.id}/draft`, { as: 'ada', body: changed(changes) });
const begins = (body: object) => attune.ask('POST', PLACE, { as: 'ada', body });
const looks = (id: string) => attune.ask('GET', `${PLACE}/${id}`, { as: 'ada' });
const ended = (id: string) =>
  expect.poll(async () => (await looks(id)).body.state, { timeout: 60_000, interval: 200 });

beforeEach(async () => {
  attune = await openClinics();
  await drafts();
});

describe('a rehearsal of a draft', () => {
  it('is lived aside, and says what would be sent and asked; no chart of the clinic is touched', async () => {
    const before = await attune.clinics.get('north');
    const { status, body } = await begins({ clients: 1, weeks: 4 });
    expect(status).toBe(201);
    expect((await looks(body.rehearsalId)).body).toMatchObject({ state: 'running', clients: 1, weeks: 4 });
    await ended(body.rehearsalId).toBe('done');
    const done = await looks(body.rehearsalId);
    expect(done.body).toMatchObject({ progress: 1, report: { clients: 1, weeks: 4 } });
    const months = [
      ...new Set<string>(done.body.report.days.map(({ date }: { date: string }) => date.slice(0, 7))),
    ];
    const told = [];
    for (const month of months) {
      const { body: page } = await attune.ask('GET', `${PLACE}/${body.rehearsalId}/months/${month}`, {
        as: 'ada',
      });
      told.push(...page.lines.map((line: { what: number }) => page.whats[line.what]));
    }
    const [one] = done.body.report.company;
    expect(told.filter(({ kind }) => kind === 'message').length).toBe(one.messages);
    expect(told.filter(({ kind }) => kind === 'task').length).toBe(one.tasks);
    expect(one.messages).toBeGreaterThan(3);
    expect(await attune.clinics.get('north')).toEqual(before);
  });

  it('lives what is published, where nobody has begun a draft; and is refused where there is neither', async () => {
    attune = await openClinics();
    expect((await begins({ clients: 1, weeks: 1 })).status).toBe(201);
    const body = { clients: 1, weeks: 1 };
    const none = await attune.ask('POST', '/pathways/nothing-yet/rehearsals', { as: 'ada', body });
    expect(none.body.detail).toBe('There is no draft of this pathway. Save one first.');
  });

  it('can be cancelled while it is under way', async () => {
    const { body } = await begins({ clients: 100, weeks: 104 });
    await attune.ask('POST', `${PLACE}/${body.rehearsalId}/cancel`, { as: 'ada' });
    await ended(body.rehearsalId).toBe('cancelled');
    expect((await looks(body.rehearsalId)).body.report).toBeUndefined();
  });

  it('is refused, with each fault, where the draft has any', async () => {
    await drafts({ startLevel: 'nowhere' });
    const { status, body } = await begins({ clients: 1, weeks: 4 });
    expect(status).toBe(422);
    expect(body.faults[0].path).toBe('startLevel');
  });

  it('is an admin’s, of their clinic, and of at most 100 clients and 104 weeks', async () => {
    expect((await attune.ask('POST', PLACE, { as: 'cleo', body: { clients: 1, weeks: 1 } })).status).toBe(
      403,
    );
    for (const body of [
      { clients: 101, weeks: 1 },
      { clients: 1, weeks: 105 },
    ])
      expect((await begins(body)).status).toBe(422);
    const { body } = await begins({ clients: 1, weeks: 1 });
    const south = { staffId: 'ada', clinicId: 'south', roles: ['admin' as const] };
    for (const path of ['', '/months/2026-03']) {
      const { status } = await attune.ask('GET', `${PLACE}/${body.rehearsalId}${path}`, { as: south });
      expect(status).toBe(404);
    }
  });

  it('is kept for a week, and whoever begins another then takes all of it away', async () => {
    const { body } = await begins({ clients: 1, weeks: 26 });
    await ended(body.rehearsalId).toBe('done');
    const kept = async () => {
      const { items } = await attune.table.query('north', { prefix: `REHEARSAL#${body.rehearsalId}` });
      return items.length;
    };
    expect(await kept()).toBeGreaterThan(7);
    attune.clock.to('2026-03-10T15:00:00.000Z');
    expect((await looks(body.rehearsalId)).status).toBe(404);
    await begins({ clients: 1, weeks: 1 });
    expect(await kept()).toBe(0);
  });
});
