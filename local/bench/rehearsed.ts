import { readFileSync } from 'node:fs';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import type { Rehearsal } from '../../functions/rehearsals.ts';
import { rehearseInThreads } from '../rehearsal/threads.ts';

const YEAR = 52;
const SHIPPED = new URL('../../workflows/pathways/adult-depression-anxiety.json', import.meta.url);

const rehearsal = (clients: number): Rehearsal => ({
  pathway: pathwaySchema.parse(JSON.parse(readFileSync(SHIPPED, 'utf8'))),
  clinic: {
    id: 'bench',
    name: 'Bench',
    country: 'US',
    calendar: { zone: 'America/New_York', hours: {}, holidays: [] },
    teams: ['care', 'crisis', 'care-leads'].map((id) => ({ id, title: id })),
  },
  clients,
  weeks: YEAR,
  from: '2026-02-16T14:00:00.000Z',
  seed: 'bench',
});

export type Rehearsed = { clients: number; seconds: number; processorSeconds: number };

/** A year of the shipped pathway, as an admin waits for it: threads that begin anew, and the processor's time in all. */
export async function measureRehearsal(clients: number): Promise<Rehearsed> {
  const [from, before] = [performance.now(), process.cpuUsage()];
  await rehearseInThreads(rehearsal(clients));
  const { user, system } = process.cpuUsage(before);
  const tenths = (seconds: number) => Number(seconds.toFixed(1));
  return {
    clients,
    seconds: tenths((performance.now() - from) / 1e3),
    processorSeconds: tenths((user + system) / 1e6),
  };
}
