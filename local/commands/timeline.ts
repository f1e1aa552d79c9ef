import { content } from '../../functions/adapters/content.ts';
import { comingUp } from '../../functions/care/coming-up.ts';
import type { Line } from '../../functions/care/timeline/line.ts';
import { narrator } from '../../functions/care/timeline.ts';
import { contentOf } from '../../functions/clinics.ts';
import type { App } from '../app.ts';
import { type Command, show, styled } from './command.ts';
import { clientOf, clinicOf, withAttune } from './open.ts';
import { setLines } from './paper.ts';

export const timeline: Command = {
  name: 'timeline',
  usage: 'CLIENT',
  summary: 'What happened in a client’s care, and why; then what comes next',
  takes: [1, 1],
  run: ({ args, values, io }) =>
    withAttune(io, async (app) => {
      const clinicId = await clinicOf(app, values);
      const chart = await clientOf(app, clinicId, args[0]!);
      const lines = await linesOf(app, clinicId, chart.clientId);
      const ahead = comingUp(chart);
      const { name, zone } = chart.client!;
      show(io, values, { clientId: chart.clientId, name, zone, lines, comingUp: ahead }, () => [
        `${styled(io, 'bold', name)}  ${chart.clientId}, times in ${zone}`,
        ...setLines(io, lines, zone),
        '',
        styled(io, 'underline', ahead.length ? 'Coming up' : 'Nothing is coming up.'),
        ...setLines(io, ahead, zone),
      ]);
    }),
};

/** The whole story, oldest first. */
export async function linesOf(app: App, clinicId: string, clientId: string): Promise<Line[]> {
  const clinic = await app.clinics.settings(clinicId);
  const { instruments } = await contentOf({ clinics: app.clinics, content }, clinicId);
  const narrate = narrator({ clinic, instruments });
  const lines: Line[] = [];
  for await (const { entry } of app.charts.log(clinicId, clientId)) lines.push(...narrate(entry));
  return lines;
}
