import type { Brief, Finding, Message, Owner, Task } from '../chart.ts';
import { type ClinicSettings, membersOf, type Staff } from '../clinic.ts';
import type { OwnerRule } from '../pathway/pathway.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { atWork, onCallAt } from '../rota.ts';
import { sayMoment } from '../say-day.ts';
import { after, afterWorkingDays, longer, wallClock } from '../schedule.ts';
import { TASK_KINDS, type TaskKind, type TaskPriority } from '../task-kinds.ts';
import type { Duration, Instant } from '../time.ts';
import type { Turn } from '../turn.ts';
import { intend } from './messages.ts';

type NewTask = {
  key: string;
  kind: TaskKind;
  title?: string;
  priority: TaskPriority;
  owner?: Owner;
  brief?: Brief;
  findings?: Finding[];
  waiter?: string;
  why: string;
};

export function openTask(turn: Turn, { why, title, brief = {}, findings = [], ...rest }: NewTask): Task {
  const { pathway, chart } = turn;
  const task: Task = {
    id: turn.id('task'),
    title: title ?? TASK_KINDS[rest.kind].title,
    owner: ownerOf(turn, 'clinician'),
    team: pathway.team,
    openedAt: turn.now,
    dueAt:
      rest.priority === 'urgent'
        ? after(turn.now, pathway.escalation.urgent.rungs[0]!.after, turn.zone)
        : afterWorkingDays(turn.now, pathway.taskDueWorkingDays, turn.calendar),
    cycle: chart.episode?.cycle ?? 0,
    rung: 0,
    brief,
    findings,
    ...rest,
  };
  if (task.priority === 'urgent') task.owner = calledFor(turn, task.owner);
  turn.emit({ type: 'task.opened', task, why });
  climbNext(turn, task);
  intend(turn, {
    template: task.priority === 'urgent' ? 'staff.urgent' : 'staff.task',
    to: task.owner,
    taskId: task.id,
    why: task.title,
  });
  if (task.priority === 'urgent' && !isAttended(turn.world.clinic, task.owner))
    climb(turn, task, 'nobody is on duty to whom it went first');
  return turn.chart.tasks[task.id]!;
}

/** What joins an urgent task that somebody has acknowledged is news to them: they are told, and the clock runs again. */
export function joinTask(turn: Turn, task: Task, finding: Finding): void {
  const seen = task.acknowledged;
  turn.emit({ type: 'task.joined', taskId: task.id, finding });
  if (!seen || turn.chart.tasks[task.id]!.acknowledged) return;
  climbAgain(turn, task);
  const call = (to: Owner) =>
    intend(turn, { template: 'staff.urgent', to, taskId: task.id, why: finding.what });
  call(task.owner);
  const whoKnows = turn.world.clinic.staff[seen.by];
  if (whoKnows?.active && !isAmong(whoKnows, task.owner)) call({ staff: whoKnows.id });
}

/** The episode's clinician where they are at work, or who stands in for them; otherwise the team behind them. */
function ownerOf(turn: Turn, rule: OwnerRule): Owner {
  if (rule !== 'clinician') return rule;
  const { clinic } = turn.world;
  const clinician = turn.chart.episode?.clinician;
  const today = wallClock(turn.now, clinic.calendar.zone).slice(0, 10);
  const there = clinician && atWork(clinic, clinician, today);
  return there ? { staff: there } : { team: turn.pathway.team };
}

/** By name who is on call for the team; where nobody is, the team. */
function calledFor(turn: Turn, owner: Owner): Owner {
  const found = 'team' in owner && onCallAt(turn.world.clinic, owner.team, turn.now);
  return found ? { staff: found } : owner;
}

/** One step at a time: whatever made it climb, the step that was set before is off. */
function climbNext(turn: Turn, task: Task): void {
  for (const timer of Object.values(turn.chart.timers)) {
    if (timer.kind === 'escalation' && timer.of === task.id)
      turn.emit({ type: 'timer.cleared', timerId: timer.id });
  }
  const ladder = turn.pathway.escalation[task.priority];
  const rung = ladder.rungs[task.rung];
  const at = rung
    ? climbsAt(turn, task, task.openedAt, rung.after)
    : climbsAt(turn, task, turn.now, repeatsEvery(turn, task));
  turn.setAt('escalation', at, { of: task.id });
}

