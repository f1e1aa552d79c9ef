/** A thread that lives groups of rehearsed clients, one at a time, as it is told. */
import { parentPort } from 'node:worker_threads';
import type { Rehearsal } from '../../functions/rehearsals.ts';
import type { Group } from './groups.ts';
import { liveGroup } from './rehearse.ts';

parentPort!.on('message', async ({ rehearsal, group }: { rehearsal: Rehearsal; group: Group }) => {
  const { first } = group;
  const tally = await liveGroup(rehearsal, group, (share) => parentPort!.postMessage({ first, share }));
  parentPort!.postMessage({ first, tally });
});
