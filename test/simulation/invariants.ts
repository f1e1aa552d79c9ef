import type { Invariant } from './invariant.ts';
import { ANSWERS } from './invariants/answers.ts';
import { COURSE } from './invariants/course.ts';
import { RECORDS } from './invariants/records.ts';
import { SAFETY } from './invariants/safety.ts';
import { SENDING } from './invariants/sending.ts';
import { WALLS } from './invariants/walls.ts';

/** All that one life can tell. The 25th, that two engines agree, takes two lives: `engines.test.ts`. */
export const INVARIANTS: readonly Invariant[] = [
  ...SENDING,
  ...ANSWERS,
  ...SAFETY,
  ...WALLS,
  ...COURSE,
  ...RECORDS,
].sort((a, b) => a.n - b.n);
