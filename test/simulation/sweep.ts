/** Ten scenes of a life, with a crash after each effect in turn: whoever takes over brings it to the same end. */
import { isDeepStrictEqual } from 'node:util';
import type { Chart } from '../../functions/care/chart.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import type { Sender, Table } from '../../functions/ports.ts';
import { phq9 } from '../support/people.ts';
import { type Scene, scene } from '../support/scene.ts';

class Crashed extends Error {
  override name = 'Crashed';
}

/** Counts what a process does to the world, and ends it after the `last`-th. */
function fuse() {
  let effects = 0;
  let last = Number.POSITIVE_INFINITY;
  let dead = false;
  const effect = async <T>(call: () => Promise<T>): Promise<T> => {
    if (dead) throw new Crashed('this process has crashed');
    const result = await call();
    effects += 1;
    if (effects < last) return result;
    dead = true;
    throw new Crashed(`crashed after effect ${effects}`);
  };
  return {
    wrap: (table: Table): Table => ({
      ...table,
      get: (key) => (dead ? effect(() => table.get(key)) : table.get(key)),
      write: (writes) => effect(() => table.write(writes)),
    }),
    sender: (outbox: Sender): Sender => ({ send: (message) => effect(() => outbox.send(message)) }),
    /** From now on, counted anew. */
    arm(after = Number.POSITIVE_INFINITY) {
      effects = 0;
      last = after;
    },
    /** Another process has taken over. */
    revive() {
      dead = false;
      last = Number.POSITIVE_INFINITY;
    },
    dead: () => dead,
    effects: () => effects,
  };
}

type Deed = (at: Scene) => Promise<unknown>;

/** Each comes to where the scene begins, and then what is done in it, step by step; a step that failed is done again. */
export const SCENES: Record<string, { before: Deed; deeds: Deed[]; until?: string }> = {
  'a client is enrolled and asked for the intake': { before: async () => {}, deeds: [enrol] },
  'the intake is answered and the assessment asked': {
    before: (at) => at.enrols(),
    deeds: [(at) => at.answers('intake')],
  },
  'the assessment grows by what its answers call for': {
    before: async (at) => {
      await at.enrols();
      await at.answers('intake');
    },
    deeds: [(at) => at.answers('packet', { 'phq-2': { 1: 'LA6571-9', 2: 'LA6571-9' } })],
  },
  'goals are proposed and agreed': {
    before: async (at) => {
      await at.enrols();
      await at.answers('intake');
      await at.answers('packet');
      await at.answers('goals');
    },
    deeds: [(at) => at.decides('shape-goals'), (at) => at.answers('agreement')],
  },
  'a plan is drafted and comes into force': {
    before: async (at) => {
      await at.enrols();
      await at.answers('intake');
      await at.answers('packet');
      await at.answers('goals');
      await at.decides('shape-goals');
      await at.answers('agreement');
    },
    deeds: [(at) => at.decides('draft-plan'), (at) => at.answers('plan')],
  },
  'a check-in is asked and answered': {
    before: (at) => at.treats(),
    deeds: [(at) => at.passes('2026-01-06T16:00:00.000Z'), (at) => at.answers('check-in')],
    until: '2026-01-07T16:00:00.000Z',
  },
  'two check-ins are missed and somebody is to call': {
    before: (at) => at.treats(),
    deeds: [(at) => at.passes('2026-01-09T16:00:00.000Z'), (at) => at.passes('2026-01-17T16:00:00.000Z')],
  },
  'a risk answer climbs until it is acknowledged and ended': {
    before: async (at) => {
      await at.enrols();
      await at.answers('intake');
    },
    deeds: [
      (at) => at.answers('packet', { 'phq-2': { 1: 'LA6571-9', 2: 'LA6571-9' }, 'phq-9': phq9(2) }),
      (at) => at.passes('2026-01-05T15:50:00.000Z'),
      (at) => at.decides('urgent'),
    ],
    until: '2026-01-05T18:00:00.000Z',
  },
  'a reassessment is due, reviewed, and care continues': {
    before: async (at) => {
      await at.treats();
      await at.passes('2026-02-16T14:00:00.000Z');
    },
    deeds: [
      (at) => at.passes('2026-02-16T16:00:00.000Z'),
      (at) => at.answers('reassessment'),
      (at) => at.decides('review'),
    ],
  },
  'care is paused, resumed, and ends': {
    before: (at) => at.treats(),
    deeds: [
      (at) => once(at, { do: 'pause', why: 'on holiday' }),
      (at) => at.passes('2026-01-14T16:00:00.000Z'),
      (at) => once(at, { do: 'resume', why: 'is back' }),
      (at) => once(at, { do: 'discharge', why: 'moves away' }),
    ],
  },
};

