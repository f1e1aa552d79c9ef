import type { App } from '../app.ts';
import { type Command, Mistake, RUN, show, text } from './command.ts';
import { clientOf, clinicOf, operate, withAttune } from './open.ts';

export const enrol: Command = {
  name: 'enrol',
  usage: 'CLIENT [--pathway ID] [--clinician STAFF]',
  summary: 'Starts a client’s care on a published pathway',
  options: {
    pathway: { type: 'string', value: 'ID', says: 'the pathway; the only one there is, if left out' },
    clinician: { type: 'string', value: 'STAFF', says: 'the id of the clinician whose client this is' },
  },
  takes: [1, 1],
  run: ({ args, values, io }) =>
    withAttune(io, async (app) => {
      const clinicId = await clinicOf(app, values);
      const { clientId, client } = await clientOf(app, clinicId, args[0]!);
      const clinician = text(values.clinician);
      const { staff } = await app.clinics.settings(clinicId);
      if (clinician && !staff[clinician]?.active) {
        const ids = Object.values(staff)
          .filter(({ active }) => active)
          .map(({ id }) => id);
        throw new Mistake(
          `There is no ${clinician} at work in ${clinicId}; choose one of ${ids.join(', ')}.`,
        );
      }
      const id = await pathwayOf(app, clinicId, text(values.pathway));
      await operate(app, clinicId, 'enrolClient', {
        params: { clientId },
        body: { pathway: { id }, clinician },
      });
      const { episode } = await app.charts.get(clinicId, clientId);
      show(io, values, { clientId, name: client!.name, episode }, () => [
        `${client!.name} is enrolled on version ${episode!.pathway.version} of ${id}${clinician ? `, with ${staff[clinician]!.name}` : ''}.`,
        `The intake form goes to them by ${client!.channel === 'sms' ? 'text message' : 'email'}, outside quiet hours.`,
        `Next: ${RUN} timeline ${clientId}`,
      ]);
    }),
};

async function pathwayOf(app: App, clinicId: string, named: string | undefined): Promise<string> {
  const { pathways } = await app.clinics.get(clinicId);
  const published = Object.keys(pathways).filter((id) => pathways[id]!.published > 0);
  const list = published.join(', ') || 'none';
  if (named && !published.includes(named)) {
    throw new Mistake(`There is no published pathway ${named}; published are: ${list}.`);
  }
  if (named) return named;
  if (published.length === 1) return published[0]!;
  throw new Mistake(`Name the pathway with --pathway; published are: ${list}.`);
}
