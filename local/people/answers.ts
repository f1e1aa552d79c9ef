import type { Answer, Answers, Question } from '../../functions/care/measures/instrument.ts';
import type { Dice } from './chance.ts';
import type { ShownForm } from './doors.ts';
import type { SideEffects } from './personas.ts';

/** What somebody has in mind when they answer. */
export type Mind = {
  /** The PHQ-9 total that they feel like, 0 to 27. */
  severity: number;
  /** Their answer to item 9 of PHQ-9, 0 to 3. */
  risk: number;
  sideEffects?: SideEffects;
  agrees: boolean;
  words: { reason: string; goals: readonly string[]; change: string };
  dice: Dice;
};

const NOISE = 0.7;
/** How well the work together fits, 0 to 10, for who feels well. */
const FITS = 9;
/** Item 9 is answered by itself. */
const OTHER_ITEMS = 8;
const RISK_ITEM = '9';
/** Of the PHQ-9's 27. */
const MIDDLE = 13;

/** Complete answers to a form, by what the person has in mind; whatever else a form asks is left out. */
export function answersTo({ instrument, questions }: ShownForm, mind: Mind): Answers {
  const answers: Answers = {};
  for (const question of questions) {
    const answer = answerTo(instrument, question, mind);
    if (answer !== undefined) answers[question.linkId] = answer;
  }
  return answers;
}

function answerTo(instrument: string, question: Question, mind: Mind): Answer | undefined {
  const { linkId, options = [] } = question;
  switch (instrument) {
    case 'phq-9':
      if (linkId === RISK_ITEM) return options[mind.risk]?.code;
      return atLevel(options, mind, 1);
    case 'phq-2':
      return atLevel(options, mind, 1);
    case 'pc-ptsd-5':
      return options.some(({ code }) => code === 'yes') ? 'yes' : undefined;
    case 'pcl-5':
      return atLevel(options, mind, 1.4);
    case 'gad-7':
    case 'gad-2':
      return atLevel(options, mind, 0.85);
    case 'attune-intake':
      return { reason: mind.words.reason, hopes: mind.words.goals[0], medicine: false }[linkId];
    case 'attune-goals':
      return linkId.startsWith('goal-') ? mind.words.goals[Number(linkId.slice(5)) - 1] : undefined;
    case 'attune-agreement':
      return mind.agrees
        ? { decision: 'agree' }[linkId]
        : { decision: 'change', words: mind.words.change }[linkId];
    case 'attune-plan':
      return { decision: 'acknowledge' }[linkId];
    case 'attune-check-in-trauma':
      return traumaCheckIn(question, mind) ?? checkIn(question, mind);
    case 'attune-check-in':
      return checkIn(question, mind);
    case 'attune-session':
      return question.type === 'integer' ? near(FITS - mind.severity / 9, mind.dice) : undefined;
    default:
      return anyAnswer(question, mind);
  }
}

/** To a question that nobody has thought of here: options are taken to go from well to unwell. */
function anyAnswer({ type, options = [], required }: Question, mind: Mind): Answer | undefined {
  if (options.length > 0) return atLevel(options, mind, 1);
  if (!required) return undefined;
  if (type === 'boolean') return mind.severity > MIDDLE;
  if (type === 'integer' || type === 'decimal') return Math.round(mind.severity / 2.7);
  return type === 'string' || type === 'text' ? mind.words.reason : undefined;
}

/** Of options in the order of their severity, the one that fits how the person feels. */
function atLevel(options: { code: string }[], { severity, dice }: Mind, share: number): string | undefined {
  if (options.length === 0) return undefined;
  const felt = (severity / OTHER_ITEMS) * share + dice.between(-NOISE, NOISE);
  return options[clamp(felt, options.length - 1)]!.code;
}

function checkIn(
  { linkId, type, options = [] }: Question,
  { severity, sideEffects, dice }: Mind,
): Answer | undefined {
  const wellness = 10 - severity / 2.7;
  if (linkId === 'mood' || linkId.startsWith('goal'))
    return type === 'integer' ? near(wellness, dice) : undefined;
  if (linkId === 'stress') return near(10 - wellness, dice);
  if (linkId === 'medicine') return sideEffects ? 'yes' : 'none-prescribed';
  if (linkId === 'side-effects') return sideEffects?.burden;
  if (linkId === 'side-effects-kinds') return sideEffects?.kinds.length ? sideEffects.kinds : undefined;
  const ordered = ['sleep', 'movement', 'food', 'connection'].includes(linkId);
  return ordered
    ? options[clamp((wellness / 10) * (options.length - 1) + dice.between(-1, 1), options.length - 1)]?.code
    : undefined;
}

function traumaCheckIn({ linkId, options = [] }: Question, mind: Mind): Answer | undefined {
  if (linkId === 'nightmares' || linkId === 'avoided') return atLevel(options, mind, 1.2);
  return { safe: 'mostly', pace: mind.severity > 14 ? 'slower' : 'right' }[linkId];
}

const near = (value: number, dice: Dice) => clamp(value + dice.between(-1.2, 1.2), 10);
const clamp = (value: number, most: number) => Math.max(0, Math.min(most, Math.round(value)));
