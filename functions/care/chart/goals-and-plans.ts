import type { Level } from '../measures/goal-attainment.ts';
import type { CheckIn, SessionCourse } from '../pathway/pathway.ts';
import type { ProposedGoal } from '../plans/goals.ts';
import type { Instant } from '../time.ts';

/** `rating`: the client's, 0 to 10, in check-ins. `level`: the last against the scale, −2 to 2. */
export type Goal = ProposedGoal & {
  id: string;
  rating?: number;
  ratedAt?: Instant;
  level?: Level;
  leveledAt?: Instant;
};

export type OwnWords = Partial<Record<'strengths' | 'hopes' | 'helped' | 'matters-most', string>>;

export type GoalSet = {
  state: 'wished' | 'proposed' | 'agreed' | 'disagreement-recorded';
  goals: Goal[];
  clientWords?: string;
  /** What they do not agree on, in the clinician's words; the client's stand beside it. */
  disagreement?: string;
  /** Of the scales: 50 is as expected. */
  attainment?: { at: Instant; t: number; rated: number };
};

/** `option` of the catalogue, `goals` that it serves by their ids. */
export type Intervention = {
  title: string;
  detail?: string;
  frequency?: string;
  option?: string;
  goals?: string[];
  /** Its sessions, each of which is a task: the catalogue's, or as the clinician put them. */
  course?: SessionCourse;
};

/** Who stands behind a version of a plan, since when, and how they said so. */
export type Signature = { as: 'client' | 'clinician'; by: string; at: Instant; how: string };

/** Plans are versions, never edits. */
export type Plan = {
  version: number;
  summary: string;
  interventions: Intervention[];
  checkIns: CheckIn[];
  reassessEvery: string;
  draftedBy: string;
  /** What the client asked about it, where they did. */
  clientWords?: string;
  signatures?: Signature[];
  activatedAt?: Instant;
  reviewedAt?: Instant;
};
