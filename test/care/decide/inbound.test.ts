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
const inCare = (client = {}) => {
  const kim = onPaper({}, client).enrol();
  kim.asks('intake');
  return kim;
};
/** Everything that went to Kim after the first message. */
const replies = (kim: Paper) => kim.sentToClient().slice(1);
const consents = (kim: Paper) => Object.keys(kim.chart.client!.consents).sort();
const suppressed = (kim: Paper) => only(kim.events(), 'message.suppressed').map(({ why }) => why);

/** Asked PHQ-9 question by question. */
const inThread = () => {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }, { answersBy: 'text' }).enrol();
  kim.asks('packet');
  return kim;
};
/** Asked item 9 of PHQ-9 alone. */
const askedItem9 = (client = {}) => {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }, client).enrol();
  const instrument = structuredClone(kim.world.instruments['phq-9']!);
  instrument.questionnaire.item = itemsOf(instrument).filter(({ linkId }) => linkId === '9');
  kim.world.instruments = { ...kim.world.instruments, 'phq-9': instrument };
  kim.asks('packet');
  return kim;
};
const thread = (kim: Paper) => Object.values(kim.chart.threads)[0];

describe('whatever a client sends', () => {
  it('is kept in the log, with what it was found to be', () => {
    const kim = inCare();
    says(kim, 'Liked “How are you”');
    expect(only(kim.events(), 'words.received')).toMatchObject([
      { words: 'Liked “How are you”', kind: 'tapback', channel: 'sms' },
    ]);
  });

  it('is refused of somebody who is no client', () => {
    const kim = inCare();
    kim.chart.client = undefined;
    const command = { channel: 'sms', providerId: 'x', words: 'hi', sentAt: kim.world.now } as const;
    expect(kim.refuses({ do: 'receive', ...command }).refused).toBe('not-found');
  });

  test.each(['Liked “How are you”', "I'm driving right now, will reply later", '  ', '\u200b'])(
    '%j asks nothing of anybody',
    (words) => {
      const kim = inCare();
      says(kim, words);
      expect([replies(kim), kim.tasks()]).toEqual([[], []]);
    },
  );

  it('goes to the clinician in one task while that is open, and is acknowledged once', () => {
    const kim = inCare();
    says(kim, 'Is Thursday still on?');
    says(kim, 'Or Friday?');
    expect(kim.tasks('words').map(({ findings }) => findings.map(({ what }) => what))).toEqual([
      ['By text message: “Is Thursday still on?”', 'By text message: “Or Friday?”'],
    ]);
    expect(replies(kim)).toEqual(['reply.kept']);
  });

  it('with a photo alone is told that only words can be read', () => {
    const kim = inCare();
    says(kim, '', { media: true });
    expect(replies(kim)).toEqual(['reply.no-text']);
  });
});

