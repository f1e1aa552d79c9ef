import { type Chart, CLIENT, type Request } from '../care/chart.ts';
import { isOpenTo } from '../care/decide/step-up.ts';
import { dueTimers } from '../care/decide/timers.ts';
import type { ReplyId } from '../care/messages/messages.ts';
import { closestLanguage } from '../care/messages/render.ts';
import { linkHash, linkKey } from '../links.ts';
import { Problem } from './problem.ts';
import type { LinkDeps } from './route.ts';

const TIMER = 'attune-timer';

/**
 * Whom a client's link leads to. `requests`: what it was made for, open or not. `own`: the code that was sent for it has
 * been given in this session, so that what is the client's own may be shown.
 */
export type Followed = {
  clinicId: string;
  clientId: string;
  /** Of the link. */
  hash: string;
  chart: Chart;
  requests: string[];
  own: boolean;
};

/** What a text message or a mail program puts behind a link is no part of it. */
export const hashOf = (token: string): string => linkHash(/^[\w-]*/.exec(token)![0]);

/** Undefined where the link was never made, or has been forgotten. */
export async function follow(deps: LinkDeps, token: string, session?: string): Promise<Followed | undefined> {
  const hash = hashOf(token);
  const item = await deps.table.get(linkKey(hash));
  if (!item) {
    // As long as it takes to find that one is over: nobody learns which it is from the time.
    await deps.charts.get('none', hash);
    return undefined;
  }
  const whose = { clinicId: String(item.clinicId), clientId: String(item.clientId) };
  let chart = await deps.charts.get(whose.clinicId, whose.clientId);
  // A link is over at its time, whether or not the minute's scan has come to it.
  const now = deps.clock();
  const over = (of = '') => chart.links[hash]?.requests.includes(of);
  if (dueTimers(chart.timers, now).some(({ kind, of }) => kind === 'expiry' && over(of))) {
    await deps.charts.run({ ...whose, by: TIMER }, { do: 'fire' });
    chart = await deps.charts.get(whose.clinicId, whose.clientId);
  }
  const requests = chart.links[hash]?.requests;
  if (!requests || !chart.client) return undefined;
  const own = session !== undefined && isOpenTo(chart, hash, linkHash(session), now);
  return { ...whose, hash, chart, requests, own };
}

export const openRequests = ({ chart, requests }: Followed): Request[] =>
  requests.flatMap((id) => chart.requests[id] ?? []);

/** One answer for every link that opens nothing, in the language of the browser: it tells nobody why. */
export function closed({ content }: LinkDeps, language: string): Problem {
  return new Problem('closed', replyIn(content, 'reply.closed', language));
}

export const replyIn = ({ messages }: LinkDeps['content'], id: ReplyId, language: string): string =>
  messages[closestLanguage(Object.keys(messages), language)]!.replies[id];

/** As whom what comes by a link is kept. */
export const byClient = ({ clinicId, clientId, chart }: Followed) => ({
  clinicId,
  clientId,
  by: CLIENT,
  seen: chart,
});
