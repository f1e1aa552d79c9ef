import type { Question as Asked } from '../../../functions/care/measures/instrument/ask.ts';
import type { CrisisLine } from '../../../functions/care/messages/crisis.ts';

export type Answer = number | string | boolean | string[];
/** `goal`: which of the client's goals it asks about, whose words take a code. `risk`: at these, whom to call is shown. */
export type Question = Asked & { goal?: number; risk?: (number | string | boolean)[] };
export type Answers = Record<string, Answer>;

/** `answered`: linkIds that were answered and kept before; how, the server does not say. */
export type Form = {
  instrument: string;
  language?: string;
  questions: Question[];
  answered: string[];
  copyright?: string;
};
export type Request = {
  requestId: string;
  minutes: number;
  forms: Form[];
  /** What it asks about is shown after a code alone. */
  locked?: true;
  goals?: { words: string; statement?: string }[];
  plan?: {
    summary: string;
    interventions: { title: string; detail?: string; frequency?: string }[];
  };
};
/** `text`: what to say, in paragraphs, of which the lines are the later ones. */
export type Crisis = { text: string; emergency: string; lines: CrisisLine[] };

export type Channel = 'sms' | 'email' | 'none';
export type Hours = { from: string; to: string };
export type Preferences = {
  language: string;
  languages: string[];
  channel: Channel;
  channels: Channel[];
  hours?: Hours;
  hoursOffered: Hours[];
  paused?: { until?: string; own: boolean };
  longestPause: string;
};
export type Wish =
  | { channel: Channel }
  | { hours: Hours | null }
  | { language: string }
  | { pauseUntil: string | null };

/** The client's own, once the code has been given. */
export type Own = {
  language: string;
  crisis: Crisis;
  preferences: Preferences;
  goals: { words: string; statement?: string; ratings: { at: string; rating: number }[] }[];
  plan?: {
    summary: string;
    interventions: {
      title: string;
      detail?: string;
      frequency?: string;
      reading?: { title: string; language: string; paragraphs: string[] };
    }[];
  };
  safetyPlan?: { title: string; language: string; sections: { heading: string; lines: string[] }[] };
  measures: {
    title: string;
    from: number;
    to: number;
    better?: 'lower' | 'higher';
    series: { at: string; total: number }[];
  }[];
};

export type Opened = {
  language: string;
  requests: Request[];
  crisis?: Crisis;
  preferences?: Preferences;
  later?: string[];
};
export type Kept = { done: boolean; missing: unknown[]; more: Form[]; reply: string; crisis?: Crisis };

/** `again`: nothing is known to be wrong with what was sent; try later. `refused`: sending it again is of no use. */
export type Outcome<Reply> = { crisis?: Crisis } & (
  | { reply: Reply }
  | { failed: 'closed' | 'refused' | 'again'; waitSeconds?: number }
);

/** A connection that says nothing for longer is taken for dead. */
const PATIENCE_MS = 20_000;
/** A browser refuses more than 64 KB of what may outlive the page; a letter may be 3 bytes. */
const OUTLIVES = 16_000;

/** The token goes in the body only: an address is kept in histories, logs and Referer headers. */
export async function post<Reply>(path: string, body: object): Promise<Outcome<Reply>> {
  const patience = new AbortController();
  const text = JSON.stringify(body);
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
      // What is on its way when the page is closed still arrives.
      keepalive: text.length < OUTLIVES,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: patience.signal,
    });
    const said = (await response.json()) as Reply & { crisis?: Crisis };
    if (response.ok) return { reply: said, crisis: said.crisis };
    const { status } = response;
    const waitSeconds = Number(response.headers.get('retry-after')) || undefined;
    // What stands before the clinic's own server, and has not found it, knows nothing of this link.
    const isOwn = response.headers.get('content-type')?.startsWith('application/problem+json');
    const again = !isOwn || status >= 500 || status === 429 || status === 408;
    const failed = again ? 'again' : status === 410 || status === 404 ? 'closed' : 'refused';
    return { failed, waitSeconds, crisis: said.crisis };
  } catch {
    return { failed: 'again' };
  } finally {
    clearTimeout(timer);
  }
}
