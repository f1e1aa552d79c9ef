/** Attune on one machine, on the table in memory and a stepped clock: machines, relay and scan are the real ones. */
import { content as shipped } from '../../functions/adapters/content.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Ask, Request, Task } from '../../functions/care/chart.ts';
import type { Client } from '../../functions/care/client.ts';
import type { Content } from '../../functions/care/content.ts';
import type { Command } from '../../functions/care/decide.ts';
import { isRefusal, type Refusal } from '../../functions/care/refusal.ts';
import type { TaskKind } from '../../functions/care/task-kinds.ts';
import type { ChangeFeed, Sender, Table } from '../../functions/ports.ts';
import { advance, createHost, type Host } from '../../local/host.ts';
import { createOutbox, type Sent, steppedClock } from '../../local/outbox.ts';
import type { Changes } from './pathways.ts';
import { DECISIONS, kim, MONDAY, PATHWAY, pathway, riverside, staff, USUAL } from './people.ts';

const CLINIC = { clinicId: 'riverside', by: 'lea' };

function must<T extends object>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw new Error(`${outcome.refused}: ${outcome.because}`);
  return outcome;
}

export type Scene = Awaited<ReturnType<typeof scene>>;

type Given = {
  /** The data of care, where it is not what ships. */
  content?: Content;
  changes?: Changes;
  client?: Partial<Client>;
  at?: string;
  /** Around the real ones, where a test breaks something; a table anew for each process. */
  wrap?: (table: Table) => Table;
  sender?: (outbox: Sender) => Sender;
  feed?: (changes: ChangeFeed) => ChangeFeed;
};

/** Riverside with its staff, the pathway published, and Kim, who is not in care yet. */
export async function scene(given: Given = {}) {
  const { changes = {}, client = {}, at = MONDAY, content = shipped, sender, feed, wrap } = given;
  const table = createMemoryTable();
  const clock = steppedClock(at);
  let drawn = 0;
  const tokens: string[] = [];
  const chance = (bytes: number) => {
    drawn += 1;
    const token = `chance-${drawn}-`.padEnd(Math.ceil((bytes * 4) / 3), 'x');
    tokens.push(token);
    return token;
  };
  const outbox = createOutbox({ table, clock });
  const start = (): Host =>
    createHost({
      table: wrap ? wrap(table) : table,
      changes: feed ? feed(table.changes) : table.changes,
      clock,
      chance,
      sender: sender ? sender(outbox) : outbox,
      content,
      linkBase: 'https://riverside.example/c',
    });
  let host = start();
  const run = (command: Command, by = 'ada', clientId = 'kim') =>
    host.charts.run({ clinicId: 'riverside', clientId, by }, command);

  must(await host.clinics.run(CLINIC, { do: 'create-clinic', clinic: riverside }));
  for (const person of staff) must(await host.clinics.run(CLINIC, { do: 'add-staff', staff: person }));
  const published = pathway(changes);
  const { id, title } = published;
  must(await host.clinics.run(CLINIC, { do: 'draft-pathway', id, title, draft: published }));
  const draftedAt = (await host.clinics.get('riverside')).pathways[id]!.draftedAt!;
  must(await host.clinics.run(CLINIC, { do: 'publish-pathway', id, draftedAt, pathway: published }));
  must(await run({ do: 'create-client', client: { ...kim, ...client } }));

  const chart = (clientId = 'kim') => host.charts.get('riverside', clientId);
  const requests = async (ask?: Ask, clientId = 'kim'): Promise<Request[]> =>
    Object.values((await chart(clientId)).requests).filter(
      (request) => ask === undefined || request.ask === ask,
    );
  const tasks = async (kind?: TaskKind): Promise<Task[]> =>
    Object.values((await chart()).tasks).filter((task) => kind === undefined || task.kind === kind);

  const scene = {
    table,
    clock,
    tokens,
    chart,
    requests,
    tasks,
    run,
    get host() {
      return host;
    },
    /** The process is killed, and another takes over what it left in the table. */
    restarts() {
      host = start();
    },
    async does(command: Command, by = 'ada') {
      const outcome = must(await run(command, by));
      await host.settle();
      return outcome;
    },
    refuses: async (command: Command, by = 'ada'): Promise<Refusal> => {
      const outcome = await run(command, by);
      if (!isRefusal(outcome)) throw new Error(`${command.do} was not refused`);
      return outcome;
    },
    async enrols(clientId = 'kim') {
      must(await run({ do: 'enrol', pathway: PATHWAY, clinician: 'ada' }, 'ada', clientId));
      await host.settle();
    },
    /** The client answers the open request of this kind, as usual or as given. */
    async answers(ask: Ask, given: Record<string, object> = {}, clientId = 'kim') {
      for (;;) {
        const [request] = await requests(ask, clientId);
        const open = request?.forms.filter((form) => !form.done) ?? [];
        if (!request || open.length === 0) return;
        const responses = open.map(({ instrument }) => ({
          instrument,
          answers: given[instrument] ?? USUAL[instrument],
          complete: true,
        }));
        must(await run({ do: 'answer', requestId: request.id, responses }, clientId, clientId));
        await host.settle();
      }
    },
    async decides(kind: TaskKind, outcome?: string, detail?: object) {
      const [task] = await tasks(kind);
      if (!task) throw new Error(`there is no task ${kind}`);
      const usual = DECISIONS[kind]!;
      await scene.does({
        do: 'complete-task',
        taskId: task.id,
        outcome: outcome ?? usual.outcome,
        reason: 'as agreed',
        detail: detail ?? usual.detail,
      });
    },
    /** Intake to plan, as usual: treatment goes on by timers. */
    async treats() {
      await scene.enrols();
      await scene.answers('intake');
      await scene.answers('packet');
      await scene.answers('goals');
      await scene.decides('shape-goals');
      await scene.answers('agreement');
      await scene.decides('draft-plan');
      await scene.answers('plan');
    },
    passes: (until: string) => advance(host, clock, until),
    sent: (): Promise<Sent[]> => outbox.read('riverside'),
    /** The instants at which something went to the client. */
    async sentToClient(): Promise<string[]> {
      const own: string[] = [kim.phone!, kim.email!];
      return (await outbox.read('riverside')).filter(({ to }) => own.includes(to)).map((sent) => sent.at);
    },
    /** Where an execution is, or where it ended. */
    async execution(machine: string, cycle = 1) {
      const { episode } = await chart();
      const name = `riverside_kim_${episode!.id.replaceAll('.', '-')}_${cycle}`;
      return host.interpreter.describe(machine, machine === 'care-cycle' ? name : `${name}-${machine}`);
    },
  };
  return scene;
}

export { only as onlyOf } from './paper.ts';
