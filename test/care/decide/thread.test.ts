import { describe, expect, it, test } from 'vitest';
import type { Receive } from '../../../functions/care/decide/inbound.ts';
import { itemsOf } from '../../../functions/care/measures/instrument.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';

let texts = 0;
/** Kim texts, now. */
const says = (kim: Paper, words: string, rest: Partial<Receive> = {}) => {
  texts += 1;
  const sentAt = kim.world.now;
  return kim.does(
    { do: 'receive', channel: 'sms', providerId: `sm-${texts}`, words, sentAt, ...rest },
    'client',
  );
};
/** Everything that went to Kim after the first message. */
const replies = (kim: Paper) => kim.sentToClient().slice(1);
const suppressed = (kim: Paper) => only(kim.events(), 'message.suppressed').map(({ why }) => why);

/** Asked PHQ-9 question by question. */
const inThread = () => {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }, { answersBy: 'text' }).enrol();
  kim.asks('packet');
  return kim;
};
const thread = (kim: Paper) => Object.values(kim.chart.threads)[0];

const nine = () => Array.from({ length: 9 }, (_, n) => [String(n + 1), 'LA6568-5']);

describe('a request that is answered by text', () => {
  it('begins with its first question, and each answer brings the next, to the thanks', () => {
    const kim = inThread();
    expect(thread(kim)).toMatchObject({ instrument: 'phq-9', linkId: '1', tries: 0 });
    expect(kim.chart.links).toEqual({});
    for (const words of ['0', '1', 'two', '٢', '0', '0.', 'not at all', '1', '0']) says(kim, words);
    const [answered] = only(kim.events(), 'response.received').filter(({ complete }) => complete);
    expect(answered!.score).toMatchObject({ measure: 'phq-9', total: 6 });
    expect(kim.requests('packet')).toEqual([]);
    expect(replies(kim)).toEqual([...Array(8).fill('reply.question'), 'reply.thanks']);
    expect(kim.chart.handedOver).toHaveLength(1);
    expect(kim.chart.threads).toEqual({});
  });

  it('counts a positive risk item at once, with the crisis lines, and goes on', () => {
    const kim = inThread();
    for (const words of ['0', '0', '0', '0', '0', '0', '0', '0', '2']) says(kim, words);
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(replies(kim).slice(-2)).toEqual(['reply.crisis', 'reply.thanks']);
  });

  test.each([
    ['2', 'LA6570-1'],
    ['two', 'LA6570-1'],
    ['٢', 'LA6570-1'],
    ['More than half the days', 'LA6570-1'],
  ])('takes %j for an answer', (words, answer) => {
    const kim = inThread();
    says(kim, words);
    expect(kim.requests('packet')[0]!.forms[0]!.partial).toEqual({ 1: answer });
  });

  test.each(['2.5', '-1', '99999999999', '😀', 'a'.repeat(1600), '1 or 2'])(
    'asks again where %j is no answer',
    (words) => {
      const kim = inThread();
      says(kim, words);
      expect(kim.requests('packet')[0]!.forms[0]!.partial).toBeUndefined();
      expect(thread(kim)).toMatchObject({ linkId: '1', tries: 1 });
      expect(replies(kim)).toEqual(['reply.question']);
    },
  );

  it('asks again twice, then sends the link, and a person gets the words', () => {
    const kim = inThread();
    says(kim, 'hm');
    says(kim, 'what?');
    expect([kim.tasks('words'), Object.keys(kim.chart.links)]).toEqual([[], []]);
    says(kim, 'I do not know');
    expect(thread(kim)!.tries).toBe(3);
    expect(Object.values(kim.chart.links)).toHaveLength(1);
    expect(kim.tasks('words')[0]!.findings[0]!.what).toContain('I do not know');
    says(kim, 'sorry');
    expect(kim.tasks('words')[0]!.findings).toHaveLength(2);
    expect(replies(kim)).toHaveLength(3);
    says(kim, '0');
    expect(thread(kim)).toMatchObject({ linkId: '2', tries: 0 });
  });

  it('lets crisis words go before the question', () => {
    const kim = inThread();
    says(kim, 'I want to die');
    expect(replies(kim)).toEqual(['reply.crisis']);
    expect(thread(kim)).toMatchObject({ linkId: '1', tries: 0 });
  });

  it('asks nothing at night of somebody who wrote long before', () => {
    const kim = inThread();
    kim.at('2026-01-06T02:58:00.000Z');
    kim.relays = false;
    says(kim, '0');
    kim.at('2026-01-06T03:10:00.000Z');
    kim.claims(kim.messages().find(({ template }) => template === 'reply.question')!.id);
    expect(only(kim.events(), 'message.held').map(({ why }) => why)).toEqual(['quiet hours']);
  });

  it('does not ask what the client has answered on the page meanwhile', () => {
    const kim = inThread();
    kim.relays = false;
    says(kim, '0');
    kim.answers('packet', { 'phq-9': Object.fromEntries(nine()) });
    for (const { id } of kim.messages().filter(({ to }) => to === 'client')) kim.claims(id);
    expect(suppressed(kim)).toContain('the client has gone on since then');
  });

  it('does not ask again for what the client has made clear meanwhile', () => {
    const kim = inThread();
    kim.relays = false;
    says(kim, 'hm');
    says(kim, '0');
    const [again, next] = kim.messages().filter(({ template }) => template === 'reply.question');
    kim.claims(again!.id);
    kim.claims(next!.id);
    expect(suppressed(kim)).toEqual(['the client has gone on since then']);
    expect(thread(kim)).toMatchObject({ linkId: '2', tries: 0 });
  });

  it('keeps an answer to last week’s question as late, and tells a person', () => {
    const kim = inThread();
    kim.until('2026-01-20T15:00:00.000Z');
    expect(kim.requests('packet')).toEqual([]);
    says(kim, '3');
    expect(only(kim.events(), 'response.received')).toMatchObject([
      { late: true, answers: { 1: 'LA6571-9' }, complete: false },
    ]);
    expect(kim.sentToClient().at(-1)).toBe('reply.later');
    expect(kim.tasks('words')).toHaveLength(1);
    expect(kim.chart.threads).toEqual({});
  });

  it('holds for a person what may answer last week’s question or the new one', () => {
    const kim = inThread();
    kim.until('2026-01-20T15:00:00.000Z');
    const { id: episodeId, cycle } = kim.chart.episode!;
    kim.does({ do: 'ask-client', ask: 'packet', round: 2, episodeId, cycle, token: 'again' });
    kim.at('2026-01-20T15:00:30.000Z');
    says(kim, '3');
    expect(only(kim.events(), 'response.received')).toEqual([]);
    expect(kim.tasks('words')[0]!.findings[0]!.what).toContain('either of two questions');
    kim.at('2026-01-20T15:02:00.000Z');
    says(kim, '3');
    expect(only(kim.events(), 'response.received')).toMatchObject([{ late: false }]);
  });

  it('is a link where it is too long, or the client reads mail', () => {
    const battery = [{ instrument: 'phq-9' }, { instrument: 'gad-7' }];
    const long = onPaper({ 'assessment.battery': battery }, { answersBy: 'text' }).enrol();
    long.asks('packet');
    expect(long.requests('packet')[0]!.forms).toHaveLength(2);
    const mail = onPaper(
      { 'assessment.battery': [{ instrument: 'gad-7' }] },
      { answersBy: 'text', channel: 'email' },
    ).enrol();
    mail.asks('packet');
    expect([thread(long), thread(mail)]).toEqual([undefined, undefined]);
  });
});

