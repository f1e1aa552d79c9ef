/** All that the page shows. */
import type { Answer, Answers, Crisis, Own, Preferences, Request } from './api.ts';

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
  /** An answer that was tapped in a mail: it stands chosen on its screen, and is none before it is confirmed. */
  tapped?: { at: string; linkId: string; answer: Answer };
  preferences?: Preferences;
  /** The hours of today at which the client can be asked again, and the one that they chose. */
  later: string[];
  putOff?: string;
  /** How far the client is on the way to what is their own. */
  door: 'shut' | 'asking' | 'asked' | 'checking' | 'wrong' | 'unreachable';
  own?: Own;
  /** What became of the last wish. */
  wish?: 'saving' | 'saved' | 'refused' | 'unreachable';
};

export const SEND = 'send';
/** Screens beside the questions. */
const BESIDE = ['code', 'own', 'settings', 'later'] as const;
export type Beside = (typeof BESIDE)[number];
export const isBeside = (at: string): at is Beside => (BESIDE as readonly string[]).includes(at);
