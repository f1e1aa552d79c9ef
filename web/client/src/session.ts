/** What the client was asked and has answered, and how it gets to the server. */
import type { Answer, Form, Kept, Opened, Outcome, Request } from './api.ts';
import { firstOpen, formKey, isAnswered, type Screen, screensOf, tappedAnswer } from './screens.ts';
import { isBeside, SEND, type State } from './state.ts';
import { wishesOf } from './wishes.ts';

/** Between tries, in seconds; the last one stays. */
const WAITS = [2, 4, 8, 15, 30];

type Deps = {
  token: string;
  /** Drawn by this page: with the code, it opens what is the client's own. */
  session: string;
  tapped?: { linkId: string; code: string };
  post<Reply>(path: string, body: object): Promise<Outcome<Reply>>;
  changed(state: State): void;
  /** The link is used up: nothing of it is needed any more. */
  over(): void;
};
export type Session = ReturnType<typeof createSession>;

export function createSession({ token, session, tapped, post, changed, over }: Deps) {
  let state: State = {
    phase: 'loading',
    requests: [],
    given: {},
    at: '',
    saved: false,
    stuck: false,
    sending: false,
    recovered: false,
    reply: '',
    later: [],
    door: 'shut',
  };
  /** Forms with answers that the server has not confirmed, with a count of their changes. */
  const unsaved = new Map<string, number>();
  /** As they were when they were sent, while that is on its way. */
  let underway = new Map<string, number | undefined>();
  let busy = false;
  let tries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const set = (next: Partial<State>) => {
    state = { ...state, ...next };
    changed(state);
  };
  const screens = (): Screen[] => screensOf(state.requests, state.given);
  const goOn = () => firstOpen(screens(), state.given)?.key ?? SEND;

  /** What is being sent is changed no more; and the way back may lead to what is asked no more. */
  function placeOf(to: string): string {
    if (state.sending) return SEND;
    return to === SEND || screens().some(({ key }) => key === to) ? to : goOn();
  }

  function heard(outcome: Outcome<unknown>): void {
    if (outcome.crisis) set({ crisis: outcome.crisis, alarm: state.alarm ?? state.at });
    clearTimeout(retry);
    if (!('failed' in outcome) || outcome.failed !== 'again') {
      tries = 0;
      set({ stuck: false, recovered: state.stuck && state.phase === 'asking' });
      return;
    }
    const wait = outcome.waitSeconds ?? WAITS[Math.min(tries, WAITS.length - 1)]!;
    tries += 1;
    set({ stuck: true });
    retry = setTimeout(tryNow, wait * 1000);
  }

  async function open(): Promise<void> {
    if (busy) return;
    busy = true;
    const outcome = await post<Opened>('/link/open', { token });
    busy = false;
    // Lines that come with the questions are there to be looked up, and no alarm.
    heard({ ...outcome, crisis: undefined });
    if ('reply' in outcome) {
      const { language, requests, crisis, preferences, later = [] } = outcome.reply;
      set({ phase: 'asking', language, requests, preferences, later, crisis: state.crisis ?? crisis });
      set({ at: choose() ?? goOn() });
    } else if (outcome.failed === 'again') set({ phase: 'trouble' });
    else close();
  }

  /** Shows the screen of the answer that was tapped in a mail, where it is still asked for. */
  function choose(): string | undefined {
    for (const screen of tapped ? screens() : []) {
      const question = screen.questions.find(({ linkId }) => linkId === tapped!.linkId);
      const answer = question && tappedAnswer(question, tapped!.code);
      if (answer === undefined || isAnswered(screen, question!, state.given)) continue;
      set({ tapped: { at: screen.key, linkId: question!.linkId, answer } });
      if (question!.risk?.includes(answer as string)) set({ alarm: screen.key });
      return screen.key;
    }
    return undefined;
  }

  function close(): void {
    unsaved.clear();
    over();
    set({ phase: 'closed', sending: false, given: {}, requests: [] });
  }

  type Job = { request: Request; forms: Form[]; complete: boolean };

  function nextJob(): Job | undefined {
    for (const request of state.requests) {
      const open = request.forms;
      if (state.sending) return { request, forms: open, complete: true };
      const changed = open.filter((form) => {
        const key = formKey(request, form);
        return unsaved.has(key) && unsaved.get(key) !== underway.get(key);
      });
      if (changed.length > 0) return { request, forms: changed, complete: false };
    }
    return undefined;
  }

  function send({ request, forms, complete }: Job): Promise<Outcome<Kept>> {
    for (const form of forms) underway.set(formKey(request, form), unsaved.get(formKey(request, form)));
    return post<Kept>('/link/answers', {
      token,
      ...opened(),
      requestId: request.requestId,
      responses: forms.map((form) => ({
        instrument: form.instrument,
        answers: state.given[formKey(request, form)] ?? {},
        complete,
      })),
    });
  }

  /** One at a time, whatever is tapped: the latest of everything goes with the next one. */
  async function save(): Promise<void> {
    if (busy || state.phase !== 'asking') return;
    busy = true;
    for (let job = nextJob(); job; job = nextJob()) {
      const sent = send(job);
      const counts = [...underway];
      const outcome = await sent;
      underway = new Map();
      heard(outcome);
      if ('failed' in outcome) {
        if (outcome.failed === 'closed') close();
        if (outcome.failed === 'refused') await askAnew();
        break;
      }
      for (const [key, count] of counts) if (unsaved.get(key) === count) unsaved.delete(key);
      set({ saved: unsaved.size === 0 });
      if (job.complete) settle(job.request, outcome.reply);
    }
    busy = false;
  }

  /** The page may be gone in a moment: what waits behind something on its way goes beside it, and once more after it. */
  function leave(): void {
    const job = busy && !state.sending ? nextJob() : undefined;
    if (job) void send(job);
    else void save();
  }

  function settle(request: Request, { done, missing, more, reply }: Kept): void {
    set({ reply });
    if (done) {
      const requests = state.requests.filter((one) => one !== request);
      if (requests.length > 0) set({ requests });
      else {
        over();
        set({ phase: 'thanks', sending: false, given: {}, requests: [] });
      }
      return;
    }
    const still = { ...request, forms: more };
    const requests = state.requests.map((one) => (one === request ? still : one));
    // What the server lacks is asked again, whatever this page remembers.
    const given = { ...state.given };
    if (missing.length > 0) for (const form of more) delete given[formKey(still, form)];
    set({ requests, given, sending: false, note: missing.length > 0 ? 'missing' : 'more' });
    set({ at: goOn() });
  }

  /** The server no longer asks what this page shows: a new version, or another tab. */
  async function askAnew(): Promise<void> {
    const outcome = await post<Opened>('/link/open', { token, ...opened() });
    if (!('reply' in outcome)) return outcome.failed === 'again' ? heard(outcome) : close();
    unsaved.clear();
    set({ requests: outcome.reply.requests, given: {}, sending: false, note: 'missing' });
    set({ at: goOn() });
  }

  const opened = () => (state.own ? { session } : {});

  /** The same questions in another language, or with what takes a code; what was answered stays. */
  async function openAgain(): Promise<void> {
    if (state.phase !== 'asking') return;
    const outcome = await post<Opened>('/link/open', { token, ...opened() });
    if (!('reply' in outcome)) return;
    const { language, requests, crisis, preferences, later = [] } = outcome.reply;
    set({
      language,
      requests,
      preferences,
      later,
      crisis: state.alarm === undefined ? crisis : state.crisis,
    });
  }

  function tryNow(): void {
    if (state.phase === 'trouble') void open();
    else void save();
  }

  return {
    open,
    save,
    leave,
    tryNow,
    screens,
    state: () => state,
    /** Nothing waits to be saved, or it is on its way. */
    isSafe: () => (unsaved.size === 0 && !state.sending) || (busy && !state.stuck),
    answer({ key: at, request, form, questions }: Screen, linkId: string, answer: Answer | undefined): void {
      const key = formKey(request, form);
      const { [linkId]: _, ...others } = state.given[key] ?? {};
      // A text that was taken back is said to be empty; a number can only be left out.
      const answers = answer === undefined ? others : { ...others, [linkId]: answer };
      unsaved.set(key, (unsaved.get(key) ?? 0) + 1);
      set({ given: { ...state.given, [key]: answers }, saved: false });
      if (state.tapped?.linkId === linkId) set({ tapped: undefined });
      // At once, with or without a connection, and before anything else that is asked on this screen.
      const { risk = [] } = questions.find((question) => question.linkId === linkId) ?? {};
      const chosen = Array.isArray(answer) ? answer : [answer];
      if (!chosen.some((one) => risk.includes(one!))) return;
      set({ alarm: at });
      void save();
    },
    ...wishesOf({ token, session, post, set, state: () => state, screens, opened, openAgain }),
    /** Shows a screen, or the one to send from; what was answered on the last one is saved. */
    show(to: string): void {
      const at = isBeside(to) || state.phase !== 'asking' ? to : placeOf(to);
      set({ at, note: undefined, wish: undefined, putOff: undefined });
      void save();
    },
    send(): void {
      if (!state.sending) set({ sending: true });
      void save();
    },
  };
}
