/** Who lives a rehearsal: people who do not exist, in two zones. */
import type { Clinic } from '../../functions/care/clinic.ts';
import type { Pathway } from '../../functions/care/pathway/pathway.ts';
import type { Zone } from '../../functions/care/schedule.ts';
import type { Behaviour } from '../../functions/rehearsal-report.ts';
import { type Decide, decideAsUsual } from '../people/decisions.ts';
import { PERSONAS, type Persona } from '../people/personas.ts';

type Member = { behaviour: Behaviour; persona: Persona };

/** Of what is prescribed in the first weeks: moderate, then severe and more than one, then little. */
const withSideEffects: Persona = {
  ...PERSONAS.recovering,
  sideEffects: (week) =>
    week >= 5 && week < 7
      ? { burden: 'severe', kinds: ['stomach', 'sleepless'] }
      : { burden: week < 5 ? 'moderate' : 'mild', kinds: ['stomach'] },
};

/** Most answer, one in eight is silent, one gets worse, one is in crisis. */
const COMPANY: Member[] = [
  { behaviour: 'answering', persona: PERSONAS.steady },
  { behaviour: 'silent', persona: PERSONAS.silent },
  { behaviour: 'answering', persona: withSideEffects },
  { behaviour: 'in-crisis', persona: PERSONAS.inCrisis },
  { behaviour: 'answering', persona: PERSONAS.late },
  { behaviour: 'worsening', persona: PERSONAS.worsening },
  { behaviour: 'answering', persona: PERSONAS.uneven },
  { behaviour: 'answering', persona: PERSONAS.nonAgreeing },
];

/** The clinic’s zone, and one across the sea, whose clocks change on another day. */
const zonesOf = ({ calendar }: Pick<Clinic, 'calendar'>): [Zone, Zone] => [
  calendar.zone,
  calendar.zone.startsWith('Europe/') ? 'America/New_York' : 'Europe/London',
];

/** `n` from 0. Each kind of person lives in both zones: the second eight where the first do not. */
export function memberAt(
  n: number,
  { clinic, pathway }: { clinic: Pick<Clinic, 'calendar'>; pathway: Pathway },
): Member & { zone: Zone; payer?: string } {
  const payers = [undefined, ...Object.keys(pathway.plan.review.payers ?? {})];
  return {
    ...COMPANY[n % COMPANY.length]!,
    zone: zonesOf(clinic)[(n + Math.floor(n / COMPANY.length)) % 2]!,
    payer: payers[n % payers.length],
  };
}

/** As usual, but for the rhythm of what is asked: that stays as the draft has it, for it is what is rehearsed. */
export const decideAsDrafted: Decide = (task) => {
  const decision = decideAsUsual(task);
  const { outcome, reason } = decision;
  if (outcome === 'change-cadence') {
    const offered = task.brief.playbook?.map(({ choice }) => choice) ?? [];
    return { outcome: offered.find((choice) => choice === 'carry-on') ?? 'consult', reason };
  }
  if (task.kind !== 'draft-plan') return decision;
  const { checkIns: _, reassessEvery: __, ...detail } = decision.detail as Record<string, unknown>;
  return { outcome, reason, detail };
};