async function enrol(at: Scene): Promise<void> {
  if (!(await at.chart()).episode) await at.enrols();
  else await at.host.settle();
}

/** Whoever does not know whether it went through does it again, and is told that it has been done. */
async function once(at: Scene, command: Parameters<Scene['run']>[0]): Promise<void> {
  const outcome = await at.run(command);
  if (isRefusal(outcome) && outcome.refused !== 'wrong-state') throw new Error(outcome.because);
  await at.host.settle();
}

/** Where it all ended, without the ids and hours that differ from life to life. */
function endOf({
  episode,
  requests,
  ended,
  tasks,
  endedTasks,
  measures,
  goals,
  plan,
  checkIns,
  pause,
}: Chart) {
  const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return {
    stage: episode?.stage,
    level: episode?.level,
    cycle: episode?.cycle,
    requests: Object.values(requests)
      .map(({ key, ask, forms }) => ({ key, ask, forms }))
      .sort(byText),
    ended: Object.values(ended)
      .map(({ key, outcome, says }) => ({ key, outcome, says }))
      .sort(byText),
    tasks: Object.values(tasks)
      .map(({ kind, priority, rung, acknowledged }) => ({ kind, priority, rung, by: acknowledged?.by }))
      .sort(byText),
    endedTasks: Object.values(endedTasks)
      .map(({ key, outcome }) => ({ key, outcome }))
      .sort(byText),
    measures: Object.entries(measures).map(([id, { count, last }]) => ({ id, count, value: last.value })),
    goals: goals && { state: goals.state, words: goals.goals.map(({ words }) => words) },
    plan: plan && { version: plan.version, summary: plan.summary, active: plan.activatedAt !== undefined },
    checkIns: Object.entries(checkIns).map(([id, { n, asked, answered }]) => ({ id, n, asked, answered })),
    paused: pause !== undefined,
  };
}

/** The life, with a crash after the `k`-th effect of its deeds. */
async function sweep({ before, deeds, until }: (typeof SCENES)[string], k?: number) {
  const { wrap, sender, arm, revive, dead, effects } = fuse();
  const at = await scene({ wrap, sender });
  await before(at);
  arm(k);
  for (const deed of deeds) {
    try {
      await deed(at);
      if (!dead()) continue;
    } catch (error) {
      if (!dead()) throw error;
    }
    revive();
    at.restarts();
    await at.host.settle();
    // A lease ends and a message is looked at again after minutes: the others are not kept waiting for that.
    await deed(at).catch((error) => {
      if (!/there is no task|is not in care|nothing asks/.test(String(error))) throw error;
    });
  }
  const made = effects();
  const later = new Date(Date.parse(at.clock()) + 30 * 60_000).toISOString();
  await at.passes(until && until > later ? until : later);
  const sent = await at.sent();
  return {
    made,
    end: endOf(await at.chart()),
    fault: await at.host.charts.verify('riverside', 'kim'),
    keys: sent.map(({ key }) => key),
  };
}

/** Every crash of a scene, one life each: what came to another end than the life without a crash, in words. */
export async function sweepAll(
  given: (typeof SCENES)[string],
): Promise<{ effects: number; otherwise: string[] }> {
  const whole = await sweep(given);
  const otherwise: string[] = [];
  for (let k = 1; k <= whole.made; k += 1) {
    const { end, fault, keys } = await sweep(given, k);
    if (fault) otherwise.push(`after effect ${k}: ${fault}`);
    if (!isDeepStrictEqual(end, whole.end)) otherwise.push(`after effect ${k} it ends otherwise`);
    if (new Set(keys).size < keys.length) otherwise.push(`after effect ${k} something was sent twice`);
  }
  return { effects: whole.made, otherwise };
}
