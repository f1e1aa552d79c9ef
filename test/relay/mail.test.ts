/** What the relay makes a mail of: the way to stop it, and answers to tap where there is one question. */
import { describe, expect, it } from 'vitest';
import { content } from '../../functions/adapters/content.ts';
import { stopHash } from '../../functions/links.ts';
import type { OutboundMessage } from '../../functions/ports.ts';
import { kim } from '../support/people.ts';
import { onlyOf, type Scene, scene } from '../support/scene.ts';

const byMail = { channel: 'email' } as const;

describe('a mail to a client', () => {
  it('has their language, the clinic’s name and a mark that ends the mails, of which the table has the hash', async () => {
    const one = await scene({ client: { ...byMail, language: 'es' } });
    await one.enrols();
    const [{ mail, expires }] = (await one.sent()) as unknown as [Required<OutboundMessage>];
    expect(mail).toMatchObject({ name: 'Riverside', language: 'es', button: 'Abrir la página' });
    expect(expires).toBe('2026-01-06T00:55:00.000Z');
    const stop = new URL(mail.stopUrl!).searchParams.get('t')!;
    expect(mail.stopUrl).toMatch(/^https:\/\/riverside\.example\/link\/stop-mail\?t=[\w-]{43}$/);
    expect(await one.table.get({ pk: `LINK#${stopHash(stop)}`, sk: 'LINK' })).toBeDefined();
  });

  it('to staff has neither mark nor end', async () => {
    const one = await scene();
    await one.enrols();
    await one.answers('intake');
    await one.answers('packet');
    await one.answers('goals');
    const staff = (await one.sent()).filter(({ to }) => to.endsWith('@riverside.example'));
    expect(staff.length).toBeGreaterThan(0);
    for (const { mail, expires } of staff) expect([mail!.stopUrl, expires]).toEqual([undefined, undefined]);
  });
});

describe('a message that is late at the door of its provider', () => {
  /** The process sleeps behind its `nth` claim, until then. */
  const sleeping = (one: Scene, until: string, nth = 1) => {
    let claims = 0;
    const { write } = one.table;
    one.table.write = async (writes) => {
      const done = await write(writes);
      if (JSON.stringify(writes).includes('message.claimed')) claims += 1;
      if (claims === nth) one.clock.to(until);
      return done;
    };
  };
  const failed = async (one: Scene) => {
    const log = [];
    for await (const { entry } of one.host.charts.log('riverside', 'kim')) log.push(...entry.events);
    return onlyOf(log, 'message.failed').map(({ why }) => why);
  };

  it('is not handed on: the claim was by day, and it is night', async () => {
    const one = await scene({ at: '2026-01-06T00:59:00.000Z' });
    sleeping(one, '2026-01-06T01:00:00.000Z');
    await one.enrols();
    expect(await one.sent()).toEqual([]);
    await one.passes('2026-01-06T13:00:00.000Z');
    expect((await one.sent()).map(({ at }) => at)).toEqual(['2026-01-06T13:00:00.000Z']);
    expect(await failed(one)).toEqual(['its time was over before it could go']);
  });

  it('by more than a minute is not handed on: the client may have said STOP meanwhile', async () => {
    const minute = await scene();
    sleeping(minute, '2026-01-05T15:01:00.000Z');
    await minute.enrols();
    expect(await minute.sentToClient()).toHaveLength(1);
    const more = await scene();
    sleeping(more, '2026-01-05T15:01:00.001Z');
    await more.enrols();
    expect([await more.sentToClient(), await failed(more)]).toEqual([[], ['it was held up on its way']]);
  });

  it('and says whom to call goes all the same', async () => {
    const one = await scene();
    await one.enrols();
    // The first of the two is a clinician's.
    sleeping(one, '2026-01-05T15:30:00.000Z', 2);
    const words = 'I want to die';
    await one.does({ do: 'receive', channel: 'sms', providerId: 'm1', words, sentAt: one.clock() }, 'kim');
    expect((await one.sent()).some(({ to, text }) => to === kim.phone && text.includes('988'))).toBe(true);
  });
});

/** The shipped check-in with its first question alone. */
const oneQuestion = () => {
  const instruments = structuredClone(content.instruments);
  const { questionnaire } = instruments['attune-check-in']!;
  questionnaire.item = questionnaire.item.filter(({ linkId }) => linkId === 'mood');
  return { ...content, instruments };
};
const checkIn = async (client: object, data = oneQuestion()) => {
  const one = await scene({ content: data, client: { channel: 'email', ...client } });
  await one.treats();
  for (let day = 6; (await one.requests('check-in')).length === 0; day += 1)
    await one.passes(`2026-01-${String(day).padStart(2, '0')}T15:00:00.000Z`);
  return (await one.sent()).findLast(({ to }) => to === kim.email)!;
};

describe('a check-in of one question by mail', () => {
  it('can be tapped by who answers in the message: each tap opens the page with that answer chosen', async () => {
    const { mail, text } = await checkIn({ answersBy: 'text' });
    expect(mail!.asks!.question).toContain('How has your mood been?');
    const page = /https:\S+/.exec(text)![0];
    expect(mail!.asks!.answers.map(({ text }) => text)).toEqual('0 1 2 3 4 5 6 7 8 9 10'.split(' '));
    expect(mail!.asks!.answers[7]!.link).toBe(`${page}~mood~7`);
  });

  it('shows who answers by link neither the question nor its answers', async () => {
    expect((await checkIn({})).mail!.asks).toBeUndefined();
  });

  it('with more questions has the link alone', async () => {
    expect((await checkIn({ answersBy: 'text' }, content)).mail!.asks).toBeUndefined();
  });
});
