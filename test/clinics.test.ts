import { describe, expect, it } from 'vitest';
import { createMemoryTable } from '../functions/adapters/table-memory.ts';
import { type ClinicCommand, staffSchema } from '../functions/care/clinic.ts';
import type { Content } from '../functions/care/content.ts';
import { isRefusal } from '../functions/care/refusal.ts';
import { contentOf, createClinics } from '../functions/clinics.ts';
import { steppedClock } from '../local/outbox.ts';
import { MONDAY, pathway, riverside, staff } from './support/people.ts';

const [ada, ben] = staff as [(typeof staff)[0], (typeof staff)[0]];
const published = pathway();
const draft = { do: 'draft-pathway', id: published.id, title: published.title, draft: published } as const;

async function open() {
  const table = createMemoryTable();
  const clock = steppedClock(MONDAY);
  const clinics = createClinics({ table, clock });
  const run = (command: ClinicCommand) => clinics.run({ clinicId: 'riverside', by: 'lea' }, command);
  const does = async (command: ClinicCommand) => {
    const outcome = await run(command);
    if (isRefusal(outcome)) throw new Error(outcome.because);
    return outcome;
  };
  await does({ do: 'create-clinic', clinic: riverside });
  return { table, clock, clinics, run, does };
}

describe('a clinic', () => {
  it('without instruments of its own has nothing read of what ships before it is asked for', async () => {
    const { clinics } = await open();
    const content = {
      get instruments(): never {
        throw new Error('all of it was read');
      },
    } as unknown as Content;
    expect(await contentOf({ clinics, content }, 'riverside')).toBe(content);
  });

  it('is made once, and nothing is done to one that there is not', async () => {
    const { clinics, run } = await open();
    expect(await run({ do: 'create-clinic', clinic: riverside })).toMatchObject({ refused: 'duplicate' });
    const elsewhere = { clinicId: 'lakeside', by: 'lea' };
    expect(await clinics.run(elsewhere, { do: 'add-staff', staff: ada })).toMatchObject({
      refused: 'not-found',
    });
    expect(await clinics.ids()).toEqual(['riverside']);
    await expect(clinics.settings('lakeside')).rejects.toThrow('there is no clinic lakeside');
  });

  it('has its own versions of what another has by the same name', async () => {
    const { clinics } = await open();
    const { id, title } = published;
    for (const [clinicId, team] of [
      ['riverside', 'care'],
      ['lakeside', 'care-leads'],
    ] as const) {
      const at = { clinicId, by: 'lea' };
      if (clinicId === 'lakeside')
        await clinics.run(at, { do: 'create-clinic', clinic: { ...riverside, id: clinicId } });
      const own = pathway({ team });
      await clinics.run(at, { do: 'draft-pathway', id, title, draft: own });
      const draftedAt = (await clinics.get(clinicId)).pathways[id]!.draftedAt!;
      await clinics.run(at, { do: 'publish-pathway', id, draftedAt, pathway: own });
    }
    expect((await clinics.pathway('riverside', id, 1)).team).toBe('care');
    expect((await clinics.pathway('lakeside', id, 1)).team).toBe('care-leads');
  });

  it('has people of its own teams, each with an address of their own', async () => {
    const { run, does } = await open();
    await does({ do: 'add-staff', staff: ada });
    const stranger = { ...ben, teams: ['nursing'] };
    expect(await run({ do: 'add-staff', staff: stranger })).toMatchObject({ refused: 'invalid' });
    const twin = { ...ben, email: 'ADA@riverside.example' };
    expect(await run({ do: 'add-staff', staff: twin })).toMatchObject({ refused: 'duplicate' });
    await does({ do: 'change-staff', staff: { ...ada, active: false } });
  });

  it('adds nobody over somebody who is there, and changes nobody who is not', async () => {
    const { clinics, run, does } = await open();
    await does({ do: 'add-staff', staff: ada });
    const [one, other] = await Promise.all(
      ['Ben', 'Bea'].map((name) => run({ do: 'add-staff', staff: { ...ben, name } })),
    );
    expect([one!, other!].filter(isRefusal)).toMatchObject([{ refused: 'duplicate' }]);
    const taken = await run({
      do: 'add-staff',
      staff: { ...ada, name: 'Adele', email: 'adele@riverside.example' },
    });
    expect(taken).toMatchObject({
      refused: 'duplicate',
      because: expect.stringContaining('Choose another id'),
    });
    expect((await clinics.get('riverside')).staff.ada!.name).toBe('Ada');
    const nobody = { ...ada, id: 'nobody', email: 'nobody@riverside.example' };
    expect(await run({ do: 'change-staff', staff: nobody })).toMatchObject({ refused: 'not-found' });
  });

  it('has people whose sign-in Cognito named, and none by the names that a log gives to others', () => {
    const named = (id: string) => staffSchema.safeParse({ ...ada, id }).success;
    expect(named('4f1d2c3b-0a9e-4d7c-8b6a-5f4e3d2c1b0a')).toBe(true);
    for (const id of ['client', 'attune-timer', 'attune-relay', '-ada', 'a', 'Ada', 'a#b'])
      expect([id, named(id)]).toEqual([id, false]);
  });

  it('does not lose a team that somebody is in', async () => {
    const { run, does } = await open();
    await does({ do: 'add-staff', staff: ada });
    const teams = riverside.teams.filter(({ id }) => id !== 'care');
    expect(await run({ do: 'change-clinic', changes: { teams } })).toMatchObject({
      refused: 'invalid',
      because: 'Ada is in a team that would be gone. Take them out of it first.',
    });
    await does({ do: 'change-clinic', changes: { name: 'Riverside West' } });
  });

  it('shows others its settings at most ten seconds old, and itself the newest', async () => {
    const { table, clock, clinics, does } = await open();
    const other = createClinics({ table, clock });
    for (const one of [clinics, other]) expect((await one.settings('riverside')).staff).toEqual({});
    await does({ do: 'add-staff', staff: ada });
    expect((await clinics.settings('riverside')).staff.ada).toMatchObject({ name: 'Ada' });
    expect((await other.settings('riverside')).staff).toEqual({});
    clock.to('2026-01-05T15:00:10.000Z');
    expect((await other.settings('riverside')).staff.ada).toMatchObject({ name: 'Ada' });
  });

  it('is read once for all who ask at once, and again where that failed', async () => {
    const { table, clock } = await open();
    let reads = 0;
    const get: typeof table.get = async (key) => {
      reads += 1;
      if (reads === 1) throw new Error('throttled');
      return table.get(key);
    };
    const clinics = createClinics({ table: { ...table, get }, clock });
    await expect(clinics.settings('riverside')).rejects.toThrow('throttled');
    const [settings, own] = await Promise.all([
      clinics.settings('riverside'),
      clinics.instruments('riverside'),
    ]);
    expect([settings.name, own, reads]).toEqual(['Riverside', {}, 2]);
  });
});

