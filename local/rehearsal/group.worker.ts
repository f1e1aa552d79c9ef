/** A thread that lives groups of rehearsed clients, one at a time, as it is told. */
import { parentPort } from 'node:worker_threads';
import type { Rehearsal } from '../../functions/rehearsals.ts';
import { liveGroup } from './rehearse.ts';

parentPort!.on('message', async ({ rehearsal, first }: { rehearsal: Rehearsal; first: number }) => {
  const tally = await liveGroup(rehearsal, first, (share) => parentPort!.postMessage({ first, share }));
  parentPort!.postMessage({ first, tally });
});