describe('words of danger', () => {
  test.each(['STOP hurting me', "HELP me I can't go on", 'I want to die 😂', 'kms', 'unalive', 'HELP!!'])(
    '%j: one urgent task and the crisis lines at once, and the messages are not stopped',
    (words) => {
      const kim = inCare();
      says(kim, words);
      expect(kim.tasks().map(({ kind }) => kind)).toEqual(['urgent']);
      expect(kim.tasks('urgent')[0]!.findings[0]!.what).toContain(words);
      expect(replies(kim)).toEqual(['reply.crisis']);
      expect(consents(kim)).toEqual(['email', 'sms']);
    },
  );

  it('join the urgent task that is open, and are answered each time', () => {
    const kim = inCare();
    says(kim, 'kms');
    says(kim, 'kms');
    expect(kim.tasks('urgent').map(({ findings }) => findings.length)).toEqual([2]);
    expect(replies(kim)).toEqual(['reply.crisis', 'reply.crisis']);
  });

  it.each([
    ['at night', (kim: Paper) => kim.at('2026-01-06T07:00:00.000Z')],
    ['while care is paused', (kim: Paper) => kim.does({ do: 'pause', why: 'away' })],
    ['after discharge', (kim: Paper) => kim.does({ do: 'discharge', why: 'moved' })],
    ['after STOP', (kim: Paper) => says(kim, 'STOP')],
  ])('are answered %s too', (_, first) => {
    const kim = inCare();
    first(kim);
    says(kim, 'I want to die');
    expect(replies(kim).at(-1)).toBe('reply.crisis');
    expect(kim.tasks('urgent')).toHaveLength(1);
  });

  it('are answered where the relay comes hours later', () => {
    const kim = inCare();
    kim.relays = false;
    says(kim, 'I want to die');
    kim.relays = true;
    kim.until('2026-01-06T07:00:00.000Z');
    expect(kim.sentToClient()).toContain('reply.crisis');
  });

  it('are answered though care ends before the relay comes', () => {
    const kim = inCare();
    kim.relays = false;
    says(kim, 'I want to die');
    kim.does({ do: 'discharge', why: 'moved' });
    kim.relays = true;
    kim.until('2026-01-05T15:20:00.000Z');
    expect(kim.sentToClient()).toContain('reply.crisis');
  });

  it('in what a mail quotes alarm as well', () => {
    const kim = inCare();
    says(kim, 'see below', { channel: 'email', whole: 'see below\n> I want to die' });
    expect(kim.tasks('urgent')).toHaveLength(1);
  });

  it('from a machine that answers by itself are answered once an hour', () => {
    const kim = inCare();
    const auto = "I'm driving right now. I want to die";
    says(kim, auto, { kind: 'auto-reply' });
    says(kim, auto, { kind: 'auto-reply' });
    expect(replies(kim)).toEqual(['reply.crisis']);
    kim.at('2026-01-05T16:00:00.000Z');
    says(kim, auto, { kind: 'auto-reply' });
    expect(replies(kim)).toEqual(['reply.crisis']);
    kim.at('2026-01-05T16:00:00.001Z');
    says(kim, auto, { kind: 'auto-reply' });
    expect(replies(kim)).toEqual(['reply.crisis', 'reply.crisis']);
  });

  it('beside a wish to be left alone do both', () => {
    const kim = inCare();
    says(kim, 'please stop texting me, I want to die');
    expect([consents(kim), kim.tasks('urgent').length]).toEqual([['email'], 1]);
    expect(replies(kim)).toEqual(['reply.crisis', 'reply.stopped']);
  });
});

describe('an answer that means danger', () => {
  it('by mail is answered with whom to call', () => {
    const kim = askedItem9({ channel: 'email' });
    const [about] = Object.keys(kim.chart.sent);
    says(kim, 'nearly every day', { channel: 'email', about });
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(replies(kim)).toContain('reply.crisis');
  });

  it('by text, after its question was closed, is answered with whom to call', () => {
    const kim = askedItem9({ answersBy: 'text' });
    kim.until('2026-01-13T15:00:00.000Z');
    expect(kim.requests()).toEqual([]);
    says(kim, 'nearly every day');
    expect(kim.tasks('urgent')).toHaveLength(1);
    expect(replies(kim)).toContain('reply.crisis');
  });
});

