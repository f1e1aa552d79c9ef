import { hash } from 'node:crypto';
import { applyEntry } from './care/apply.ts';
import { type Channel, type Chart, emptyChart, type Owner, type Task, type World } from './care/chart.ts';
import { CHANNELS, type Client, identityOf } from './care/client.ts';
import type { Content } from './care/content.ts';
import { copyOfChart } from './care/copy.ts';
import { type Command, decide } from './care/decide.ts';
import type { Event, LogEntry } from './care/events.ts';
import { caseOf } from './care/measures/case.ts';
import { coursesIn } from './care/measures/courses.ts';
import { isRefusal, refuse } from './care/refusal.ts';
import { type Send, sendsAhead } from './care/sends-ahead.ts';
import { PRIORITIES } from './care/task-kinds.ts';
import type { Instant } from './care/time.ts';
import { type Clinics, clinicPk, contentOf } from './clinics.ts';
import type { Clock, Item, Key, Table } from './ports.ts';
import { verify } from './store/verify.ts';
import { commit, type Kind, load, type Outcome, readLog, unpack } from './store.ts';

/** Shards of the due index: one partition takes 1,000 writes a second, and a morning has more. */
export const DUE_SHARDS = 16;

export const chartPk = (clinicId: string, clientId: string): string => `${clinicId}#${clientId}`;

const dueShard = (clientId: string): string => `DUE#${hash('sha256', clientId, 'buffer')[0]! % DUE_SHARDS}`;

export const ownerKey = (clinicId: string, owner: Task['owner']): string =>
  'staff' in owner ? `${clinicId}#staff#${owner.staff}` : `${clinicId}#team#${owner.team}`;

/** Whose clients have this address: what comes in from it leads to their charts. */
export const addressPk = (channel: Channel, address: string): string =>
  channel === 'sms' ? `PHONE#${address}` : `EMAIL#${address.toLowerCase()}`;

const rank = (priority: Task['priority']): string => `${PRIORITIES.indexOf(priority)}#`;

/** In an inbox, the last place that is urgent. */
export const UP_TO_URGENT = `${rank('urgent')}~`;

/** What an inbox shows of a task; the token that its execution waits with stays in the chart. */
export type InboxTask = Omit<Task, 'waiter' | 'passed'> & {
  clientId: string;
  clientName: string;
  /** Of what is urgent: whose client it is, so that whoever asks for news need not open the chart. */
  clinician?: string;
};

export const inboxTaskIn = ({ body }: Item): InboxTask => JSON.parse(unpack(body)) as InboxTask;

export const CHART: Kind<Chart, Event> = {
  stateSk: 'CHART',
  empty: (pk) => {
    const [clinicId = '', clientId = ''] = pk.split('#');
    return emptyChart(clinicId, clientId);
  },
  copy: copyOfChart,
  apply: (chart, entry, hash) => applyEntry(chart, entry as LogEntry, hash),
  attributes: dueOf,
  items,
  documents: () => [],
  own: ['TASK#'],
};

/** The chart's earliest timer is what the due index holds; the others wait in the chart. */
function dueOf(chart: Chart): { duePk: string; dueSk: Instant } | Record<string, never> {
  let first: Instant | undefined;
  for (const { at, parked } of Object.values(chart.timers)) {
    if (!parked && (first === undefined || at < first)) first = at;
  }
  return first === undefined ? {} : { duePk: dueShard(chart.clientId), dueSk: first };
}

/** What no two clients of a clinic have alike. */
export const identityKeys = (clinicId: string, client: Client): Key[] =>
  identityOf(client).map((identity) => ({
    pk: clinicPk(clinicId),
    sk: `IDENTITY#${hash('sha256', identity, 'base64url')}`,
  }));

const COUNTRY = 'COUNTRY#';
/** After every client of a country, whose ids are letters and digits. */
const LAST = '~';

