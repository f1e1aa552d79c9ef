/** A clinician, who knows only what a mailbox and an inbox show them. */
import type { Chart, Task } from '../../functions/care/chart.ts';
import type { InboxTask } from '../../functions/charts.ts';
import { createDice } from '../../local/people/chance.ts';
import { decideAsUsual } from '../../local/people/decisions.ts';
import { ask, type Reply } from './ask.ts';
import type { StaffSpec, Told } from './people.ts';
import type { Accepted } from './provider.ts';
import type { Running, World } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Hours in which whoever heard nothing looks at the inbox all the same. */
const ROUND = 120;
const ROUNDS = 'looks at the inbox';
/** Share of the rounds on which nothing is open for them that are played all the same: most inboxes would be read empty. */
const LOOKS_IN_VAIN = 0.1;
const URGENT_LOOK = 0.7;
/** Shares of the tasks. */
const LOOKS_INTO = 0.3;
const LOOKS_AT_HELD = 0.2;
const HANDS_OVER = 0.05;
/** Of those who were called. */
const TO_HOSPITAL = 0.15;

/** A clinician, who looks at an inbox every few hours, and at once when something urgent is mailed. */
export function createStaff(
  world: World,
  spec: StaffSpec,
  seed: string,
  told: Told,
  charts: () => Pick<Chart, 'clinicId' | 'tasks'>[],
) {
  const dice = createDice(`${seed}/staff/${spec.staffId}`);
  const held = createDice(`${seed}/held/${spec.staffId}`);
  const began = world.now();
  const { clinicId, staffId } = spec;
  const away = () => {
    const day = (world.now() - began) / DAY;
    return spec.leave !== undefined && spec.leave.from <= day && day < spec.leave.to;
  };

  async function asking(
    running: Running,
    method: 'GET' | 'POST',
    path: string,
    json?: object,
  ): Promise<Reply> {
    const reply = await ask(running.api, method, path, { json, token: `${clinicId}/${staffId}` });
    told.staffAsked(spec, path, reply, method);
    return reply;
  }

  const isForThem = ({ owner, team }: Task) =>
    spec.teams.includes(team) ||
    ('staff' in owner ? owner.staff === staffId : spec.teams.includes(owner.team));
  const hasSomething = () =>
    charts().some((chart) => chart.clinicId === clinicId && Object.values(chart.tasks).some(isForThem));

  async function visit(running: Running): Promise<void> {
    if (away()) return;
    const found = new Map<string, InboxTask>();
    for (const query of ['inbox=mine', ...spec.teams.map((team) => `inbox=team&team=${team}`)]) {
      const reply = await asking(running, 'GET', `/tasks?${query}`);
      for (const task of (reply.body as { tasks?: InboxTask[] }).tasks ?? [])
        found.set(`${task.clientId}/${task.id}`, task);
    }
    if (held.unit() < LOOKS_AT_HELD) await sortHeld(running);
    for (const task of found.values()) {
      if (dice.unit() < LOOKS_INTO) await asking(running, 'GET', `/clients/${task.clientId}`);
      const path = `/clients/${task.clientId}/tasks/${task.id}`;
      if (task.priority === 'urgent' && !task.acknowledged) {
        await asking(running, 'POST', `${path}/acknowledge`, {});
        // Care ends here, and the urgent task does not.
        if (dice.unit() < TO_HOSPITAL)
          await asking(running, 'POST', `/clients/${task.clientId}/discharge`, { why: 'is in hospital' });
        world.later(world.now() + dice.between(0.5, 3) * HOUR, `${staffId} has called`, visit);
      } else if (task.priority !== 'urgent' && dice.unit() < HANDS_OVER)
        await asking(running, 'POST', `${path}/hand-over`, { to: { staff: 'omar' }, why: 'on the way out' });
      else if (task.priority !== 'urgent' || dice.unit() < 0.7)
        await asking(running, 'POST', `${path}/complete`, decideAsUsual(task));
    }
  }

  /** Whose the words are that lead to no one client: somebody asks on the phone, and puts them where they belong. */
  async function sortHeld(running: Running): Promise<void> {
    const { body } = await asking(running, 'GET', '/held');
    for (const { id, clients } of (body as { held?: { id: string; clients: [string, ...string[]] }[] })
      .held ?? [])
      await asking(running, 'POST', `/held/${id}/bind`, { clientId: held.pick(clients) });
  }

  let meansTo = Number.POSITIVE_INFINITY;
  let thinksBetterOfIt = () => {};
  /** A look that comes sooner stands for one that would have come later. */
  function looksWithin(hours: number, why: string): void {
    const at = world.now() + hours * HOUR * dice.between(0.3, 1);
    if (at >= meansTo) return;
    thinksBetterOfIt();
    meansTo = at;
    thinksBetterOfIt = world.later(at, `${staffId} ${why}`, async (running) => {
      meansTo = Number.POSITIVE_INFINITY;
      looksWithin(ROUND, ROUNDS);
      if (why !== ROUNDS || hasSomething() || dice.unit() < LOOKS_IN_VAIN) await visit(running);
    });
  }
  looksWithin(ROUND, ROUNDS);

  return {
    spec,
    hear(message: Accepted): void {
      const urgent = /urgent/i.test(`${message.subject} ${message.text}`);
      looksWithin(urgent ? URGENT_LOOK : spec.pace, urgent ? 'sees an urgent mail' : 'sees a mail');
    },
  };
}
