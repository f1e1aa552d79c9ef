import * as z from 'zod';
import { comingUp } from '../care/coming-up.ts';
import { isRefusal } from '../care/refusal.ts';
import { type Line, sayLine } from '../care/timeline/line.ts';
import { narrator } from '../care/timeline.ts';
import { contentOf } from '../clinics.ts';
import { chartOf } from './commands.ts';
import { afterOf, cursorOf, nextSchema, noSuchPage, pageQuery } from './pages.ts';
import { route } from './route.ts';
import { clientParams } from './schemas.ts';
import { lineSchema } from './views.ts';

export const TIMELINE = [
  route({
    operationId: 'getTimeline',
    method: 'GET',
    path: '/clients/{clientId}/timeline',
    who: ['clinician'],
    summary: 'What happened and why, the latest first; and what comes next',
    params: clientParams,
    query: z.strictObject(pageQuery),
    reply: z.object({ lines: z.array(lineSchema), comingUp: z.array(lineSchema), next: nextSchema }),
    async handle(deps, call) {
      const chart = await chartOf(deps, call);
      if (isRefusal(chart)) return chart;
      const { actor, params, query } = call;
      const { clinicId } = actor;
      const place = { clinicId, operationId: `${call.operationId}/${params.clientId}` };
      const clinic = await deps.clinics.settings(clinicId);
      const { instruments } = await contentOf(deps, clinicId);
      const narrate = narrator({ clinic, instruments, language: call.language });
      const lines: Line[] = [];
      // From the first entry on, whichever page is asked for: later ones speak of what earlier ones named.
      for await (const { entry } of deps.charts.log(clinicId, params.clientId)) lines.push(...narrate(entry));
      // Counted from the oldest, so that what is added meanwhile shifts no page.
      const after = afterOf(place, query.after) ?? String(lines.length);
      if (!/^\d{1,9}$/.test(after)) throw noSuchPage();
      const end = Math.min(Number(after), lines.length);
      const start = Math.max(0, end - query.limit);
      const said = (line: Line) => sayLine(call.say, line);
      return {
        lines: lines.slice(start, end).reverse().map(said),
        comingUp: comingUp(chart).map(said),
        next: start > 0 ? cursorOf(place, String(start)) : undefined,
      };
    },
  }),
];
