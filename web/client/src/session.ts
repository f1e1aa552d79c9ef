/** What the client was asked and has answered, and how it gets to the server. */
import type { Answer, Answers, Crisis, Form, Kept, Opened, Outcome, Request } from './api.ts';
import { firstOpen, formKey, type Screen, screensOf } from './screens.ts';

export type State = {
  phase: 'loading' | 'trouble' | 'closed' | 'asking' | 'thanks';
  language?: string;
  requests: Request[];
  /** What was answered in this tab, by form; it is kept in memory alone. */
  given: Record<string, Answers>;
  /** The screen's key, or `send`. */
  at: string;
  note?: 'more' | 'missing';
  /** Something has been saved, and nothing waits to be. */
  saved: boolean;
  /** The last try did not get through; another follows by itself. */
  stuck: boolean;
  sending: boolean;
  /** What was stuck has got through. */
  recovered: boolean;
  /** Whom to call. */
  crisis?: Crisis;
  /** The screen on which an answer first said that they may be needed now. */
  alarm?: string;
  /** The clinic's thanks. */
  reply: string;
};

export const SEND = 'send';

/** Between tries, in seconds; the last one stays. */
const WAITS = [2, 4, 8, 15, 30];

type Deps = {
  token: string;
  post<Reply>(path: string, body: object): Promise<Outcome<Reply>>;
  changed(state: State): void;
  /** The link is used up: nothing of it is needed any more. */
  over(): void;
};
export type Session = ReturnType<typeof createSession>;

export function createSession({ token, post, changed, over }: Deps) {
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
  };
  /** Forms with answers that the server has not confirmed, with a count of their changes. */
  const unsaved = new Map<string, number>();
  let busy = false;
  let tries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const set = (next: Partial<State>) => {
    state = { ...state, ...next };
    changed(state);
  };
  const screens = (): Screen[] => screensOf(state.requests, state.given);
  const goOn = () => firstOpen(screens(), state.given)?.key ?? SEND;

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
      const { language, requests, crisis } = outcome.reply;
      set({ phase: 'asking', language, requests, crisis: state.crisis ?? crisis });
      set({ at: goOn() });
    } else if (outcome.failed === 'again') set({ phase: 'trouble' });
    else close();
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
      const changed = open.filter((form) => unsaved.has(formKey(request, form)));
      if (changed.length > 0) return { request, forms: changed, complete: false };
    }
    return undefined;
  }

  /** One at a time, whatever is tapped: the latest of everything goes with the next one. */
  async function save(): Promise<void> {
    if (busy || state.phase !== 'asking') return;
    busy = true;
    for (let job = nextJob(); job; job = nextJob()) {
      const { request, forms, complete } = job;
      const counts = forms.map(
        (form) => [formKey(request, form), unsaved.get(formKey(request, form))] as const,
      );
      const outcome = await post<Kept>('/link/answers', {
        token,
        requestId: request.requestId,
        responses: forms.map((form) => ({
          instrument: form.instrument,
          answers: state.given[formKey(request, form)] ?? {},
          complete,
        })),
      });
      heard(outcome);
      if ('failed' in outcome) {
        if (outcome.failed === 'closed') close();
        if (outcome.failed === 'refused') await askAnew();
        break;
      }
      for (const [key, count] of counts) if (unsaved.get(key) === count) unsaved.delete(key);
      set({ saved: unsaved.size === 0 });
      if (complete) settle(request, outcome.reply);
    }
    busy = false;
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
    unsaved.clear();
    const outcome = await post<Opened>('/link/open', { token });
    if (!('reply' in outcome)) return outcome.failed === 'again' ? heard(outcome) : close();
    set({ requests: outcome.reply.requests, given: {}, sending: false, note: 'missing' });
    set({ at: goOn() });
  }

  function tryNow(): void {
    if (state.phase === 'trouble') void open();
    else void save();
  }

  return {
    open,
    save,
    tryNow,
    screens,
    state: () => state,
    /** Nothing waits to be saved, or it is on its way. */
    isSafe: () => (unsaved.size === 0 && !state.sending) || (busy && !state.stuck),
    answer({ request, form }: Screen, linkId: string, answer: Answer | undefined): void {
      const key = formKey(request, form);
      const { [linkId]: _, ...others } = state.given[key] ?? {};
      // A text that was taken back is said to be empty; a number can only be left out.
      const answers = answer === undefined ? others : { ...others, [linkId]: answer };
      unsaved.set(key, (unsaved.get(key) ?? 0) + 1);
      set({ given: { ...state.given, [key]: answers }, saved: false });
    },
    /** Shows a screen, or the one to send from; what was answered on the last one is saved. */
    show(at: string): void {
      set({ at, note: undefined });
      void save();
    },
    send(): void {
      if (!state.sending) set({ sending: true });
      void save();
    },
  };
}