describe('a pathway', () => {
  const publish = (draftedAt: number) =>
    ({ do: 'publish-pathway', id: published.id, draftedAt, pathway: published }) as const;

  it('is published from a draft, as it was read', async () => {
    const { clinics, run, does } = await open();
    expect(await run(publish(1))).toMatchObject({ refused: 'wrong-state' });
    const { seq } = await does(draft);
    await does(draft);
    expect(await run(publish(seq))).toMatchObject({ refused: 'wrong-state' });
    await does(publish(seq + 1));
    expect(await clinics.pathway('riverside', published.id, 1)).toEqual(published);
    expect(await run(publish(seq + 1))).toMatchObject({ refused: 'wrong-state' });
  });

  it('keeps its versions beside each other', async () => {
    const { clinics, does } = await open();
    await does(publish((await does(draft)).seq));
    const { seq } = await does({ ...draft, title: 'Second' });
    await does({ ...publish(seq), pathway: { ...published, title: 'Second' } });
    expect((await clinics.pathway('riverside', published.id, 1)).title).toBe(published.title);
    expect((await clinics.pathway('riverside', published.id, 2)).title).toBe('Second');
    await expect(clinics.pathway('riverside', published.id, 3)).rejects.toThrow('there is no version 3');
    expect((await clinics.get('riverside')).pathways[published.id]).toEqual({
      title: 'Second',
      published: 2,
    });
    expect(await clinics.verify('riverside')).toBeUndefined();
  });

  it('that was edited where it is stored is found', async () => {
    const { table, clinics, does } = await open();
    await does(publish((await does(draft)).seq));
    const key = { pk: 'riverside', sk: `PATHWAY#${published.id}#0001` };
    const item = (await table.get(key))!;
    await table.write([{ put: { ...item, body: String(item.body).replace('"P6W"', '"P9W"') } }]);
    expect(await clinics.verify('riverside')).toBe(`${key.sk} of riverside is not what the log says`);
  });
});
