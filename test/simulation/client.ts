/** A client, who knows only what a phone, a mailbox or a link shows them. */
import type { Answers } from '../../functions/care/measures/instrument.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { receiveSms } from '../../functions/inbound/sms.ts';
import { messageIdFor } from '../../functions/mail-ids.ts';
import { answersTo } from '../../local/people/answers.ts';
import { createDice, type Dice } from '../../local/people/chance.ts';
import type { ShownForm, ShownRequest } from '../../local/people/doors.ts';
import { ask, type Reply } from './ask.ts';
import type { ClientSpec, Told } from './people.ts';
import type { Accepted } from './provider.ts';
import type { Running, World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STOPS = ['STOP', 'stop.', 'Stop please', 'unsubscribe', 'STOP hurting me'] as const;
const ANSWERS = ['1', '2', '3', 'two', '5', '7', 'no', 'skip'] as const;

/** A link that is open, and the session that its code has opened. */
type Page = { token: string; session?: string };

/** How someone takes what they are sent; shares of one. */
type Nature = {
  answers: number;
  /** Points a month, for the better or the worse. */
  drift: number;
  late: number;
  partial: number;
  /** Of the forms begun, never handed in. */
  breaksOff: number;
  twice: number;
  changes: number;
  risk: number;
  stops: number;
  despairs: number;
  rambles: number;
  mails: number;
  mistypes: number;
};

function natureOf(dice: Dice): Nature {
  const share = (most: number) => (dice.unit() < 0.5 ? 0 : dice.between(0, most));
  return {
    answers: dice.pick([1, 1, 0.8, 0.5, 0.1, 0]),
    drift: dice.pick([-6, 0, 0, 9]),
    late: share(0.5),
    partial: share(0.7),
    breaksOff: share(0.4),
    twice: share(0.4),
    changes: share(0.5),
    risk: dice.pick([0, 0.3, 0.6, 0.9]),
    stops: share(0.06),
    despairs: share(0.08),
    rambles: share(0.2),
    mails: share(0.3),
    mistypes: share(0.3),
  };
}

/** A client, who hears what reaches their phone or mailbox and answers by it. */
export function createClient(world: World, spec: ClientSpec, seed: string, told: Told) {
  const dice = createDice(`${seed}/client/${spec.clientId}`);
  const worst = createDice(`${seed}/worst-of/${spec.clientId}`);
  const leavesOpen = createDice(`${seed}/page-of/${spec.clientId}`);
  const nature = natureOf(dice);
  const severity = dice.between(6, 24);
  const began = world.now();
  const months = () => (world.now() - began) / (30 * DAY);
  let texts = 0;
  let stopped = false;
  /** The link whose page waits for the code that was sent. */
  let locked: string | undefined;

  const mind = (risk: number) => ({
    severity: Math.max(0, Math.min(27, severity + nature.drift * months() + dice.between(-6, 6))),
    risk,
    agrees: dice.unit() > 0.15,
    words: { reason: spec.secret, goals: [`${spec.secret} one`, `${spec.secret} two`], change: spec.secret },
    dice,
  });

  async function look(running: Running, token: string, session?: string): Promise<void> {
    const opened = await ask(running.api, 'POST', '/link/open', { json: { token, session } });
    if (opened.status >= 500) return retry('looks again', (again) => look(again, token, session));
    if (opened.status !== 200) return;
    for (const request of (opened.body as { requests: ShownRequest[] }).requests)
      if (request.locked) await askCode(running, token);
      else if (leavesOpen.unit() < nature.late)
        retry(
          'hands in a page left open',
          (again) => answer(again, { token, session }, request),
          leavesOpen.between(4, 12) * DAY,
        );
      else await answer(running, { token, session }, request);
  }

  const retry = (what: string, work: (running: Running) => Promise<void>, wait = 2 * MINUTE) =>
    void world.later(world.now() + wait, `${spec.clientId} ${what}`, work);

  async function askCode(running: Running, token: string): Promise<void> {
    const { status } = await ask(running.api, 'POST', '/link/code', { json: { token } });
    if (status >= 500) return retry('asks for a code again', (again) => askCode(again, token));
    locked = token;
  }

  /** A slip of the finger is made good at once. */
  async function unlock(running: Running, token: string, code: string): Promise<void> {
    const session = `page-of-${token}`.slice(0, 43);
    const typed = dice.unit() < nature.mistypes ? '000000' : code;
    const { status } = await ask(running.api, 'POST', '/link/own', { json: { token, session, code: typed } });
    if (status >= 500 || (status !== 200 && typed !== code))
      return retry('types the code again', (again) => unlock(again, token, code), MINUTE);
    if (status !== 200) return;
    locked = undefined;
    await look(running, token, session);
  }

  async function answer(
    running: Running,
    page: Page,
    { requestId, forms }: Pick<ShownRequest, 'requestId' | 'forms'>,
    atLast = false,
  ): Promise<void> {
    const risk = dice.unit() < nature.risk ? 1 + Math.floor(dice.between(0, 3)) : 0;
    const tells = risk > 0 && forms.some(({ instrument }) => instrument.startsWith('phq'));
    if (tells && !atLast && worst.unit() < world.faults().atWorst) {
      world.breaksDown(worst.between(1, 12));
      text(`${spec.secret} and so on`, 0);
      return retry(
        'says how it is',
        (again) => answer(again, page, { requestId, forms }, true),
        worst.between(10, 60) * MINUTE,
      );
    }
    if (tells && dice.unit() < 0.5) text(`I want to die ${spec.secret}`, dice.between(0, HOUR / 2));
    for (let open = forms, left = 8; open.length > 0 && left > 0; left -= 1) {
      if (left < 8 && leavesOpen.unit() < nature.late / 2)
        return retry(
          'goes on where the page was left',
          (again) => answer(again, page, { requestId, forms: open }, true),
          leavesOpen.between(2, 9) * DAY,
        );
      const [form] = open;
      const answers = answersTo(form!, mind(risk));
      if (dice.unit() < nature.partial) {
        await hand(running, page, requestId, form!, some(answers), false);
        if (dice.unit() < nature.breaksOff) return;
      }
      if (dice.unit() < nature.changes)
        await hand(running, page, requestId, form!, answersTo(form!, mind(Math.max(0, risk - 1))), false);
      const reply = await hand(running, page, requestId, form!, answers, true);
      if (dice.unit() < nature.twice) await hand(running, page, requestId, form!, answers, true);
      if (reply?.status !== 200) return;
      open = (reply.body as { more: ShownForm[] }).more;
    }
  }

  /** Handed in until it is taken, as a page does that is told to try again. */
  async function hand(
    running: Running,
    page: Page,
    requestId: string,
    form: ShownForm,
    answers: Answers,
    complete: boolean,
  ): Promise<Reply | undefined> {
    const { instrument } = form;
    const json = { ...page, requestId, responses: [{ instrument, answers, complete }] };
    const reply = await ask(running.api, 'POST', '/link/answers', { json });
    const atRisk = instrument === 'phq-9' && answers['9'] !== undefined && answers['9'] !== 'LA6568-5';
    told.answered(spec, { token: page.token, requestId, instrument, answers, complete, atRisk }, reply);
    if (reply.status < 500) return reply;
    retry(
      'hands it in again',
      async (again) => void (await hand(again, page, requestId, form, answers, complete)),
    );
    return undefined;
  }

  function some(answers: Answers): Answers {
    const entries = Object.entries(answers);
    return Object.fromEntries(entries.filter(() => dice.unit() < 0.7));
  }

  function text(words: string, wait: number): void {
    world.later(world.now() + wait, `${spec.clientId} texts`, async () => {
      texts += 1;
      const providerId = `${spec.clientId}-text-${texts}`;
      const at = world.clock();
      const message = { providerId, from: spec.phone, to: '+18005550100', text: words, at };
      world.brings(
        'text',
        ({ inbound }) => receiveSms(inbound, message),
        (outcome) => told.texted(spec, { at, words, channel: 'sms' }, outcome),
      );
    });
  }

  /** A reply by mail, under the mail that it answers. */
  function mail(words: string, answered: Accepted, wait: number): void {
    world.later(world.now() + wait, `${spec.clientId} mails`, async () => {
      texts += 1;
      const at = world.clock();
      const raw = [
        `From: ${spec.email}`,
        'To: clinic@attune.example',
        `Message-ID: <${spec.clientId}-mail-${texts}@example.org>`,
        `In-Reply-To: ${messageIdFor(answered.key, 'attune.example')}`,
        'Subject: Re: Your clinic',
        'Content-Type: text/plain; charset=utf-8',
        '',
        words,
        '',
      ].join('\r\n');
      world.brings(
        'mail',
        ({ inbound }) => receiveEmail(inbound, Buffer.from(raw), at),
        (outcome) => told.texted(spec, { at, words, channel: 'email' }, outcome),
      );
    });
  }

  return {
    spec,
    hear(message: Accepted): void {
      if (message.channel === 'sms' && message.to === spec.phone) reactToText(message);
      if (message.channel === 'email' && dice.unit() < nature.mails) {
        const words = dice.unit() < nature.despairs ? 'I want to die' : 'Thank you';
        mail(`${words} ${spec.secret}`, message, dice.between(0, 30 * HOUR));
      }
      const token = /\/c#([\w-]{20,})/.exec(message.text)?.[1];
      const page = locked;
      const code = token ? undefined : /\b\d{6}\b/.exec(message.text)?.[0];
      if (page && code)
        retry('types the code', (again) => unlock(again, page, code), dice.between(1_000, 12 * MINUTE));
      if (!token) return;
      const roll = dice.unit();
      if (roll < nature.answers)
        retry('opens the link', (running) => look(running, token), dice.between(MINUTE, 20 * HOUR));
      else if (roll < nature.answers + nature.late)
        retry('opens an old link', (running) => look(running, token), dice.between(4, 12) * DAY);
    },
  };

  function reactToText({ text: words }: Accepted): void {
    const reply = replyTo(words);
    if (reply) text(reply.words, dice.between(...reply.within));
  }

  function replyTo(words: string): { words: string; within: [number, number] } | undefined {
    if (stopped && dice.unit() < 0.3) {
      stopped = false;
      return { words: 'START', within: [HOUR, 5 * DAY] };
    }
    if (dice.unit() < nature.stops) {
      stopped = true;
      return { words: dice.pick(STOPS), within: [0, HOUR] };
    }
    if (dice.unit() < nature.despairs)
      return { words: `I want to die ${spec.secret}`, within: [0, 30 * HOUR] };
    if (dice.unit() < nature.rambles) return { words: `${spec.secret} and so on`, within: [0, 30 * HOUR] };
    if (words.includes('#') || dice.unit() > nature.answers) return undefined;
    return { words: dice.pick(ANSWERS), within: [MINUTE, 10 * HOUR] };
  }
}
