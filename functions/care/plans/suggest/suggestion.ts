import type { Instant } from '../../time.ts';
import type { OptionKind, Sourced } from '../catalogue.ts';
import type { Advice } from '../pharmacogenomics.ts';
import type { GroupMatch } from './groups.ts';

/** A sentence of this person's own facts, and where the rule behind it comes from. */
export type Reason = { rule: string; says: string; counts: number; source: string; unconfirmed?: true };

/** Without its circumstances it stands, whatever changes. */
export type Rejection = {
  option: string;
  reason: string;
  by: string;
  at: Instant;
  circumstances?: Circumstances;
};

/**
 * `open`; `rejected-before`: a clinician set it aside, and why; `settle-first`: something has to be settled by a
 * clinician before it can be thought of.
 */
export const STANDINGS = ['open', 'rejected-before', 'settle-first'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What spoke for and against an option when it was decided on, by rule. */
export type Circumstances = Record<string, { says: string; speaks: 'for' | 'against' }>;

/**
 * Something that a clinician might put into a plan, and why. Nothing is decided by it: accepting, changing and
 * rejecting are acts of a clinician. `fit` counts reasons, so that the order can be followed; it foretells nothing.
 */
export type Suggestion = {
  option: string;
  title: string;
  kind: OptionKind;
  place: number;
  standing: Standing;
  reasons: Reason[];
  against: Reason[];
  settleFirst: Reason[];
  rejectedBefore?: Omit<Rejection, 'option' | 'circumstances'>;
  /** Why it is offered again all the same: what has changed since. */
  changed?: string[];
  /** What speaks against it in general. */
  cautions: Sourced[];
  evidence: Sourced;
  fit: { for: number; against: number };
  /** Why it stands where it stands: a sentence. */
  order: string;
  /** Support groups of the clinic's directory that it could be, those that meet every wish. */
  groups?: GroupMatch[];
  /** What CPIC says, where it bears on this and something is known. */
  advice?: Advice[];
  version: { catalogue: string; rules: string };
};

/** A suggestion before it has its place; `cost` breaks ties. */
export type Found = Omit<Suggestion, 'place' | 'order'> & { cost: number };
