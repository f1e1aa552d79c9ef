/** What a client can do beside answering: see what is their own, with a code; be written to in another way, or later. */
import type { Outcome, Own, Preferences, Wish } from './api.ts';
import type { Screen } from './screens.ts';
import type { State } from './state.ts';

/** What is the client's own does not stay on a screen that was put away; the server's session is as long. */
const OWN_STAYS_MS = 30 * 60_000;

type Deps = {
  token: string;
  session: string;
  post<Reply>(path: string, body: object): Promise<Outcome<Reply>>;
  set(next: Partial<State>): void;
  state(): State;
  screens(): Screen[];
  /** Goes with whatever is asked once the code was right. */
  opened(): object;
  openAgain(): Promise<void>;
};

export function wishesOf({ token, session, post, set, state, screens, opened, openAgain }: Deps) {
  /** Where to go on once the code was right. */
  let wanted = '';

  async function askCode(): Promise<void> {
    if (state().door === 'asking') return;
    set({ door: 'asking' });
    const outcome = await post<object>('/link/code', { token });
    set({ door: 'failed' in outcome ? 'unreachable' : 'asked' });
  }

  async function giveCode(code: string): Promise<void> {
    if (state().door === 'checking') return;
    set({ door: 'checking' });
    const outcome = await post<Own>('/link/own', { token, session, code });
    if (!('reply' in outcome)) return set({ door: outcome.failed === 'again' ? 'unreachable' : 'wrong' });
    const { reply: own } = outcome;
    setTimeout(forgetOwn, OWN_STAYS_MS);
    set({ own, language: own.language, preferences: own.preferences, crisis: state().crisis ?? own.crisis });
    await openAgain();
    set({ door: 'shut' });
    replace(wanted && screens().some(({ key }) => key === wanted) ? wanted : 'own');
  }

  function forgetOwn(): void {
    const requests = state().requests.map(({ goals, plan, ...request }) =>
      goals || plan ? { ...request, locked: true as const } : request,
    );
    set({ own: undefined, door: 'shut', requests });
    if (state().at === 'own') replace('code');
  }

  /** In the place of the screen that stands: going back does not lead to the code again. */
  function replace(at: string): void {
    history.replaceState({ ...history.state, at }, '');
    set({ at });
  }

  async function wish(wishes: Wish[]): Promise<void> {
    if (state().wish === 'saving') return;
    set({ wish: 'saving' });
    for (const one of wishes) {
      const outcome = await post<Preferences>('/link/preferences', { token, ...opened(), wish: one });
      if (!('reply' in outcome)) return set({ wish: outcome.failed === 'again' ? 'unreachable' : 'refused' });
      set({ preferences: outcome.reply });
    }
    if (state().preferences!.language !== state().language) {
      set({ language: state().preferences!.language });
      await openAgain();
    }
    set({ wish: 'saved' });
  }

  async function putOff(at: string): Promise<void> {
    if (state().wish === 'saving') return;
    set({ wish: 'saving' });
    const outcome = await post<{ at: string }>('/link/later', { token, ...opened(), at });
    if ('reply' in outcome) set({ putOff: outcome.reply.at, wish: undefined });
    else set({ wish: outcome.failed === 'again' ? 'unreachable' : 'refused' });
  }

  return {
    askCode,
    giveCode,
    wish,
    putOff,
    /** What takes a code: the client's own page, or a question about what is theirs. */
    want(at: string): void {
      wanted = at;
    },
  };
}
