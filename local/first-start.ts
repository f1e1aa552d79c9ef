import type { ClinicState } from '../functions/care/clinic.ts';
import { pathwaySchema } from '../functions/care/pathway/pathway.ts';
import { isRefusal } from '../functions/care/refusal.ts';
import type { Clinics } from '../functions/clinics.ts';
import shipped from '../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import trauma from '../workflows/pathways/adult-trauma.json' with { type: 'json' };
import esketamine from '../workflows/pathways/esketamine-course.json' with { type: 'json' };

/** Until they say who they are. */
export const FIRST_ADMIN = { id: 'first-admin', name: 'First admin', email: 'admin@clinic.example' };

export const TEAMS = [
  { id: 'care', title: 'Care team' },
  { id: 'crisis', title: 'Crisis team' },
  { id: 'care-leads', title: 'Care leads' },
];

/** Ready to be looked at, changed and published. */
const OFFERED = [trauma, esketamine];

const WORKDAY: [string, string] = ['09:00', '17:00'];

/**
 * A clinic with its teams, its first admin and the first shipped pathway published, so that a client can be enrolled; the
 * other shipped ones are drafts.
 */
export async function makeClinic(
  clinics: Clinics,
  { id, name, zone, country }: { id: string; name: string; zone: string; country: string },
  admin: { id: string; name: string; email: string },
): Promise<ClinicState> {
  const at = { clinicId: id, by: admin.id };
  const hours = { mon: WORKDAY, tue: WORKDAY, wed: WORKDAY, thu: WORKDAY, fri: WORKDAY };
  const pathway = pathwaySchema.parse(shipped);
  const run = async (command: Parameters<Clinics['run']>[1]) => {
    const outcome = await clinics.run(at, command);
    if (isRefusal(outcome)) throw new Error(outcome.because);
    return outcome;
  };
  await run({
    do: 'create-clinic',
    clinic: { id, name, country, calendar: { zone, hours, holidays: [] }, teams: TEAMS },
  });
  await run({
    do: 'add-staff',
    staff: { ...admin, roles: ['operator', 'admin'], teams: TEAMS.map((team) => team.id), active: true },
  });
  const drafted = await run({ do: 'draft-pathway', id: pathway.id, title: pathway.title, draft: shipped });
  await run({ do: 'publish-pathway', id: pathway.id, draftedAt: drafted.seq, pathway });
  for (const draft of OFFERED) await run({ do: 'draft-pathway', id: draft.id, title: draft.title, draft });
  return clinics.get(id);
}
