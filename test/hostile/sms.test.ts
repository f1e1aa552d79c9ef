/** What clients text, as carriers bring it: STOP in many shapes, cries for help, and answers that are hard to read. */
import { describe, expect, it } from 'vitest';
import { type AtTheDoors, atTheDoors } from '../support/doors.ts';
import { only } from '../support/paper.ts';
import { POINTS } from '../support/people.ts';

/** Kim is in treatment: the next check-in is on Tuesday at 10:00. */
async function inTreatment(client = {}): Promise<AtTheDoors> {
  const kim = await atTheDoors({ client });
  await kim.treats();
  return kim;
}

/** What reached the phone since: only what `during` brought about. */
async function textsAfter(kim: AtTheDoors, during: () => Promise<unknown>): Promise<string[]> {
  const before = (await kim.arrived()).length;
  await during();
  return (await kim.arrived()).slice(before).map(({ template }) => template);
}

const WEEKS_LATER = '2026-02-03T16:00:00.000Z';

async function stopsTheTexts(words: string): Promise<void> {
  const kim = await inTreatment();
  expect(await textsAfter(kim, () => kim.texts(words))).toEqual(['reply.stopped']);
  expect(await kim.mayBeWrittenTo()).toEqual(['email']);
  expect(await textsAfter(kim, () => kim.texts(words))).toEqual([]);
  expect(await textsAfter(kim, () => kim.passes(WEEKS_LATER))).toEqual([]);
  expect((await kim.arrived('kim@example.org')).length).toBeGreaterThan(0);
}

describe('a client who wants no more texts', () => {
  it.each([
    ['17 · “STOP” stops all texts, and is confirmed once', 'STOP'],
    ['18 · “stop.” is STOP', 'stop.'],
    ['19 · “Stop please” is STOP', 'Stop please'],
    ['20 · “ＳＴＯＰ”, in full width, is STOP', 'ＳＴＯＰ'],
    ['21 · “ST0P”, with a zero, is STOP', 'ST0P'],
    ['22 · “unsubscribe” is STOP', 'unsubscribe'],
    ['23 · “quit” is STOP', 'quit'],
    ['25 · “opt out” is STOP', 'opt out'],
    ['26 · “stopall” is STOP', 'stopall'],
  ])('%s', (_, words) => stopsTheTexts(words));

  it('28 · “ALTO” and “PARAR” are STOP, whatever language is on record', async () => {
    for (const words of ['ALTO', 'PARAR', 'Alto.']) await stopsTheTexts(words);
  });

  it('24 · “cancel my appt” stops nothing: a person reads it', async () => {
    const kim = await inTreatment();
    expect(await textsAfter(kim, () => kim.texts('cancel my appt'))).toEqual(['reply.kept']);
    expect(await kim.mayBeWrittenTo()).toEqual(['sms', 'email']);
    expect(await kim.openTasks()).toEqual(['words']);
  });

  it('27 · START after STOP brings the texts back, and START alone enrols nobody', async () => {
    const kim = await inTreatment();
    await kim.texts('STOP');
    expect(await textsAfter(kim, () => kim.texts('START'))).toEqual(['reply.started']);
    expect(await textsAfter(kim, () => kim.passes(WEEKS_LATER))).toContain('request.check-in');
    const never = await atTheDoors({
      client: { consents: { email: { at: '2026-01-01T00:00:00.000Z' } }, channel: 'email' },
    });
    await never.enrols();
    await never.texts('START');
    expect(await never.mayBeWrittenTo()).toEqual(['email']);
  });
});

describe('a client in danger', () => {
  const raisesTheAlarm = async (words: string) => {
    const kim = await inTreatment();
    // At night: quiet hours are not for this.
    await kim.passes('2026-01-06T04:00:00.000Z');
    expect(await textsAfter(kim, () => kim.texts(words))).toEqual(['reply.crisis']);
    expect((await kim.arrived()).at(-1)!.text).toContain('988');
    expect(await kim.openTasks()).toEqual(['urgent']);
    expect(await kim.mayBeWrittenTo()).toEqual(['sms', 'email']);
    expect(only(await kim.events(), 'words.received')).toMatchObject([{ words }]);
  };

  it.each([
    ['29 · “STOP hurting me” is an alarm, and no STOP', 'STOP hurting me'],
    ['30 · “HELP me I can’t go on” is an alarm, though HELP is a carrier’s word', "HELP me I can't go on"],
    ['31 · “I want to die 😂” is an alarm: no emoji calms one', 'I want to die 😂'],
  ])('%s', (_, words) => raisesTheAlarm(words));

  it('32 · “kms” and “unalive” are alarms, as is “want to unalive myself”', async () => {
    for (const words of ['kms', 'unalive', 'want to unalive myself']) await raisesTheAlarm(words);
  });
});

