import { describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { check, paths } from '../../support/pathways.ts';
import { scene } from '../../support/scene.ts';

const shipped = content.messages.en!.templates['request.intake'];
const HOLA = content.messages.es!.templates['request.intake'];
const worded = (texts: object = {}, language = 'en') => ({
  wording: { [language]: { 'request.intake': { ...shipped, ...texts } } },
});
const INTAKE = 'wording.en.request.intake';

describe('a pathway’s own words', () => {
  it('go out in the place of the shipped text, by text and by mail, and only where it has them', async () => {
    const own = {
      sms: '{clinic}: hello! Before we meet: {link} Reply STOP to opt out',
      email: {
        subject: 'Before we meet',
        text: `Hello,\n\n{clinic} looks forward to meeting you: {link}\n\n${content.messages.en!.unwatched}`,
      },
    };
    const changes = { wording: { en: { 'request.intake': own } } };
    const said = async (client: object) => {
      const one = await scene({ changes, client });
      await one.enrols();
      return (await one.sent())[0]!;
    };
    expect((await said({})).text).toMatch(/^Riverside\b.*: hello! Before we meet: https:/);
    const channels = { email: 'consented' };
    const mail = await said({ channels, phone: undefined, email: 'kim@example.org' });
    expect(mail.subject).toBe('Before we meet');
    expect(mail.text).toContain('looks forward to meeting you');
    expect((await said({ language: 'es' })).text).toContain('Responda STOP');
    const other = await scene({ changes: { wording: { en: { 'reminder.last': own } } } });
    await other.enrols();
    expect((await other.sent())[0]!.text).toContain('some questions before we start');
  });

  it('may be those that ship', () => {
    const { pathway, faults, warnings } = check(worded());
    expect(faults).toEqual([]);
    expect(pathway?.wording).toEqual(worded().wording);
    expect(warnings.find(({ path }) => path === INTAKE)?.fault).toContain(
      'in “es” the shipped text goes out',
    );
  });

  it.each([
    ['what the clinic treats', { sms: `${shipped.sms} about your depression` }, 'sms', '“depression” tells'],
    [
      'an instrument',
      { email: { ...shipped.email, subject: 'Your PHQ-9 is due' } },
      'email.subject',
      'PHQ-9',
    ],
    ['an address of its own', { sms: `${shipped.sms} or www.example.org` }, 'sms', 'holds an address'],
    ['no link', { sms: '{clinic}: call us. Reply STOP to opt out' }, 'sms', '{link} is missing'],
    ['no name of who writes', { sms: 'Hello {link} Reply STOP to opt out' }, 'sms', '{clinic} is missing'],
    ['no way to stop', { sms: '{clinic}: hello {link}' }, 'sms', 'how to stop'],
    ['a name', { sms: `Dear {name}, ${shipped.sms}` }, 'sms', ''],
    ['a code', { sms: `${shipped.sms} {code}` }, 'sms', ''],
    ['four texts’ length', { sms: `${shipped.sms}${' and so on'.repeat(36)}` }, 'sms', 'goes out as'],
    [
      'nothing of danger in a mail',
      { email: { ...shipped.email, text: '{clinic}: {link}' } },
      'email.text',
      'what to do in danger',
    ],
  ])('with %s are a fault at their field', (_, texts, at, fault) => {
    const { faults } = check(worded(texts));
    expect(paths(faults)).toEqual([`${INTAKE}.${at}`]);
    expect(faults[0]!.fault).toContain(fault);
  });

  it('in a language that nothing ships in, or for what is not a client’s, are refused', () => {
    expect(paths(check(worded({}, 'fr')).faults)).toEqual(['wording.fr']);
    expect(check({ wording: { en: { 'staff.urgent': shipped } } }).faults).not.toEqual([]);
  });

  it('that cost more texts than the shipped ones are told, with the letters that make them dear', () => {
    const sms = shipped.sms.replace('some questions', 'some questions “soon”');
    const { faults, warnings } = check({
      wording: { en: { 'request.intake': { ...shipped, sms } }, es: { 'request.intake': HOLA } },
    });
    expect(faults).toEqual([]);
    const [warning] = warnings.filter(({ path }) => path === `${INTAKE}.sms`);
    expect(warning).toMatchObject({
      fault: 'costs 3 texts each time, and the shipped one 1',
      mend: 'write it without “ ”',
    });
  });
});
