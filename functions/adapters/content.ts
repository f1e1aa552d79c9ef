import crisisLines from '../../workflows/crisis-lines/crisis-lines.json' with { type: 'json' };
import agreement from '../../workflows/instruments/attune-agreement.json' with { type: 'json' };
import checkIn from '../../workflows/instruments/attune-check-in.json' with { type: 'json' };
import goals from '../../workflows/instruments/attune-goals.json' with { type: 'json' };
import intake from '../../workflows/instruments/attune-intake.json' with { type: 'json' };
import plan from '../../workflows/instruments/attune-plan.json' with { type: 'json' };
import gad2 from '../../workflows/instruments/gad-2.json' with { type: 'json' };
import gad7 from '../../workflows/instruments/gad-7.json' with { type: 'json' };
import phq2 from '../../workflows/instruments/phq-2.json' with { type: 'json' };
import phq9 from '../../workflows/instruments/phq-9.json' with { type: 'json' };
import en from '../../workflows/messages/en.json' with { type: 'json' };
import es from '../../workflows/messages/es.json' with { type: 'json' };
import type { Content } from '../care/content.ts';
import { crisisLinesSchema } from '../care/crisis.ts';
import { instrumentSchema } from '../care/instrument.ts';
import { messagesSchema } from '../care/messages.ts';

const instruments = [phq9, gad7, phq2, gad2, intake, checkIn, goals, agreement, plan].map((file) =>
  instrumentSchema.parse(file),
);

/** What ships with Attune. A file that its schema refuses stops the start, not a client's answer. */
export const content: Content = {
  instruments: Object.fromEntries(instruments.map((one) => [one.questionnaire.id, one])),
  messages: Object.fromEntries(
    [en, es].map((file) => messagesSchema.parse(file)).map((one) => [one.language, one]),
  ),
  crisisLines: crisisLinesSchema.parse(crisisLines),
};
