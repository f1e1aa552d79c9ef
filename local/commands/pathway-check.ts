import { content } from '../../functions/adapters/content.ts';
import { membersOf } from '../../functions/care/clinic.ts';
import { checkPathway } from '../../functions/care/pathway/check.ts';
import type { Known } from '../../functions/care/pathway/known.ts';
import { type Command, count, type Io, Mistake, show, type Values } from './command.ts';
import { listFaults, readJsonFile } from './files.ts';
import { importedIn, ofClinic } from './imported.ts';

export const pathwayCheck: Command = {
  name: 'pathway check',
  usage: 'FILE',
  summary: 'Says whether a pathway can be published, and how to mend what stands against it',
  takes: [1, 1],
  async run({ args, values, io }) {
    const file = args[0]!;
    const { pathway, faults, warnings } = checkPathway(await readJsonFile(file), await knownTo(io, values));
    show(io, values, { file, faults, warnings }, () => [
      ...listFaults(io, 'red', faults),
      ...(pathway ? [`“${pathway.title}” can be published.`] : []),
      ...(warnings.length
        ? [
            '',
            `${count(warnings.length, 'thing')} to think about first:`,
            ...listFaults(io, 'yellow', warnings),
          ]
        : []),
    ]);
    if (faults.length > 0)
      throw new Mistake(
        `${file} has ${count(faults.length, 'fault')}; mend what is listed, and check again.`,
      );
  },
};

/** Who is in which team is known of a clinic only; without one, a pathway is checked by itself. */
async function knownTo(io: Io, values: Values): Promise<Known> {
  const known: Known = {
    instruments: { ...content.instruments, ...(await importedIn(io)) },
    messageLanguages: Object.keys(content.messages),
    messages: content.messages,
  };
  const clinic = await ofClinic(io, values, async (clinics, clinicId) => {
    const settings = await clinics.settings(clinicId);
    const teams = settings.teams.map(({ id }) => [id, { members: membersOf(settings, id).length }] as const);
    return { own: await clinics.instruments(clinicId), teams: Object.fromEntries(teams) };
  });
  if (!clinic) return known;
  return { ...known, instruments: { ...known.instruments, ...clinic.own }, teams: clinic.teams };
}
