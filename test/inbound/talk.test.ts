/** A talk by text and mail, from the door to what leaves the clinic: relay, table and words are the real ones. */
import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { smsSegments } from '../../functions/care/messages/render.ts';
import { receiveSms } from '../../functions/inbound/sms.ts';
import { kim } from '../support/people.ts';
import { type Scene, scene } from '../support/scene.ts';

let texts = 0;
const says = async (one: Scene, text: string) => {
  texts += 1;
  const { charts, clinics } = one.host;
  const deps = { charts, clinics, table: one.table, content };
  const at = one.clock();
  await receiveSms(deps, { providerId: `t-${texts}`, from: kim.phone!, to: '+18885550100', text, at });
  await one.host.settle();
};
/** What Kim's phone shows, the newest last. */
const phone = async (one: Scene) =>
  (await one.sent()).filter(({ to }) => to === kim.phone).map(({ text }) => text);

/** In treatment since Monday, asked by text. */
const checkedIn = async (client = {}) => {
  const one = await scene({ client: { answersBy: 'text', ...client } });
  await one.treats();
  for (let day = 6; (await one.requests('check-in')).length === 0; day += 1)
    await one.passes(`2026-01-${String(day).padStart(2, '0')}T15:00:00.000Z`);
  return one;
};

describe('a check-in by text', () => {
  it('is asked question by question, and a goal by its number: the client’s words stay off the phone', async () => {
    const one = await checkedIn();
    const first = (await phone(one)).at(-1)!;
    expect(first).toContain('How has your mood been?');
    expect(first).toContain('Reply with a number from 0 to 10');
    for (let asked = 0; asked < 20 && (await one.requests('check-in')).length > 0; asked += 1) {
      const last = (await phone(one)).at(-1)!;
      await says(one, last.includes('in your own words') ? 'SKIP' : '1');
    }
    const shown = await phone(one);
    expect(shown.at(-1)).toBe('Thank you, that was all. Your answers are with Riverside.');
    expect(shown.join('\n')).not.toContain('sleep through the night');
    expect((await one.chart()).goals!.goals[0]!.rating).toBe(1);
    expect(await one.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });

  it('says first who asks and how to end it, and not again in the talk', async () => {
    const one = await checkedIn();
    const who = 'Riverside asks. Reply STOP to opt out\n';
    expect((await phone(one)).at(-1)).toMatch(new RegExp(`^${who}1/13 `));
    await says(one, '7');
    expect((await phone(one)).at(-1)).not.toContain(who);
  });

  it('asks again in other words, and then sends a link that opens the page', async () => {
    const one = await checkedIn();
    await says(one, 'so so');
    await says(one, 'as always');
    await says(one, 'no idea');
    const [first, second, link] = (await phone(one)).slice(-3);
    expect(first).toMatch(/^Sorry, we could not read that/);
    expect(second).toMatch(/^Sorry, that one is still not clear/);
    expect(link).toMatch(/https:\/\/riverside\.example\/c#chance-/);
  });

  it('speaks the client’s language', async () => {
    const one = await checkedIn({ language: 'es' });
    expect((await phone(one)).at(-1)).toContain('Responda');
  });
});

describe('what is said in reply', () => {
  it.each([
    ['STOP', 'you will get no more messages from this number'],
    ['HELP', 'This number is not for emergencies'],
    ['I want to die', '988'],
    ['Can I come later?', 'A person at Riverside will read this'],
    ['wrong number', 'We will not write to this number again'],
  ])('to %j holds “%s”', async (words, said) => {
    const one = await scene();
    await one.enrols();
    await says(one, words);
    expect((await phone(one)).at(-1)).toContain(said);
  });

  it('is one segment, the crisis line too', async () => {
    const one = await scene();
    await one.enrols();
    for (const words of ['Can I come later?', 'HELP', 'I want to die', 'STOP', 'START'])
      await says(one, words);
    for (const text of (await phone(one)).slice(1))
      expect([text, smsSegments(text)]).toEqual([text, { encoding: 'GSM-7', segments: 1 }]);
  });

  it('to HELP names the clinic’s phone where it has one', async () => {
    const one = await scene();
    await one.enrols();
    const at = { clinicId: 'riverside', by: 'lea' };
    await one.host.clinics.run(at, { do: 'change-clinic', changes: { phone: '+14155550100' } });
    await one.passes('2026-01-05T15:01:00.000Z');
    await says(one, 'HELP');
    expect((await phone(one)).at(-1)).toContain('Riverside: call us at +14155550100');
  });
});

describe('a reminder to somebody who answers by text', () => {
  it('asks the question that is open again, which can be answered there and then', async () => {
    const one = await checkedIn();
    await says(one, '7');
    const open = (await phone(one)).at(-1)!;
    await one.passes('2026-01-07T15:30:00.000Z');
    const reminder = (await phone(one)).at(-1)!;
    expect(reminder).toBe(`Riverside asks. Reply STOP to opt out\nWhen you have a moment:\n${open}`);
    const before = (await phone(one)).length;
    await says(one, '1');
    expect((await phone(one)).length).toBe(before + 1);
    expect((await phone(one)).at(-1)).not.toMatch(/^Sorry/);
  });

  it('is a link again where the thread had come to a link', async () => {
    const one = await checkedIn();
    for (const words of ['so so', 'as always', 'no idea']) await says(one, words);
    await one.passes('2026-01-07T15:30:00.000Z');
    expect((await phone(one)).at(-1)).toMatch(/last reminder for this: https:/);
  });
});
