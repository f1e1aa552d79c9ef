export { missingIn, readAnswers, readWhatCan, stillRead } from './instrument/answers.ts';
export {
  askable,
  checkInWithGoals,
  languagesOf,
  type Question,
  questionsFor,
  shownIn,
  titleIn,
} from './instrument/ask.ts';
export {
  type Answer,
  type Answers,
  type Item,
  itemsOf,
  LONGEST_TEXT,
  valueOf,
} from './instrument/questionnaire.ts';
export { type Instrument, instrumentSchema } from './instrument/schema.ts';
export type { Threshold } from './instrument/scoring.ts';
export { enabledIn } from './instrument/skip.ts';
