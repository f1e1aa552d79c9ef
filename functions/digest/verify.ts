/** A whole table held against itself and against digests, such as one that was restored. */
import type { Charts } from '../charts.ts';
import type { Clinics } from '../clinics.ts';
import type { Table } from '../ports.ts';
import { clientsOf, holdAgainst, inGroups } from './digest.ts';

export type Verified = { clinics: number; charts: number; faults: string[] };

/**
 * Every chain of hashes is computed anew, every chart compared with what its log adds up to, and both with `digests`,
 * which tell of what was cut off the end.
 * @param digests the texts of some of the archive's files
 */
export async function verifyTable(
  { table, clinics, charts }: { table: Table; clinics: Clinics; charts: Charts },
  digests: string[],
): Promise<Verified> {
  const ids = await clinics.ids();
  const found: Verified = { clinics: ids.length, charts: 0, faults: [] };
  const note = (fault: string | undefined) => {
    if (fault) found.faults.push(fault);
  };
  for (const clinicId of ids) {
    note(await clinics.verify(clinicId));
    for await (const page of clientsOf(table, clinicId)) {
      found.charts += page.length;
      await inGroups(page, async (clientId) => note(await charts.verify(clinicId, clientId)));
    }
  }
  for (const text of digests) found.faults.push(...(await holdAgainst(table, text)));
  return found;
}
