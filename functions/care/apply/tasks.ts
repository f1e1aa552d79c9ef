import type { Chart, Finding, Owner, Task } from '../chart.ts';
import type { TaskKind } from '../task-kinds.ts';
import type { Instant } from '../time.ts';
import { countAcknowledged } from './course.ts';
import { clearTimers, type Folds, must } from './parts.ts';

/** A clinician looks at how care goes: it is not brought up again at once. */
const LOOKS_AT_TRACK: readonly TaskKind[] = ['review', 'off-track'];

const MOST_FINDINGS = 40;

/** What staff are asked, until it ends. */
export const TASK_FOLDS = {
  'task.opened'(chart, event, at) {
    chart.tasks[event.task.id] = structuredClone(event.task);
    if (LOOKS_AT_TRACK.includes(event.task.kind) && chart.track) chart.track.lookedAt = at;
    if (event.task.kind === 'urgent') {
      chart.urgentFindings += event.task.findings.length;
      chart.alertAt = at;
    }
  },
  'task.joined'(chart, event, at) {
    const task = taskOf(chart, event.taskId);
    task.findings = joined(task.findings, event.finding);
    if (task.kind === 'urgent') {
      chart.urgentFindings += 1;
      chart.alertAt = at;
      // Whoever acknowledged it did not see this one, and is still who knows of it.
      if (task.acknowledged) task.passed = unique([...(task.passed ?? []), { staff: task.acknowledged.by }]);
      task.acknowledged = undefined;
    }
  },
  'task.owned'(chart, event) {
    const task = taskOf(chart, event.taskId);
    task.owner = event.owner;
    // Whoever has it now has not seen it yet.
    if (!('staff' in event.owner && event.owner.staff === task.acknowledged?.by)) {
      task.acknowledged = undefined;
    }
  },
  'task.acknowledged'(chart, event, at) {
    countAcknowledged(chart, taskOf(chart, event.taskId), at);
    Object.assign(taskOf(chart, event.taskId), { acknowledged: { at, by: event.by }, seenAt: at });
    clearTimers(chart, (timer) => timer.kind === 'escalation' && timer.of === event.taskId);
  },
  'task.escalated'(chart, event) {
    const task = taskOf(chart, event.taskId);
    if (task.priority === 'urgent')
      task.passed = unique([...(task.passed ?? []), task.owner, { team: task.team }]);
    task.rung = event.rung;
    task.owner = event.owner;
    if ('team' in event.owner) task.team = event.owner.team;
  },
  'task.completed'(chart, event, at) {
    countAcknowledged(chart, taskOf(chart, event.taskId), at);
    endTask(chart, event.taskId, event.outcome, at);
  },
  'task.cancelled'(chart, event, at) {
    endTask(chart, event.taskId, 'cancelled', at);
  },
} satisfies Partial<Folds>;

function endTask(chart: Chart, taskId: string, outcome: string, at: Instant): void {
  const { id, key, cycle } = taskOf(chart, taskId);
  delete chart.tasks[id];
  clearTimers(chart, (timer) => timer.of === id);
  chart.endedTasks[id] = { key, outcome, cycle, at };
}

/** A task keeps what opened it and the latest; whoever sends a thousand texts must not fill the one item that a chart is. */
function joined([first, ...rest]: Finding[], finding: Finding): Finding[] {
  const all = [...rest, finding];
  if (all.length < MOST_FINDINGS) return [first!, ...all];
  const more = all[0]!.more === undefined ? 2 : all[0]!.more + 1;
  const what = `${more} more came in between: the timeline has them all`;
  return [first!, { at: finding.at, rule: 'more', what, more }, ...all.slice(2)];
}

const taskOf = (chart: Chart, taskId: string): Task => must(chart.tasks[taskId], taskId);

const unique = (owners: Owner[]): Owner[] => [
  ...new Map(owners.map((one) => [JSON.stringify(one), one])).values(),
];