describe('a mail in reply to a request of one question', () => {
  /** Asked for the mood alone, by mail. */
  const asked = () => {
    const kim = onPaper({}, { channel: 'email' }).enrol();
    const { questionnaire, scoring } = structuredClone(kim.world.instruments['attune-check-in']!);
    const mood = itemsOf({ questionnaire }).find(({ linkId }) => linkId === 'mood')!;
    const one = { ...questionnaire, id: 'attune-intake', item: [mood] };
    kim.world.instruments = { ...kim.world.instruments, 'attune-intake': { questionnaire: one, scoring } };
    kim.asks('intake');
    return { kim, about: only(kim.events(), 'message.handed-off')[0]!.messageId };
  };

  it('is its answer', () => {
    const { kim, about } = asked();
    says(kim, '7', { channel: 'email', about });
    expect(only(kim.events(), 'response.received')).toMatchObject([{ answers: { mood: 7 }, complete: true }]);
    expect([replies(kim), kim.tasks()]).toEqual([['reply.thanks'], []]);
  });

  it('is a message to the clinician where it is no answer', () => {
    const { kim, about } = asked();
    says(kim, 'Could we talk first?', { channel: 'email', about });
    expect(only(kim.events(), 'response.received')).toEqual([]);
    expect(kim.tasks('words')).toHaveLength(1);
  });

  it('is kept as late once the request has ended', () => {
    const { kim, about } = asked();
    kim.until('2026-01-20T15:00:00.000Z');
    says(kim, '7', { channel: 'email', about });
    expect(only(kim.events(), 'response.received')).toMatchObject([{ late: true }]);
    expect(kim.sentToClient().at(-1)).toBe('reply.later');
  });
});