describe('STOP, START and HELP', () => {
  it('STOP after discharge is said to have been heard, too', () => {
    const kim = inCare();
    kim.does({ do: 'discharge', why: 'moved' });
    says(kim, 'STOP');
    expect([replies(kim), consents(kim)]).toEqual([['reply.stopped'], ['email']]);
  });

  it('STOP takes the consent, says so once, and nothing follows by text', () => {
    const kim = inCare({ email: undefined });
    says(kim, 'STOP');
    says(kim, 'STOP');
    says(kim, 'hello?');
    says(kim, 'HELP');
    kim.until('2026-02-05T15:00:00.000Z');
    expect(consents(kim)).toEqual(['email']);
    expect(replies(kim)).toEqual(['reply.stopped']);
    expect(only(kim.events(), 'client.changed')).toMatchObject([{ byWords: { stopped: 'sms' } }]);
  });

  it('STOP between the claim and the next message lets none go', () => {
    const kim = inCare();
    kim.relays = false;
    says(kim, 'hello?');
    says(kim, 'STOP');
    const kept = kim.messages().find(({ template }) => template === 'reply.kept')!;
    kim.claims(kept.id);
    expect(suppressed(kim)).toEqual(['the client has changed since then whether they may be written to']);
  });

  it('a wish in the client’s own words counts as STOP, and staff are told', () => {
    const kim = inCare();
    says(kim, 'please stop texting me');
    expect([consents(kim), replies(kim)]).toEqual([['email'], ['reply.stopped']]);
    expect(kim.tasks('words')).toHaveLength(1);
  });

  it('START brings back what STOP took, as a new consent', () => {
    const kim = inCare();
    says(kim, 'STOP');
    kim.at('2026-01-05T16:00:00.000Z');
    says(kim, 'START');
    expect(kim.chart.client!.consents.sms).toEqual({
      at: '2026-01-05T16:00:00.000Z',
      how: 'the client replied START',
    });
    expect(replies(kim)).toEqual(['reply.stopped', 'reply.started']);
  });

  it('START enrols nobody, and undoes nothing that staff have decided', () => {
    const kim = inCare({ consents: { email: { at: '2026-01-01T00:00:00.000Z' } } });
    says(kim, 'START');
    expect(consents(kim)).toEqual(['email']);
    const other = inCare();
    says(other, 'STOP');
    other.does({ do: 'change-client', changes: { consents: {} }, why: 'asked for none at all' });
    says(other, 'START');
    expect(consents(other)).toEqual([]);
  });

  it('HELP is answered at night too, to whoever has just asked', () => {
    const kim = inCare();
    kim.at('2026-01-06T07:00:00.000Z');
    says(kim, 'HELP');
    expect(replies(kim)).toEqual(['reply.help']);
  });

  it('a reply that is late waits for the morning', () => {
    const kim = inCare();
    kim.at('2026-01-06T07:00:00.000Z');
    kim.relays = false;
    says(kim, 'HELP');
    kim.at('2026-01-06T07:05:00.001Z');
    kim.claims(kim.messages().find(({ template }) => template === 'reply.help')!.id);
    expect(only(kim.events(), 'message.held').map(({ why }) => why)).toEqual(['quiet hours']);
  });

  it('replies to the client’s own words do not use up what they may be sent', () => {
    const kim = inCare();
    for (const words of ['HELP', 'help', 'HELP', 'help']) says(kim, words);
    expect(kim.chart.handedOver).toHaveLength(1);
  });
});

it('a wrong number is written to no more, staff are told, and START brings nothing back', () => {
  const kim = inCare();
  says(kim, 'wrong number');
  says(kim, 'START');
  expect([consents(kim), replies(kim)]).toEqual([['email'], ['reply.wrong-number']]);
  expect(kim.tasks('no-channel')).toHaveLength(1);
  expect(kim.chart.wrongNumber).toBe('+14155550134');
});

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

const nine = () => Array.from({ length: 9 }, (_, n) => [String(n + 1), 'LA6568-5']);

