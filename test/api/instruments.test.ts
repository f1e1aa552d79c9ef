/** What a clinic adds to the instruments that ship, and that its clients are then asked. */
import { beforeEach, describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { itemsOf } from '../../functions/care/measures/instrument.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { type Clinics, done, MARIA, openClinics } from '../support/clinic.ts';
import { calculated, choice, questionnaire } from '../support/questionnaires.ts';

let clinics: Clinics;
beforeEach(async () => {
  clinics = await openClinics();
});
const ask: Clinics['ask'] = (...asking) => clinics.ask(...asking);

const SOUTH = { staffId: 'ada', clinicId: 'south', roles: ['admin' as const] };

const ucla = content.instruments['ucla-3']!;
/** Stand-ins: nothing of the licensed wording is in this repository. */
const wordingOf = (say: (linkId: string) => string, language = 'en') => ({
  language,
  items: Object.fromEntries(itemsOf(ucla).map(({ linkId }) => [linkId, say(linkId)])),
  options: Object.fromEntries(
    itemsOf(ucla).map(({ linkId, answerOption = [] }) => [
      linkId,
      Object.fromEntries(answerOption.map(({ valueCoding: { code } }) => [code, `Answer ${code}`])),
    ]),
  ),
});
const licensed = {
  reference: 'Licence 2026-117, signed 2026-11-02',
  wordings: [wordingOf((linkId) => `Question ${linkId}`)],
};
const put = (body: object, as: Parameters<typeof ask>[2] = { as: 'ada' }) =>
  ask('PUT', '/instruments/ucla-3/wording', { ...as, body });
const listed = async (id: string, as: 'ada' | typeof SOUTH = 'ada') =>
  (await ask('GET', '/instruments', { as })).body.instruments.find((one: { id: string }) => one.id === id);

async function checkedWith(instrument: string) {
  const assessment = { ...shipped.assessment, battery: [...shipped.assessment.battery, { instrument }] };
  const draft = { ...shipped, id: 'own', assessment };
  const saved = await ask('PUT', '/pathways/own/draft', { as: 'ada', body: draft });
  const { body } = await ask('POST', '/pathways/own/check', { as: 'ada' });
  return { faults: body.faults, draftedAt: saved.body.draftedAt };
}

describe('an instrument that ships without its wording', () => {
  it('can be asked by no pathway until the clinic holds the licence, and the fault says where and how', async () => {
    const { faults } = await checkedWith('ucla-3');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({
      path: 'assessment.battery[4].instrument',
      fault: '“ucla-3” has no text to show: its licence forbids that',
    });
    expect(faults[0].mend).toMatch(/get the right to use it .*PUT \/instruments\/ucla-3\/wording/);
    expect((await put(licensed)).status).toBe(200);
    expect((await checkedWith('ucla-3')).faults).toEqual([]);
  });

  it('is told of in Spanish to who reads that, and so is all that is wrong with a draft', async () => {
    await checkedWith('ucla-3');
    const headers = { 'accept-language': 'es-MX' };
    const { body } = await ask('POST', '/pathways/own/check', { as: 'ada', headers });
    expect(body.faults).toEqual([
      {
        path: 'assessment.battery[4].instrument',
        fault: '«ucla-3» no tiene texto que mostrar: su licencia lo prohíbe',
        mend: 'obtenga el derecho a usarlo (Pregunte a los autores) y añada su texto (PUT /instruments/ucla-3/wording), o use otro',
      },
    ]);
    const { instruments } = (await ask('GET', '/instruments', { as: 'ada', headers })).body;
    expect(instruments.find(({ id }: { id: string }) => id === 'ucla-3').licence.ask).toBe(
      'Pregunte a los autores',
    );
  });

  it('keeps who gave its wording, when, and by what right, in that clinic alone', async () => {
    expect(await listed('ucla-3')).toMatchObject({ source: 'shipped', askable: false, languages: [] });
    await put(licensed);
    expect(await listed('ucla-3')).toMatchObject({
      source: 'licensed',
      version: '1.0.0-clinic.1',
      askable: true,
      languages: ['en'],
      licence: { status: 'held', permission: licensed.reference },
      own: { published: 1, by: 'ada', at: '2026-03-02T15:00:00.000Z' },
    });
    expect(await listed('ucla-3', SOUTH)).toMatchObject({ source: 'shipped', askable: false });
    expect(content.instruments['ucla-3']).toBe(ucla);
  });

  it('has each wording as a version, which never changes', async () => {
    await put(licensed);
    await put({ ...licensed, wordings: [wordingOf((linkId) => `Mended ${linkId}`)] });
    const texts = async (query: Record<string, string>) =>
      (await ask('GET', '/instruments/ucla-3', { as: 'cleo', query })).body.item[0].text;
    expect([await texts({ version: '1' }), await texts({ version: '2' }), await texts({})]).toEqual([
      'Question 1',
      'Mended 1',
      'Mended 1',
    ]);
    expect((await ask('GET', '/instruments/ucla-3', { as: 'cleo', query: { version: '3' } })).status).toBe(
      404,
    );
  });

  it('is not half worded, and not worded without a right', async () => {
    const half = { ...licensed, wordings: [{ ...licensed.wordings[0], items: { '1': 'Question 1' } }] };
    const { status, body } = await put(half);
    expect([status, body.faults.map(({ path }: { path: string }) => path)]).toEqual([
      422,
      ['wordings[0].items.2', 'wordings[0].items.3'],
    ]);
    expect((await put({ wordings: licensed.wordings })).status).toBe(422);
    expect((await clinics.clinics.get('north')).instruments).toBeUndefined();
  });

  it('is worded by admins only, and one that ships with its wording by nobody', async () => {
    expect((await put(licensed, { as: 'cleo' })).status).toBe(403);
    const free = await ask('PUT', '/instruments/phq-9/wording', { as: 'ada', body: licensed });
    expect([free.status, free.body.detail]).toEqual([
      409,
      'This instrument ships with its wording, which may not be changed.',
    ]);
  });
});

const MOOD = questionnaire([
  choice('a'),
  choice('b'),
  calculated('sum', "%resource.item.where(linkId='a' or linkId='b').answer.value.ordinal().sum()"),
]);
const importing = (body: object) => ask('POST', '/instruments/import', { as: 'ada', body });

describe('an imported questionnaire', () => {
  it('goes out as it came in, and takes no name that is taken', async () => {
    const { status, body } = await importing({ questionnaire: MOOD, as: 'mood' });
    expect([status, body.source, body.askable]).toEqual([201, 'imported', true]);
    expect((await ask('GET', '/instruments/mood', { as: 'cleo' })).body).toEqual(MOOD);
    expect((await importing({ questionnaire: MOOD, as: 'mood' })).status).toBe(409);
    expect((await importing({ questionnaire: MOOD, as: 'phq-9' })).status).toBe(409);
  });

  it('is refused by name and path where something in it cannot be run', async () => {
    const { status, body } = await importing({
      questionnaire: questionnaire([{ linkId: 'p', text: 'Photo', type: 'attachment' }]),
    });
    expect(status).toBe(422);
    expect(body.faults[0]).toMatchObject({ path: 'item[0] (p)' });
    expect(body.faults[0].fault).toMatch(/attachment/);
  });

  it('is asked, scored and watched for risk like one that ships', async () => {
    const riskItems = [{ linkId: 'b', atLeast: 2 }];
    await importing({ questionnaire: MOOD, as: 'mood', riskItems });
    const { faults, draftedAt } = await checkedWith('mood');
    expect(faults).toEqual([]);
    expect((await ask('POST', '/pathways/own/publish', { as: 'ada', body: { draftedAt } })).status).toBe(200);
    await clinics.run('c-1', { do: 'create-client', client: MARIA });
    await clinics.run('c-1', { do: 'enrol', pathway: { id: 'own', version: 1 }, clinician: 'cleo' });
    const { request } = await clinics.askClient('c-1', 'packet');
    const token = await clinics.linkTo('c-1', request.id);
    const opened = await ask('POST', '/link/open', { body: { token } });
    expect(
      opened.body.requests[0].forms.map(({ instrument }: { instrument: string }) => instrument),
    ).toContain('mood');
    const answered = await ask('POST', '/link/answers', {
      body: {
        token,
        requestId: request.id,
        responses: [{ instrument: 'mood', answers: { a: 'a1', b: 'a2' }, complete: true }],
      },
    });
    expect(answered.body.crisis.emergency).toBe('911');
    const { measures, tasks } = await clinics.charts.get('north', 'c-1');
    expect(measures.mood?.last.value).toBe(3);
    expect(Object.values(tasks).map(({ kind }) => kind)).toContain('urgent');
  });

  it('cannot be changed once it is here', async () => {
    await importing({ questionnaire: MOOD, as: 'mood' });
    const again = await clinics.clinics.run(
      { clinicId: 'north', by: 'ada' },
      {
        do: 'publish-instrument',
        source: 'licensed',
        version: 2,
        instrument: (await clinics.clinics.instrument('north', 'mood', 1))!,
      },
    );
    expect(() => done(again)).toThrow('There is an instrument mood already.');
  });
});