/** Kim answers PHQ-9 by text, and has been asked its first question. */
async function inThread(): Promise<AtTheDoors> {
  const kim = await atTheDoors({
    changes: {
      'assessment.battery': [{ instrument: 'phq-9' }],
      burden: { messagesPerDay: 10, messagesPerWeek: 30 },
    },
    client: { answersBy: 'text' },
  });
  await kim.enrols();
  await kim.answers('intake');
  return kim;
}
const answered = async (kim: AtTheDoors) => (await kim.requests('packet'))[0]!.forms[0]!.partial ?? {};

describe('an answer to a question of 0 to 3', () => {
  it.each([
    ['33 · “2” is taken as 2', '2'],
    ['34 · “two” is taken as 2', 'two'],
    ['38 · “٢”, the Arabic digit, is taken as 2', '٢'],
  ])('%s', async (_, words) => {
    const kim = await inThread();
    expect(await textsAfter(kim, () => kim.texts(words))).toEqual(['reply.question']);
    expect(await answered(kim)).toEqual({ 1: POINTS[2] });
  });

  it.each([
    ['35 · “2.5” is asked again, never rounded', '2.5'],
    ['36 · “-1” is asked again, and is no 1', '-1'],
    ['37 · “99999999999” is asked again', '99999999999'],
    ['39 · an emoji alone is asked again, and is no feeling that a machine reads', '🙈'],
  ])('%s', async (_, words) => {
    const kim = await inThread();
    const before = (await kim.arrived()).at(-1)!.text;
    expect(await textsAfter(kim, () => kim.texts(words))).toEqual(['reply.question']);
    expect(await answered(kim)).toEqual({});
    expect((await kim.arrived()).at(-1)!.text).not.toBe(before);
    await kim.texts(words);
    await kim.texts(words);
    // Kindly, twice; then the page, and a person has the words.
    expect((await kim.arrived()).at(-1)!.text).toMatch(/\/c#/);
    expect(await kim.openTasks()).toEqual(['words']);
    expect(await answered(kim)).toEqual({});
  });

  it('40 · nothing, spaces and letters without width are kept, and answered by nothing', async () => {
    const kim = await inThread();
    for (const words of ['', '   ', '\u200b\u2060', '\u00ad'])
      expect(await textsAfter(kim, () => kim.texts(words))).toEqual([]);
    expect(only(await kim.events(), 'words.received')).toHaveLength(4);
    expect([await answered(kim), await kim.openTasks()]).toEqual([{}, []]);
  });

  it('41 · 1,600 letters are kept whole, and a person reads them', async () => {
    const kim = await inTreatment();
    const words = `${'I had a long week. '.repeat(84)}end`.slice(-1600);
    await kim.texts(words);
    expect(only(await kim.events(), 'words.received')).toMatchObject([{ words }]);
    expect(await kim.openTasks()).toEqual(['words']);
  });

  it('42 · an answer to last week’s question, when this week’s has just been sent, is held for a person', async () => {
    const kim = await inTreatment({ answersBy: 'text' });
    await kim.passes('2026-01-13T15:00:00.000Z');
    const [asked] = await kim.requests('check-in');
    const before = (await kim.arrived()).length;
    // Sent as the new question came: nobody can tell which of the two it is for.
    await kim.texts('3', { at: '2026-01-13T15:00:20.000Z' });
    const [still] = await kim.requests('check-in');
    expect([still!.id, still!.forms[0]!.partial]).toEqual([asked!.id, undefined]);
    expect(await kim.openTasks()).toContain('words');
    expect((await kim.arrived()).slice(before).map(({ template }) => template)).toEqual(['reply.kept']);
    // Sent before it, and late on its way: last week's, kept with it.
    await kim.texts('3', { at: '2026-01-13T14:59:30.000Z' });
    const late = only(await kim.events(), 'response.received').filter((one) => one.late);
    expect(late.map(({ requestId }) => requestId)).not.toContain(asked!.id);
    expect(late).toHaveLength(1);
    // An hour later it is this week's.
    await kim.passes('2026-01-13T16:00:00.000Z');
    await kim.texts('3');
    expect((await kim.requests('check-in'))[0]!.forms[0]!.partial).toEqual({ mood: 3 });
  });
});
