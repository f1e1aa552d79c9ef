import { describe, expect, it } from 'vitest';
import { narrator } from '../../../functions/care/timeline.ts';
import { only, onPaper, type Paper } from '../../support/paper.ts';
import { settings } from '../../support/people.ts';

const RIGHT = 'hash-of-the-right-code-................';
const WRONG = 'hash-of-a-wrong-code-..................';

/** Kim with a link (`link-1`) to the intake. */
const linked = (client = {}) => {
  const kim = onPaper({}, client).enrol();
  kim.asks('intake');
  return kim;
};
/** Asks for a code and has it sent; what the relay would draw is `hash`. */
function hasCode(kim: Paper, hash = RIGHT, link = 'link-1') {
  kim.relays = false;
  const [intended] = only(kim.does({ do: 'ask-code', link }, 'client'), 'message.intended');
  const { message } = intended!;
  kim.does({ do: 'claim-message', messageId: message.id, linkHash: 'unused', codeHash: hash });
  kim.settles(message.id);
  return message.id;
}
const gives = (kim: Paper, code = RIGHT, session = 'session-1', link = 'link-1') =>
  kim.does({ do: 'give-code', link, code, session }, 'client').map(({ type }) => type);

describe('the code that opens a client’s own page', () => {
  it('goes to where the link went, at any hour and past any budget, and makes no link', () => {
    const kim = linked({ channel: 'email' });
    kim.at('2026-01-06T07:00:00.000Z');
    hasCode(kim);
    expect(kim.sent.at(-1)).toMatchObject({ template: 'code', channel: 'email' });
    expect(kim.chart.handedOver).toHaveLength(1);
    expect(Object.keys(kim.chart.links)).toEqual(['link-1']);
  });

  it('opens it once, for the session that gave it, for half an hour', () => {
    const kim = linked();
    hasCode(kim);
    expect(gives(kim)).toEqual(['code.accepted']);
    expect(kim.chart.stepUp!.sessions).toEqual({
      'session-1': { link: 'link-1', until: '2026-01-05T15:30:00.000Z' },
    });
    expect(kim.refuses({ do: 'give-code', link: 'link-1', code: RIGHT, session: 'session-1' }).refused).toBe(
      'duplicate',
    );
    expect(gives(kim, RIGHT, 'session-2')).toEqual(['code.refused']);
  });

  it('is good for ten minutes and not a millisecond more', () => {
    const kim = linked();
    hasCode(kim);
    kim.at('2026-01-05T15:10:00.000Z');
    expect(gives(kim)).toEqual(['code.refused']);
    hasCode(kim);
    kim.at('2026-01-05T15:19:59.999Z');
    expect(gives(kim)).toEqual(['code.accepted']);
  });

  it('opens nothing from another link, nor when a newer one was sent', () => {
    const kim = linked();
    kim.asks('packet');
    kim.asks('goals');
    hasCode(kim);
    expect(gives(kim, RIGHT, 'session-1', 'link-2')).toEqual(['code.refused']);
    hasCode(kim, 'hash-of-another-code');
    expect(gives(kim)).toEqual(['code.refused']);
  });

  it('can be guessed five times an hour: a new one takes nothing off the count', () => {
    const kim = linked();
    hasCode(kim);
    for (let guess = 0; guess < 4; guess += 1) gives(kim, WRONG);
    hasCode(kim);
    expect(gives(kim, WRONG)).toEqual(['code.refused']);
    const locked = { refused: 'not-allowed' };
    expect(kim.refuses({ do: 'give-code', link: 'link-1', code: RIGHT, session: 's' })).toMatchObject(locked);
    expect(kim.refuses({ do: 'ask-code', link: 'link-1' })).toMatchObject(locked);
    kim.at('2026-01-05T16:00:00.000Z');
    hasCode(kim);
    expect(gives(kim)).toEqual(['code.accepted']);
  });

  it('can be guessed fifteen times a day, however the hours pass', () => {
    const kim = linked();
    for (const hour of ['15', '16', '17']) {
      kim.at(`2026-01-05T${hour}:00:00.000Z`);
      for (let guess = 0; guess < 5; guess += 1) gives(kim, WRONG);
    }
    const right = { do: 'give-code', link: 'link-1', code: RIGHT, session: 's' } as const;
    expect(kim.at('2026-01-06T14:59:59.999Z').refuses(right).refused).toBe('not-allowed');
    expect(kim.at('2026-01-06T15:00:00.000Z').decides(right)).toBeInstanceOf(Array);
  });

  it('is sent eight times a day at most', () => {
    const kim = linked();
    const ask = { do: 'ask-code', link: 'link-1' } as const;
    for (const hour of ['15', '15', '15', '16', '16', '16', '17', '17'])
      hasCode(kim.at(`2026-01-05T${hour}:00:00.000Z`));
    expect(kim.at('2026-01-06T14:59:59.999Z').refuses(ask).refused).toBe('not-allowed');
    expect(kim.at('2026-01-06T15:00:00.000Z').decides(ask)).toBeInstanceOf(Array);
  });

  it('opens nothing from another link in the same session, nor anything once the half hour is over', () => {
    const kim = linked();
    kim.asks('packet');
    hasCode(kim);
    gives(kim);
    expect(gives(kim, RIGHT, 'session-1', 'link-2')).toEqual(['code.refused']);
    kim.at('2026-01-05T15:29:59.999Z');
    expect(kim.refuses({ do: 'give-code', link: 'link-1', code: RIGHT, session: 'session-1' }).refused).toBe(
      'duplicate',
    );
    kim.at('2026-01-05T15:30:00.000Z');
    expect(gives(kim)).toEqual(['code.refused']);
  });

  it('is sent three times an hour at most, and not twice at once', () => {
    const kim = linked();
    kim.relays = false;
    kim.does({ do: 'ask-code', link: 'link-1' });
    expect(kim.refuses({ do: 'ask-code', link: 'link-1' }).refused).toBe('duplicate');
    const other = linked();
    for (let sent = 0; sent < 3; sent += 1) hasCode(other);
    expect(other.refuses({ do: 'ask-code', link: 'link-1' }).refused).toBe('not-allowed');
  });

  it('is not sent where STOP stands at the carrier, or the number is somebody else’s', () => {
    const kim = linked();
    const sms = { channel: 'sms', sentAt: '2026-01-05T15:00:00.000Z' } as const;
    kim.does({ do: 'receive', ...sms, providerId: 'm1', words: 'STOP' });
    expect(kim.refuses({ do: 'ask-code', link: 'link-1' }).refused).toBe('wrong-state');
    const other = linked();
    other.does({ do: 'receive', ...sms, providerId: 'm1', words: 'wrong number' });
    expect(other.refuses({ do: 'ask-code', link: 'link-1' }).refused).toBe('wrong-state');
  });

  it('is not sent when nobody came for it in time', () => {
    const kim = linked();
    kim.relays = false;
    kim.does({ do: 'ask-code', link: 'link-1' });
    kim.at('2026-01-05T15:06:00.000Z');
    const [message] = kim.messages();
    const events = kim.does({ do: 'claim-message', messageId: message!.id, linkHash: 'x', codeHash: RIGHT });
    expect(only(events, 'message.suppressed')).toHaveLength(1);
    expect(kim.chart.stepUp?.code).toBeUndefined();
  });

  it('opens the page after discharge and years later, by the newest link', () => {
    const kim = linked();
    kim.answers('intake');
    kim.does({ do: 'discharge', why: 'well again' });
    kim
      .at('2028-01-05T15:00:00.000Z')
      .does({ do: 'change-client', changes: { language: 'es' }, why: 'asked' });
    hasCode(kim);
    expect(gives(kim)).toEqual(['code.accepted']);
  });

  it('is not had by a link that has been followed by others and forgotten', () => {
    const kim = linked();
    kim.answers('intake');
    kim.at('2026-01-06T15:00:00.000Z').asks('packet');
    kim.answers('packet');
    kim.does({ do: 'discharge', why: 'well again' });
    kim
      .at('2026-04-05T15:00:00.000Z')
      .does({ do: 'change-client', changes: { language: 'es' }, why: 'asked' });
    expect(kim.refuses({ do: 'ask-code', link: 'link-1' }).refused).toBe('not-found');
    expect(kim.decides({ do: 'ask-code', link: 'link-2' })).toBeInstanceOf(Array);
  });

  it('leaves the chart when it has run out, and what was counted with it', () => {
    const kim = linked();
    hasCode(kim);
    gives(kim, WRONG);
    kim
      .at('2026-01-07T15:00:00.000Z')
      .does({ do: 'change-client', changes: { language: 'es' }, why: 'asked' });
    expect(kim.chart.stepUp).toBeUndefined();
  });

  it('is told in the timeline, and stands nowhere in the log', () => {
    const kim = linked();
    hasCode(kim);
    gives(kim, WRONG);
    gives(kim);
    const narrate = narrator({ clinic: settings(), instruments: kim.world.instruments });
    const told = kim.log.flatMap(({ entry }) => narrate(entry)).map(({ what }) => what);
    expect(told.slice(-3)).toEqual([
      'The code for their own page was sent by text message',
      'A wrong code was given on the client’s page, and nothing was shown',
      'The client opened their own page, with the code that was sent to them',
    ]);
  });
});