/** Where a clinic's clients live: one small read a country, however many clients there are. */
export async function countriesOf(table: Table, clinicId: string): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const after = found.length > 0 ? `${COUNTRY}${found.at(-1)}#${LAST}` : undefined;
    const { items } = await table.query(clinicPk(clinicId), { prefix: COUNTRY, after, limit: 1 });
    if (!items[0]) return found;
    found.push(items[0].sk.split('#')[1]!);
  }
}

/** Every item that others find this client by. */
function items(chart: Chart): Item[] {
  const { clinicId, clientId, client, episode } = chart;
  if (!client) return [];
  const pk = chartPk(clinicId, clientId);
  const found: Item[] = [
    {
      pk: clinicPk(clinicId),
      sk: `CLIENT#${clientId}`,
      body: JSON.stringify({
        clientId,
        name: client.name,
        stage: episode?.stage,
        paused: !!chart.pause,
        care: caseOf(chart),
      }),
    },
  ];
  found.push({ pk: clinicPk(clinicId), sk: `${COUNTRY}${client.country}#${clientId}` });
  for (const key of identityKeys(clinicId, client)) found.push({ ...key, clientId });
  for (const channel of CHANNELS) {
    const address = channel === 'sms' ? client.phone : client.email;
    if (address && address !== chart.wrongNumber)
      found.push({ pk: addressPk(channel, address), sk: pk, clinicId, clientId });
  }
  for (const course of coursesIn(chart))
    found.push({
      pk: clinicPk(clinicId),
      sk: `COURSE#${clientId}#${course.episodeId}`,
      body: JSON.stringify(course),
    });
  for (const hash of Object.keys(chart.links))
    found.push({ pk: `LINK#${hash}`, sk: 'LINK', clinicId, clientId });
  for (const { waiter: _, passed = [], ...task } of Object.values(chart.tasks)) {
    const sort = `${rank(task.priority)}${task.dueAt}#${clientId}#${task.id}`;
    const clinician = task.priority === 'urgent' ? episode?.clinician : undefined;
    const body = JSON.stringify({
      ...task,
      clientId,
      clientName: client.name,
      clinician,
    } satisfies InboxTask);
    const stands = {
      ownerPk: ownerKey(clinicId, task.owner),
      teamPk: ownerKey(clinicId, { team: task.team }),
    };
    found.push({ pk, sk: `TASK#${task.id}`, body, ...stands, ownerSk: sort, teamSk: sort });
    for (const owner of alsoWith(task, passed)) {
      const key = ownerKey(clinicId, owner);
      const place: Record<string, string> =
        'staff' in owner ? { ownerPk: key, ownerSk: sort } : { teamPk: key, teamSk: sort };
      if (!Object.values(stands).includes(key))
        found.push({ pk, sk: `TASK#${task.id}#${key}`, body, ...place });
    }
  }
  return found;
}

/** Who else has what is urgent in their inbox: whoever acknowledged it, and until then whoever it went past. */
const alsoWith = (
  { priority, acknowledged }: Pick<Task, 'priority' | 'acknowledged'>,
  passed: Owner[],
): Owner[] => {
  if (priority !== 'urgent') return [];
  return acknowledged ? [{ staff: acknowledged.by }] : passed;
};

export type Charts = {
  run(
    at: { clinicId: string; clientId: string; by: string; key?: string; of?: string; seen?: Chart },
    command: Command,
  ): Promise<Outcome<Chart, Event>>;
  get(clinicId: string, clientId: string): Promise<Chart>;
  /** What `run` would bring about, with the chart as it would stand: decided by the same rules, and written nowhere. */
  preview(
    at: { clinicId: string; clientId: string; by: string },
    command: Command,
  ): Promise<Outcome<Chart, Event>>;
  /** What the client of this chart, as it stands or would stand, is sent next, if nobody does anything. */
  sends(chart: Chart, most?: number, within?: string): Promise<Send[]>;
  log(clinicId: string, clientId: string): AsyncGenerator<{ entry: LogEntry; hash: string }>;
  verify(clinicId: string, clientId: string): Promise<string | undefined>;
};