describe('what a provider tells', () => {
  const handedOff = (kim: Paper) => only(kim.events(), 'message.handed-off')[0]!.messageId;
  const told = (kim: Paper, rest: object) =>
    kim.decides({
      do: 'resolve-message',
      messageId: handedOff(kim),
      outcome: 'failed',
      address: '+14155550134',
      ...rest,
    });

  it('of a message whose fate nobody knew settles it', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.asks('intake');
    const { id } = kim.messages()[0]!;
    kim.claims(id);
    kim.settles(id, { sent: 'unknown', reason: 'a timeout' });
    kim.does({ do: 'resolve-message', messageId: id, outcome: 'delivered' });
    expect(kim.chart.sent[id]).toMatchObject({ state: 'delivered' });
  });

  it('before our own record of the send counts, and the record that follows changes nothing', () => {
    const kim = onPaper().enrol();
    kim.relays = false;
    kim.asks('intake');
    const { id } = kim.messages()[0]!;
    kim.claims(id);
    kim.does({ do: 'resolve-message', messageId: id, outcome: 'delivered', providerId: 'p9' });
    expect(kim.chart.sent[id]).toMatchObject({ state: 'delivered' });
    expect(
      kim.refuses({ do: 'settle-message', messageId: id, outcome: { sent: 'accepted', providerId: 'p9' } })
        .refused,
    ).toBe('duplicate');
  });

  test.each([
    ['failed', 'delivered'],
    ['delivered', 'failed'],
  ] as const)('first %s, then %s, comes to the same end', (first, second) => {
    const kim = inCare();
    for (const outcome of [first, second, first, second]) told(kim, { outcome });
    const id = handedOff(kim);
    for (const outcome of [first, second]) {
      const events = kim.decides({ do: 'resolve-message', messageId: id, outcome });
      if (Array.isArray(events) && events.length) kim.does({ do: 'resolve-message', messageId: id, outcome });
    }
    expect(kim.chart.sent[id]).toMatchObject({ state: 'failed' });
  });

  it('of a landline turns to the other channel, asks again there, and tells a person', () => {
    const kim = inCare();
    const messageId = handedOff(kim);
    const failed = { outcome: 'failed', permanent: true, address: '+14155550134', why: 'landline' } as const;
    kim.does({ do: 'resolve-message', messageId, ...failed });
    expect(kim.chart.client).toMatchObject({ channel: 'email' });
    expect(consents(kim)).toEqual(['email']);
    expect(kim.tasks('no-channel')).toHaveLength(1);
    expect(kim.sent.findLast(({ to }) => to === 'client')).toMatchObject({
      template: 'request.intake',
      channel: 'email',
    });
    expect(kim.refuses({ do: 'resolve-message', messageId, ...failed }).refused).toBe('duplicate');
  });

  it('of a number that the client no longer has, changes no channel', () => {
    const kim = inCare();
    const failed = { outcome: 'failed', permanent: true, address: '+12125550100' } as const;
    kim.does({ do: 'resolve-message', messageId: handedOff(kim), ...failed });
    expect(consents(kim)).toEqual(['email', 'sms']);
  });

  it('of a complaint ends the channel, and START does not bring it back', () => {
    const kim = inCare({ channel: 'email' });
    kim.does({ do: 'resolve-message', messageId: handedOff(kim), outcome: 'complaint' });
    expect(consents(kim)).toEqual(['sms']);
    says(kim, 'START', { channel: 'email' });
    expect(consents(kim)).toEqual(['sms']);
  });
});

describe('a carrier that has taken a STOP by itself', () => {
  const refused = (client = {}) => {
    const kim = onPaper({}, client).enrol();
    kim.relays = false;
    kim.asks('intake');
    const [{ id } = { id: '' }] = kim.messages();
    kim.claims(id);
    kim.relays = true;
    const outcome = { sent: 'refused', reason: 'opted out', again: false, optedOut: true } as const;
    kim.does({ do: 'settle-message', messageId: id, outcome }, 'attune-relay');
    return kim;
  };

  it('ends the texts in the chart too, and what was meant goes by mail', () => {
    const kim = refused();
    expect([consents(kim), kim.chart.stopped]).toEqual([['email'], { sms: true }]);
    expect(kim.sent).toMatchObject([{ template: 'request.intake', channel: 'email' }]);
    expect(kim.tasks('no-channel')).toEqual([]);
  });

  it('leaves a person to find another way where there is none', () => {
    const kim = refused({ consents: { sms: { at: '2026-01-01T00:00:00.000Z' } } });
    expect([consents(kim), kim.tasks('no-channel')]).toMatchObject([[], [{ priority: 'routine' }]]);
  });
});
