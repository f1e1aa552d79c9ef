import crisisLines from '../../workflows/crisis-lines/crisis-lines.json' with { type: 'json' };
import asrm from '../../workflows/instruments/asrm.json' with { type: 'json' };
import agreement from '../../workflows/instruments/attune-agreement.json' with { type: 'json' };
import checkIn from '../../workflows/instruments/attune-check-in.json' with { type: 'json' };
import goals from '../../workflows/instruments/attune-goals.json' with { type: 'json' };
import intake from '../../workflows/instruments/attune-intake.json' with { type: 'json' };
import plan from '../../workflows/instruments/attune-plan.json' with { type: 'json' };
import audit from '../../workflows/instruments/audit.json' with { type: 'json' };
import auditc from '../../workflows/instruments/audit-c.json' with { type: 'json' };
import cssrs from '../../workflows/instruments/c-ssrs.json' with { type: 'json' };
import core10 from '../../workflows/instruments/core-10.json' with { type: 'json' };
import dast10 from '../../workflows/instruments/dast-10.json' with { type: 'json' };
import epds from '../../workflows/instruments/epds.json' with { type: 'json' };
import gad2 from '../../workflows/instruments/gad-2.json' with { type: 'json' };
import gad7 from '../../workflows/instruments/gad-7.json' with { type: 'json' };
import isi from '../../workflows/instruments/isi.json' with { type: 'json' };
import k6 from '../../workflows/instruments/k6.json' with { type: 'json' };
import k10 from '../../workflows/instruments/k10.json' with { type: 'json' };
import mdq from '../../workflows/instruments/mdq.json' with { type: 'json' };
import pcptsd5 from '../../workflows/instruments/pc-ptsd-5.json' with { type: 'json' };
import pcl5 from '../../workflows/instruments/pcl-5.json' with { type: 'json' };
import phq2 from '../../workflows/instruments/phq-2.json' with { type: 'json' };
import phq9 from '../../workflows/instruments/phq-9.json' with { type: 'json' };
import pss4 from '../../workflows/instruments/pss-4.json' with { type: 'json' };
import pss10 from '../../workflows/instruments/pss-10.json' with { type: 'json' };
import scoff from '../../workflows/instruments/scoff.json' with { type: 'json' };
import ucla3 from '../../workflows/instruments/ucla-3.json' with { type: 'json' };
import who5 from '../../workflows/instruments/who-5.json' with { type: 'json' };
import whodas12 from '../../workflows/instruments/whodas-12.json' with { type: 'json' };
import wsas from '../../workflows/instruments/wsas.json' with { type: 'json' };
import en from '../../workflows/messages/en.json' with { type: 'json' };
import es from '../../workflows/messages/es.json' with { type: 'json' };
import type { Content } from '../care/content.ts';
import { instrumentSchema } from '../care/measures/instrument.ts';
import { crisisLinesSchema } from '../care/messages/crisis.ts';
import { messagesSchema } from '../care/messages/messages.ts';
import { conversations, lexicon } from './keywords.ts';

const measures = [
  phq9,
  gad7,
  phq2,
  gad2,
  pcl5,
  pcptsd5,
  k6,
  k10,
  core10,
  who5,
  audit,
  auditc,
  dast10,
  wsas,
  isi,
  asrm,
  epds,
  pss4,
  pss10,
  mdq,
  scoff,
  ucla3,
  whodas12,
  cssrs,
];
const forms = [intake, checkIn, goals, agreement, plan];

const instruments = [...measures, ...forms].map((file) => instrumentSchema.parse(file));

/** What ships with Attune. A file that its schema refuses stops the start, not a client's answer. */
export const content: Content = {
  instruments: Object.fromEntries(instruments.map((one) => [one.questionnaire.id, one])),
  messages: Object.fromEntries(
    [en, es].map((file) => messagesSchema.parse(file)).map((one) => [one.language, one]),
  ),
  crisisLines: crisisLinesSchema.parse(crisisLines),
  lexicon,
  conversations,
};