const destinationOf = ({ episode }: Chart, command: Command): number | undefined => {
  if (command.do === 'move-episode') return command.version;
  return command.do === 'undo-move' ? episode?.moved?.from : episode?.moving?.to;
};

/** The one way in: whatever changes a client's care comes through `run`. */
export function createCharts(deps: {
  table: Table;
  clock: Clock;
  clinics: Clinics;
  content: Content;
}): Charts {
  const { table, clock, clinics, content } = deps;

  async function worldFor(chart: Chart, command: Command, now: Instant): Promise<World> {
    const pinned =
      command.do === 'enrol' ? command.pathway : (chart.episode?.pathway ?? (await firstPathway(chart)));
    const to = chart.episode && destinationOf(chart, command);
    const [clinic, { instruments }, pathway, destination] = await Promise.all([
      clinics.settings(chart.clinicId),
      contentOf(deps, chart.clinicId),
      pinned && clinics.pathway(chart.clinicId, pinned.id, pinned.version),
      pinned && to ? clinics.pathway(chart.clinicId, pinned.id, to) : undefined,
    ]);
    return {
      ...{ now, clinic, pathway, destination, instruments, lexicon: content.lexicon },
      // Read where a plan is written, and nowhere else.
      courseOf: (option) => (Object.hasOwn(content.courses, option) ? content.courses[option] : undefined),
    };
  }

  /** Who is told of a client who was never in care, and writes: the clinic's own pathway says so. */
  async function firstPathway({ clinicId, client }: Chart) {
    if (!client) return undefined;
    const { pathways } = await clinics.get(clinicId);
    const [first] = Object.entries(pathways).filter(([, { published }]) => published > 0);
    return first && { id: first[0], version: first[1].published };
  }

  async function missingPathway(clinicId: string, { id, version }: { id: string; version: number }) {
    const { pathways } = await clinics.get(clinicId);
    if (version >= 1 && version <= (pathways[id]?.published ?? 0)) return undefined;
    return refuse('invalid', 'There is no such version of the pathway. Choose one that is published.');
  }

  async function decided(chart: Chart, command: Command, now: Instant, by: string) {
    const wanted =
      command.do === 'enrol'
        ? command.pathway
        : command.do === 'move-episode' &&
          chart.episode && { id: chart.episode.pathway.id, version: command.version };
    const refusal = wanted && (await missingPathway(chart.clinicId, wanted));
    return refusal || decide(chart, command, await worldFor(chart, command, now), by);
  }

  return {
    run: ({ clinicId, clientId, by, key, of, seen }, command) =>
      commit(table, CHART, {
        pk: chartPk(clinicId, clientId),
        by,
        key,
        of,
        seen,
        command: command.do,
        now: clock,
        decide: (chart, now) => decided(chart, command, now, by),
      }),
    async preview({ clinicId, clientId, by }, command) {
      const standing = await load(table, CHART, chartPk(clinicId, clientId));
      const at = clock();
      const events = await decided(standing, command, at, by);
      if (isRefusal(events)) return events;
      const state = copyOfChart(standing);
      const seq = state.version + 1;
      applyEntry(state, { seq, prev: state.head, at, by, command: command.do, events }, '');
      return { state, events, seq };
    },
    async sends(chart, most, within) {
      return sendsAhead(chart, await worldFor(chart, { do: 'fire' }, clock()), most, within);
    },
    get: (clinicId, clientId) => load(table, CHART, chartPk(clinicId, clientId)),
    log: (clinicId, clientId) =>
      readLog<Event>(table, chartPk(clinicId, clientId)) as ReturnType<Charts['log']>,
    verify: (clinicId, clientId) => verify(table, CHART, chartPk(clinicId, clientId)),
  };
}
