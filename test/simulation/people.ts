/** People who use Attune in a simulated world: each knows only what a phone, a link or an inbox shows them. */
import type { Answers } from '../../functions/care/measures/instrument.ts';
import type { InboxTask } from '../../functions/charts.ts';
import { receiveEmail } from '../../functions/inbound/mail.ts';
import { receiveSms } from '../../functions/inbound/sms.ts';
import { messageIdFor } from '../../functions/mail-ids.ts';
import { answersTo } from '../../local/people/answers.ts';
import { createDice, type Dice } from '../../local/people/chance.ts';
import { decideAsUsual } from '../../local/people/decisions.ts';
import type { ShownForm, ShownRequest } from '../../local/people/doors.ts';
import { ask, type Reply } from './ask.ts';
import type { Accepted } from './provider.ts';
import type { Running, World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STOPS = ['STOP', 'stop.', 'Stop please', 'unsubscribe', 'STOP hurting me'] as const;
const ANSWERS = ['1', '2', '3', 'two', '5', '7', 'no', 'skip'] as const;

export type ClientSpec = {
  clinicId: string;
  clientId: string;
  phone: string;
  email: string;
  channel: 'sms' | 'email';
  zone: string;
  /** A word that only this client uses, and that must stay between them and their clinic. */
  secret: string;
};

/** What the people did and were told, for those who check it. */
export type Told = {
  /** A form was handed in through a link. */
  answered(
    client: ClientSpec,
    sent: {
      token: string;
      requestId: string;
      instrument: string;
      answers: Answers;
      complete: boolean;
      atRisk: boolean;
    },
    reply: Reply,
  ): void;
  /** A text, or a mail, was taken by Attune. */
  texted(client: ClientSpec, sent: { at: string; words: string }, outcome: object): void;
  staffAsked(who: { clinicId: string; staffId: string }, path: string, reply: Reply, method: string): void;
  strangerAsked(reply: Reply, commits: number): void;
};

/** A link that is open, and the session that its code has opened. */
type Page = { token: string; session?: string };

/** How someone takes what they are sent; shares of one. */
type Nature = {
  answers: number;
  late: number;
  partial: number;
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
    answers: dice.pick([1, 1, 0.8, 0.5, 0.1]),
    late: share(0.3),
    partial: share(0.5),
    twice: share(0.4),
    changes: share(0.3),
    risk: dice.pick([0, 0, 0.3, 0.6, 0.9]),
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
  const leavesOpen = createDice(`${seed}/page-of/${spec.clientId}`);
  const nature = natureOf(dice);
  const severity = dice.between(6, 24);
  let texts = 0;
  let stopped = false;
  /** The link whose page waits for the code that was sent. */
  let locked: string | undefined;

  const mind = (risk: number) => ({
    severity: Math.max(0, Math.min(27, severity + dice.between(-6, 6))),
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

  const retry = (what: string, work: (running: Running) => Promise<void>, wait = 2 * MINUTE): void =>
    world.later(world.now() + wait, `${spec.clientId} ${what}`, work);

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

  async function answer(running: Running, page: Page, { requestId, forms }: ShownRequest): Promise<void> {
    const risk = dice.unit() < nature.risk ? 1 + Math.floor(dice.between(0, 3)) : 0;
    if (risk > 0 && forms.some(({ instrument }) => instrument.startsWith('phq')) && dice.unit() < 0.5)
      text(`I want to die ${spec.secret}`, dice.between(0, HOUR / 2));
    for (let open = forms, left = 8; open.length > 0 && left > 0; left -= 1) {
      const [form] = open;
      const answers = answersTo(form!, mind(risk));
      if (dice.unit() < nature.partial) await hand(running, page, requestId, form!, some(answers), false);
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
    return Object.fromEntries(entries.filter(() => dice.unit() < 0.6));
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
        (outcome) => told.texted(spec, { at, words }, outcome),
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
        (outcome) => told.texted(spec, { at, words }, outcome),
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

/** Hours in which whoever heard nothing looks at the inbox all the same. */
const ROUND = 120;
const URGENT_LOOK = 0.7;
/** Shares of the tasks. */
const LOOKS_INTO = 0.3;
const HANDS_OVER = 0.05;

export type StaffSpec = {
  clinicId: string;
  staffId: string;
  email: string;
  teams: string[];
  /** Hours from a mail to a look at the inbox. */
  pace: number;
  /** In days from the start. */
  leave?: { from: number; to: number };
};

/** A clinician, who looks at an inbox every few hours, and at once when something urgent is mailed. */
export function createStaff(world: World, spec: StaffSpec, seed: string, told: Told) {
  const dice = createDice(`${seed}/staff/${spec.staffId}`);
  const began = world.now();
  const { clinicId, staffId } = spec;
  const away = () => {
    const day = (world.now() - began) / DAY;
    return spec.leave !== undefined && spec.leave.from <= day && day < spec.leave.to;
  };

  async function asking(
    running: Running,
    method: 'GET' | 'POST',
    path: string,
    json?: object,
  ): Promise<Reply> {
    const reply = await ask(running.api, method, path, { json, token: `${clinicId}/${staffId}` });
    told.staffAsked(spec, path, reply, method);
    return reply;
  }

  async function visit(running: Running): Promise<void> {
    if (away()) return;
    const found = new Map<string, InboxTask>();
    for (const query of ['inbox=mine', ...spec.teams.map((team) => `inbox=team&team=${team}`)]) {
      const reply = await asking(running, 'GET', `/tasks?${query}`);
      for (const task of (reply.body as { tasks?: InboxTask[] }).tasks ?? [])
        found.set(`${task.clientId}/${task.id}`, task);
    }
    for (const task of found.values()) {
      if (dice.unit() < LOOKS_INTO) await asking(running, 'GET', `/clients/${task.clientId}`);
      const path = `/clients/${task.clientId}/tasks/${task.id}`;
      if (task.priority === 'urgent' && !task.acknowledged) {
        await asking(running, 'POST', `${path}/acknowledge`, {});
        world.later(world.now() + dice.between(0.5, 3) * HOUR, `${staffId} has called`, visit);
      } else if (task.priority !== 'urgent' && dice.unit() < HANDS_OVER)
        await asking(running, 'POST', `${path}/hand-over`, { to: { staff: 'omar' }, why: 'on the way out' });
      else if (task.priority !== 'urgent' || dice.unit() < 0.7)
        await asking(running, 'POST', `${path}/complete`, decideAsUsual(task));
    }
  }

  let meansTo = Number.POSITIVE_INFINITY;
  /** A look that comes sooner stands for one that would have come later. */
  function looksWithin(hours: number, why: string): void {
    const at = world.now() + hours * HOUR * dice.between(0.3, 1);
    if (at >= meansTo) return;
    meansTo = at;
    world.later(at, `${staffId} ${why}`, async (running) => {
      meansTo = Number.POSITIVE_INFINITY;
      looksWithin(ROUND, 'looks at the inbox');
      await visit(running);
    });
  }
  looksWithin(ROUND, 'looks at the inbox');

  return {
    spec,
    hear(message: Accepted): void {
      const urgent = /urgent/i.test(`${message.subject} ${message.text}`);
      looksWithin(urgent ? URGENT_LOOK : spec.pace, urgent ? 'sees an urgent mail' : 'sees a mail');
    },
  };
}
