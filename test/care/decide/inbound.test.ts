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

/** Asked item 9 of PHQ-9 alone. */
const askedItem9 = (client = {}) => {
  const kim = onPaper({ 'assessment.battery': [{ instrument: 'phq-9' }] }, client).enrol();
  const instrument = structuredClone(kim.world.instruments['phq-9']!);
  instrument.questionnaire.item = itemsOf(instrument).filter(({ linkId }) => linkId === '9');
  kim.world.instruments = { ...kim.world.instruments, 'phq-9': instrument };
  kim.asks('packet');
  return kim;
};
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