/** Within a day each shift has been at work and was called; who has not come by then comes no sooner for more calls. */
const FIRST_CALLS = 'PT24H';
/** How often at most what is urgent is called again after that, and never more seldom than the pathway says. */
const LATER_CALLS = 'PT1H';

function repeatsEvery(turn: Turn, { priority, openedAt, findings }: Task): Duration {
  const { repeatEvery } = turn.pathway.escalation[priority];
  const latest = findings.at(-1)?.at ?? openedAt;
  const first = turn.now < after(latest, FIRST_CALLS, turn.zone);
  return priority !== 'urgent' || first || longer(repeatEvery, LATER_CALLS) > 0 ? repeatEvery : LATER_CALLS;
}

/** What is urgent climbs at any hour; a routine task waits for the end of a working day, so none climbs on a Sunday. */
function climbsAt(turn: Turn, { priority }: Task, from: Instant, wait: Duration): Instant {
  const at = after(from, wait, turn.zone);
  return priority === 'urgent' ? at : afterWorkingDays(at, 0, turn.calendar);
}

/** Nobody has acknowledged in time: up the ladder, to the highest rung that is due; the last one repeats. */
export function escalate(turn: Turn, taskId: string): void {
  const task = turn.chart.tasks[taskId];
  if (task && !task.acknowledged)
    climb(turn, task, `nobody has acknowledged it since ${sayMoment(task.openedAt, turn.calendar.zone)}`);
}

/**
 * The next rung. What is urgent passes rungs on which nobody is, and where nobody is left above, or the last rung has
 * been called before, every admin of the clinic is told, and everybody whom it has climbed past, each by name.
 */
function climb(turn: Turn, task: Task, why: string): void {
  const { rungs } = turn.pathway.escalation[task.priority];
  const urgent = task.priority === 'urgent';
  const due = rungs.filter((rung) => climbsAt(turn, task, task.openedAt, rung.after) <= turn.now).length;
  const next = Math.min(Math.max(task.rung + 1, due), rungs.length);
  const attended = rungs.findIndex(
    ({ to }, n) => n >= next - 1 && isAttended(turn.world.clinic, ownerOf(turn, to)),
  );
  const rung = urgent && attended >= 0 ? attended + 1 : next;
  const again = task.rung >= rungs.length;
  const called = ownerOf(turn, rungs[rung - 1]!.to);
  // Who is on call has been called before, and has not come: now it is for all of the team.
  const owner = urgent && !again ? calledFor(turn, called) : called;
  turn.emit({ type: 'task.escalated', taskId: task.id, rung, owner, why });
  climbNext(turn, turn.chart.tasks[task.id]!);
  const template = urgent ? 'staff.urgent-escalation' : 'staff.escalation';
  callFor(turn, { template, to: owner, taskId: task.id, why });
  if (urgent && (again || attended < 0)) alarm(turn, turn.chart.tasks[task.id]!, why, owner);
}

const isAttended = (clinic: ClinicSettings, owner: Owner): boolean =>
  'team' in owner ? membersOf(clinic, owner.team).length > 0 : clinic.staff[owner.staff]?.active === true;

/**
 * The last resort: whoever runs the clinic, and whoever was called before the last rung and may be there by now.
 * `called`: whom the same turn calls by the rung itself; nobody is called twice at once.
 */
function alarm(turn: Turn, { id: taskId, owner, passed = [] }: Task, why: string, called?: Owner): void {
  for (const person of Object.values(turn.world.clinic.staff)) {
    if (!person.active || (called && isAmong(person, called))) continue;
    const calledBefore = !isAmong(person, owner) && passed.some((one) => isAmong(person, one));
    if (calledBefore || person.roles.includes('admin'))
      callFor(turn, { template: 'staff.alarm', to: { staff: person.id }, taskId, why });
  }
}

const isAmong = ({ id, teams }: Staff, owner: Owner): boolean =>
  'team' in owner ? teams.includes(owner.team) : owner.staff === id;

