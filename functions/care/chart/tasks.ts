import type { Level } from '../measures/goal-attainment.ts';
import type { ItemPoints } from '../measures/items.ts';
import type { Track } from '../measures/track.ts';
import type { Play } from '../pathway/pathway.ts';
import type { TaskKind, TaskPriority } from '../task-kinds.ts';
import type { Instant } from '../time.ts';
import type { Intervention, OwnWords } from './goals-and-plans.ts';

/** One owner a task: a person, or a team whose members may claim it. `team` stays behind a person as cover. */
export type Owner = { staff: string } | { team: string };

export type Task = {
  id: string;
  key: string;
  kind: TaskKind;
  title: string;
  priority: TaskPriority;
  owner: Owner;
  team: string;
  openedAt: Instant;
  dueAt: Instant;
  cycle: number;
  /** How far up the ladder it is; 0 before the first rung. */
  rung: number;
  /** Of what is urgent: who had it before. */
  passed?: Owner[];
  acknowledged?: { at: Instant; by: string };
  /** When somebody last acknowledged it, whatever came since. */
  seenAt?: Instant;
  /** What a person needs to decide, gathered when the task was made. */
  brief: Brief;
  /** What led to it; further findings join here instead of making a second task. */
  findings: Finding[];
  waiter?: string;
};

/** `more`: it stands for so many that only the log still has. */
export type Finding = { at: Instant; rule: string; what: string; responseId?: string; more?: number };

export type Brief = {
  measures?: MeasureBrief[];
  goals?: { words: string; rating?: number; level?: Level }[];
  attainment?: { at: Instant; t: number; rated: number };
  own?: OwnWords;
  checkIns?: { asked: number; answered: number; missedInARow: number };
  urgentFindings?: number;
  plan?: { version: number; summary: string };
  clientWords?: string;
  note?: string;
  /** Where care is not on track: why, and what the pathway offers. */
  track?: Track;
  playbook?: Play[];
  /** What was accepted of the suggestions, and is in no plan yet. */
  accepted?: Intervention[];
};

export type MeasureBrief = {
  measure: string;
  baseline: number;
  last: number;
  change: number;
  reliable: string;
  band?: string;
  /** Of the last answers, risk items first: the worst, and what moved most since the baseline. */
  worst?: ItemPoints[];
  changed?: ItemPoints[];
};

export type EndedTask = { key: string; outcome: string; cycle: number; at: Instant };
