import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import { LONGEST_OWN } from '../care/decide/episode.ts';
import { channelsOffered, hoursOffered } from '../care/decide/preferences.ts';
import { laterToday } from '../care/decide/snooze.ts';
import type { Command } from '../care/decide.ts';
import { isRefusal } from '../care/refusal.ts';
import { after, wallClock } from '../care/schedule.ts';
import { byClient, closed, type Followed, follow, openRequests } from './follow.ts';
import { preferencesSchema, sessionSchema, tokenSchema, wishSchema } from './link-schemas.ts';
import { Problem } from './problem.ts';
import { type LinkDeps, type Route, route } from './route.ts';

const opened = { token: tokenSchema, session: sessionSchema.optional() };

/** An open link is enough for these: they show nothing of the client, and STOP can do more. */
export const PREFERENCES: Route[] = [
  route({
    operationId: 'preferByLink',
    method: 'POST',
    path: '/link/preferences',
    who: 'link',
    summary:
      'What a client would like: by which channel, at which hours, in which language, or nothing for a while',
    body: z.strictObject({ ...opened, wish: wishSchema }),
    reply: preferencesSchema,
    async handle(deps, { body, language }) {
      const found = await followOpen(deps, body, language);
      const { wish } = body;
      if (wish.language && !languagesIn(deps).includes(wish.language))
        throw new Problem('invalid', 'There are no texts in this language. Choose another.');
      const outcome = await deps.charts.run(byClient(found), commandFor(wish));
      if (isRefusal(outcome) && outcome.refused !== 'duplicate') return outcome;
      const chart = isRefusal(outcome)
        ? await deps.charts.get(found.clinicId, found.clientId)
        : outcome.state;
      return preferencesOf(deps, chart);
    },
  }),
  route({
    operationId: 'answerLater',
    method: 'POST',
    path: '/link/later',
    who: 'link',
    summary: 'Puts what is open off until an hour of today that the client chooses',
    body: z.strictObject({ ...opened, at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) }),
    reply: z.object({ at: z.string() }),
    async handle(deps, { body, language }) {
      const found = await followOpen(deps, body, language);
      const { requests } = found;
      const outcome = await deps.charts.run(byClient(found), { do: 'snooze', requests, at: body.at });
      return isRefusal(outcome) ? outcome : { at: body.at };
    },
  }),
];

const WHY = 'the client asked for it on their page';

function commandFor({ pauseUntil, ...wish }: z.output<typeof wishSchema>): Command {
  if (pauseUntil === null) return { do: 'resume', why: WHY };
  return pauseUntil ? { do: 'pause', until: pauseUntil, why: WHY } : { do: 'prefer', ...wish };
}

async function followOpen(
  deps: LinkDeps,
  { token, session }: { token: string; session?: string },
  language: string,
): Promise<Followed> {
  const found = await follow(deps, token, session);
  if (!found || !(found.own || openRequests(found).length > 0)) throw closed(deps, language);
  return found;
}

const languagesIn = ({ content }: LinkDeps): string[] => Object.keys(content.messages);

export async function preferencesOf(
  deps: LinkDeps,
  chart: Chart,
): Promise<z.input<typeof preferencesSchema>> {
  const { client, pause } = chart;
  const { language, zone, channel, consents, hours } = client!;
  const quiet = await quietHoursOf(deps, chart);
  return {
    language,
    languages: languagesIn(deps),
    channel: consents.sms || consents.email ? (consents[channel] ? channel : other(channel)) : 'none',
    channels: channelsOffered(chart),
    ...(hours && { hours }),
    hoursOffered: quiet ? hoursOffered(quiet) : [],
    ...(pause && { paused: { until: pause.until?.slice(0, 10), own: pause.own === true } }),
    longestPause: wallClock(after(deps.clock(), LONGEST_OWN, zone), zone).slice(0, 10),
  };
}

const other = (channel: 'sms' | 'email') => (channel === 'sms' ? 'email' : 'sms');

async function quietHoursOf({ clinics }: LinkDeps, { clinicId, episode }: Chart) {
  if (!episode) return undefined;
  const { id, version } = episode.pathway;
  return (await clinics.pathway(clinicId, id, version)).quietHours;
}

/** The hours of today at which the client can be asked again. */
export async function laterOf(deps: LinkDeps, found: Followed): Promise<string[]> {
  const { chart } = found;
  const quietHours = await quietHoursOf(deps, chart);
  if (!quietHours) return [];
  return laterToday(chart, openRequests(found), { now: deps.clock(), zone: chart.client!.zone, quietHours });
}
