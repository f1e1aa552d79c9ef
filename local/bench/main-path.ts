import { content } from '../../functions/adapters/content.ts';
import { chartPk, createCharts, ownerKey } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import { linkHash, linkKey } from '../../functions/links.ts';
import type { Table, Write } from '../../functions/ports.ts';
import type { Engine } from '../engine.ts';
import { clientIdOf, makeOriginal } from '../load/clones.ts';
import { everything, onEngine } from '../load/world.ts';
import { systemClock } from '../machine.ts';
import { ANSWERS, CLINIC, CLINICIAN, NOON, type Prepared, tokenOf } from './prepare.ts';
import { ask, hangUp, type Served, serve } from './served.ts';
import { type Figures, time } from './timing.ts';

const PAGE = 25;

export type MainPath = { atOnce: number; answered: Figures; floor: Figures; ratio: number };

/** How far an answer is followed: until it is scored and on disk with its task, or until the clinician's inbox shows it. */
export type Until = 'disk' | 'inbox';

/**
 * A positive PHQ-9, submitted over HTTP, committed, its urgent task read from the clinician's inbox; beside it the
 * same reads, transactions, inbox query and record of who looked, made straight to the engine, for other
 * clients alike. In turns, so that a machine that slows down slows both; the round in the middle counts.
 * Until the disk, one look at the end finds the tasks of all. `others` stand in the table beside them.
 */
export async function measureMainPath(
  count: number,
  { concurrencies = [1, 16], rounds = 4, warmUp = 40, until = 'inbox' as Until, others = 0 } = {},
): Promise<MainPath[]> {
  const round = Math.ceil(count / rounds);
  const original = await makeOriginal('asked', systemClock(), NOON);
  // Half of them answer over HTTP, and half straight to the engine.
  const clients = concurrencies.length * 2 * (warmUp + rounds * round);
  return onEngine(everything(original, clients + others), async (engine) => {
    const server = await serve(engine);
    try {
      const found: MainPath[] = [];
      let n = 0;
      const next = (many: number): Prepared[] =>
        Array.from({ length: many }, () => {
          n += 1;
          const clientId = clientIdOf(n);
          return { clientId, token: tokenOf(clientId), requestId: original.requestId };
        });
      for (const atOnce of concurrencies) {
        const measure = async (many: number) => {
          const [answering, straight] = [next(many), await floorOf(engine, next(many))];
          const answered = await time(answering, atOnce, async (client) => {
            await answer(server, client);
            if (until === 'inbox') await look(server);
          });
          hangUp();
          return {
            answered,
            floor: await time(straight, atOnce, async (one) => {
              await answerFloor(engine.table, one);
              if (until === 'inbox') await inboxFloor(engine.table);
            }),
          };
        };
        await measure(warmUp);
        const all: { answered: Figures; floor: Figures }[] = [];
        while (all.length < rounds) all.push(await measure(round));
        all.sort((a, b) => ratioOf(a) - ratioOf(b));
        const middle = all[Math.floor((rounds - 1) / 2)]!;
        found.push({ atOnce, ...middle, ratio: ratioOf(middle) });
      }
      const shown = await tasksOf(engine.table);
      if (shown !== n) throw new Error(`${n} have answered, and the inbox shows ${shown} tasks`);
      return found;
    } finally {
      server.close();
    }
  });
}

const ratioOf = ({ answered, floor }: { answered: Figures; floor: Figures }) => answered.p50 / floor.p50;

async function answer({ url }: Served, { token, requestId }: Prepared): Promise<void> {
  const responses = [{ instrument: 'phq-9', answers: ANSWERS, complete: true }];
  await ask('POST', `${url}/link/answers`, { body: { token, requestId, responses } });
}

async function look({ url, staff }: Served): Promise<void> {
  const inbox = await ask('GET', `${url}/tasks?inbox=mine&limit=${PAGE}`, { token: staff });
  if (!inbox.includes('"urgent"')) throw new Error('the inbox does not show the urgent task');
}

type Straight = Prepared & { writes: Write[] };

/** What the answer of each client would write, worked out beforehand. */
async function floorOf(engine: Engine, clients: Prepared[]): Promise<Straight[]> {
  return Promise.all(
    clients.map(async (client) => {
      let writes: Write[] = [];
      const table: Table = {
        ...engine.table,
        write: async (all) => {
          writes = all;
          return { done: true };
        },
      };
      const clinics = createClinics({ table, clock: systemClock });
      const charts = createCharts({ table, clock: systemClock, clinics, content });
      await charts.run(
        { clinicId: CLINIC, clientId: client.clientId, by: 'bench' },
        {
          do: 'answer',
          requestId: client.requestId,
          responses: [{ instrument: 'phq-9', answers: ANSWERS, complete: true }],
        },
      );
      return { ...client, writes };
    }),
  );
}

let looks = 0;

async function answerFloor(table: Table, { token, clientId, writes }: Straight): Promise<void> {
  await table.get(linkKey(linkHash(token)));
  await table.get({ pk: chartPk(CLINIC, clientId), sk: 'CHART' });
  const outcome = await table.write(writes);
  if (!outcome.done) throw new Error('the floor was refused');
}

async function tasksOf(table: Table): Promise<number> {
  let count = 0;
  let after: string | undefined;
  do {
    const page = await table.queryIndex('owner', ownerKey(CLINIC, { staff: CLINICIAN }), { after });
    count += page.items.length;
    after = page.next;
  } while (after);
  return count;
}

/** What the first page of an inbox costs: its query, and the record of whose tasks were seen. */
export async function inboxFloor(table: Table): Promise<void> {
  const page = await table.queryIndex('owner', ownerKey(CLINIC, { staff: CLINICIAN }), { limit: PAGE });
  looks += 1;
  const put = { pk: 'FLOOR', sk: String(looks), body: page.items.map(({ pk }) => pk).join() };
  await table.write([{ put, when: 'absent' }]);
}
