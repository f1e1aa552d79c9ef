/** What runs out by itself. Records of care never do: a person destroys them, or keeps them. */
import { RETENTION } from './care/retention.ts';
import { after } from './care/schedule.ts';
import type { Instant } from './care/time.ts';
import type { Charts } from './charts.ts';
import type { Clinics } from './clinics.ts';
import { emptied, settledHeld } from './held.ts';
import type { Clock, Table } from './ports.ts';

export type RetentionDeps = { table: Table; charts: Charts; clinics: Clinics; clock: Clock };

/** Ten ticks a day look for what has run out, so that one that is missed costs nothing. */
const isTime = (now: Instant): boolean => now.slice(11, 15) === '03:1';

/**
 * Takes the words and the address out of what strangers wrote, in every clinic, where it was settled longer ago than
 * the clinic keeps it. What was given to a client whose record is on legal hold stays whole.
 * @returns how many were emptied
 */
export async function letRunOut({ table, charts, clinics, clock }: RetentionDeps): Promise<number> {
  const now = clock();
  if (!isTime(now)) return 0;
  let gone = 0;
  for (const clinicId of await clinics.ids()) {
    const { retention = RETENTION, calendar } = await clinics.settings(clinicId);
    for await (const held of settledHeld(table, clinicId)) {
      if (held.words === undefined || after(held.settled.at, retention.strangers, calendar.zone) > now)
        continue;
      const { clientId } = held.settled;
      if (clientId !== undefined && (await charts.get(clinicId, clientId)).hold) continue;
      await emptied(table, clinicId, held, now);
      gone += 1;
    }
  }
  return gone;
}