/** A call that has not gone yet says no more than this one: no outage ends in a hundred notices of one task. */
function callFor(turn: Turn, call: { template: string; to: Owner; taskId: string; why: string }): void {
  const sameAs = ({ state, template, to, taskId }: Message) =>
    state === 'PENDING' &&
    template === call.template &&
    taskId === call.taskId &&
    JSON.stringify(to) === JSON.stringify(call.to);
  for (const { id } of Object.values(turn.chart.messages).filter(sameAs))
    turn.emit({ type: 'message.suppressed', messageId: id, why: 'a newer notice takes its place' });
  intend(turn, call);
}

/** The notice of an urgent task reached nobody: that is as good as no acknowledgement, and is not waited for. */
export function undelivered(
  turn: Turn,
  { taskId = '', template }: { taskId?: string; template: string },
): void {
  const task = turn.chart.tasks[taskId];
  if (task?.priority !== 'urgent' || task.acknowledged || template === 'staff.alarm') return;
  const top = task.rung >= turn.pathway.escalation.urgent.rungs.length;
  // At the top nobody is told again at once, whose notice then fails again, without end: the ladder repeats in its time.
  if (top && !isAttended(turn.world.clinic, task.owner)) return;
  (top ? alarm : climb)(turn, task, 'the notice of it did not arrive');
}

export function cancelTasks(turn: Turn, which: (task: Task) => boolean, why: string): void {
  for (const task of Object.values(turn.chart.tasks).filter(which)) {
    turn.emit({ type: 'task.cancelled', taskId: task.id, why });
    if (task.waiter) turn.emit({ type: 'waiter.released', token: task.waiter, outcome: 'cancelled' });
  }
}

export type TaskCommand =
  | { do: 'claim-task'; taskId: string }
  | { do: 'hand-over-task'; taskId: string; to: Owner; why: string }
  | { do: 'acknowledge-task'; taskId: string };

export function handleTask(turn: Turn, command: TaskCommand): Refusal | undefined {
  const { clinic } = turn.world;
  const task = turn.chart.tasks[command.taskId];
  if (!task) return missingTask(turn, command.taskId);
  switch (command.do) {
    case 'acknowledge-task':
      return acknowledge(turn, task);
    case 'claim-task': {
      if ('staff' in task.owner && task.owner.staff !== turn.by && task.acknowledged) {
        const name = clinic.staff[task.owner.staff]?.name ?? 'somebody else';
        return refuse('wrong-state', `${name} has this task. Ask them to hand it over.`);
      }
      if (!('staff' in task.owner && task.owner.staff === turn.by)) {
        const owner = { staff: turn.by };
        turn.emit({ type: 'task.owned', taskId: task.id, owner, by: turn.by, why: 'claimed' });
      }
      acknowledge(turn, task);
      return;
    }
    case 'hand-over-task': {
      const { to } = command;
      const there =
        'staff' in to ? clinic.staff[to.staff]?.active : clinic.teams.some((t) => t.id === to.team);
      if (!there)
        return refuse(
          'invalid',
          'There is nobody by that id to hand the task to. Choose a person or a team.',
        );
      const seen = task.acknowledged !== undefined;
      turn.emit({ type: 'task.owned', taskId: task.id, owner: to, by: turn.by, why: command.why });
      if (seen && !task.acknowledged) climbAgain(turn, task);
      intend(turn, {
        template: task.priority === 'urgent' ? 'staff.urgent' : 'staff.task',
        to,
        taskId: task.id,
        why: `handed over: ${command.why}`,
      });
      return;
    }
  }
}

/** An acknowledgement that no longer holds: as much time for the next one as there was for the first. */
function climbAgain(turn: Turn, task: Task): void {
  const { rungs } = turn.pathway.escalation[task.priority];
  const at = after(turn.now, rungs[0]!.after, turn.zone);
  turn.setAt('escalation', at, { of: task.id });
}

function acknowledge(turn: Turn, task: Task): undefined {
  if (!task.acknowledged) turn.emit({ type: 'task.acknowledged', taskId: task.id, by: turn.by });
}

export const missingTask = (turn: Turn, taskId: string): Refusal => {
  const ended = turn.chart.endedTasks[taskId];
  return ended
    ? refuse('wrong-state', `This task has ended (${ended.outcome}). Nothing more is needed.`)
    : refuse('not-found', 'There is no such task for this client. Check the id.');
};
