import type { Plan } from '../chart.ts';
import { type Fault, faultsOf } from '../faults.ts';
import { cadenceFaults, checkInFaults, under } from '../pathway/check-times.ts';
import {
  cadenceChangeSchema,
  moduleSchema,
  type PlanDraft,
  planDraftSchema,
  revisionSchema,
} from '../plans/plan.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { longer } from '../schedule.ts';
import { inQuotes } from '../timeline/line.ts';
import { needsCare, type Turn } from '../turn.ts';
import { gatherBrief } from './brief.ts';
import { cancelRequests, openRequest } from './requests.ts';
import { openTask } from './tasks.ts';

export type RevisePlan = { do: 'revise-plan'; detail: unknown; why: string };

type Follow = () => void;

/** The plan as a clinician writes it from the beginning: what is left out comes from the pathway. */
export function draftPlan(turn: Turn, detail: unknown): Refusal | Follow {
  const read = planDraftSchema.safeParse(detail);
  if (!read.success) return badDetail('plan', faultsOf(read.error, detail));
  const { checkIns, reassessment } = turn.pathway;
  return drafting(turn, {
    ...read.data,
    checkIns: read.data.checkIns ?? checkIns,
    reassessEvery: read.data.reassessEvery ?? reassessment.every,
  });
}

/**
 * The plan in force with some of it changed, in the midst of treatment: it stays in force until the client has
 * acknowledged the new version, or a clinician puts that into force.
 */
function revisePlan(turn: Turn, detail: unknown, why: string): Refusal | Follow {
  const refusal = needsCare(turn.chart);
  if (refusal) return refusal;
  const { plan, episode } = turn.chart;
  if (!plan || episode?.stage !== 'treatment')
    return refuse(
      'wrong-state',
      'There is no plan in force to revise, or a cycle is under way that makes one.',
    );
  const read = revisionSchema.safeParse(detail ?? {});
  if (!read.success) return badDetail('plan', faultsOf(read.error, detail));
  if (Object.keys(read.data).length === 0)
    return refuse(
      'invalid',
      'Say what changes in the plan: its summary, interventions, check-ins or how often to reassess.',
    );
  const { summary, interventions, checkIns, reassessEvery } = { ...plan, ...read.data };
  const draft = drafting(turn, { summary, interventions, checkIns, reassessEvery });
  if (typeof draft !== 'function') return draft;
  return () => {
    draft();
    askToAcknowledge(turn, why);
  };
}

export function revise(turn: Turn, { detail, why }: RevisePlan): Refusal | undefined {
  const follow = revisePlan(turn, detail, `“${why}”`);
  if (typeof follow !== 'function') return follow;
  follow();
}

/** The plan in force with one more intervention. */
export function addModule(turn: Turn, detail: unknown, why: string): Refusal | Follow {
  const read = moduleSchema.safeParse(detail);
  if (!read.success) return badDetail('module', faultsOf(read.error, detail));
  const interventions = [...(turn.chart.plan?.interventions ?? []), read.data.intervention];
  return revisePlan(turn, { interventions }, why);
}

/** How often the client is asked, and measured again. */
export function changeCadence(turn: Turn, detail: unknown, why: string): Refusal | Follow {
  const read = cadenceChangeSchema.safeParse(detail);
  return read.success ? revisePlan(turn, read.data, why) : badDetail('cadence', faultsOf(read.error, detail));
}

export function askToAcknowledge(turn: Turn, why: string): void {
  const { chart, pathway } = turn;
  openRequest(turn, {
    key: `${chart.episode!.id}/plan/${chart.draft!.version}`,
    ask: 'plan',
    forms: [pathway.plan.acknowledgement],
    asking: pathway.plan,
    why,
  });
}

/** What the execution does in a cycle, where none waits: a clinician hears of a question, or of silence. */
export function askAboutSilence(turn: Turn, why: string): void {
  const { chart } = turn;
  if (!chart.draft) return;
  const key = `${chart.episode!.id}/plan-unacknowledged/${chart.draft.version}`;
  const brief = gatherBrief(turn, inQuotes(chart.draft.clientWords));
  openTask(turn, { key, kind: 'plan-unacknowledged', priority: 'routine', brief, why });
}

type Whole = PlanDraft & Pick<Plan, 'checkIns' | 'reassessEvery'>;

function drafting(turn: Turn, given: Whole): Refusal | Follow {
  const { chart, world } = turn;
  const interventions = given.interventions.map((one) => {
    const course = one.course ?? (one.option ? world.courseOf?.(one.option) : undefined);
    return course ? { ...one, course } : one;
  });
  const written = { ...given, interventions };
  const [fault] = planFaults(turn, written);
  if (fault) return badDetail('plan', [fault]);
  for (const { option = '', title } of written.interventions) {
    const { decision, reason } = chart.decided?.[option] ?? {};
    if (decision === 'reject')
      return refuse('invalid', `“${title}” was rejected (${reason}). Accept it first, with your reason.`);
  }
  const version = Math.max(chart.plan?.version ?? 0, chart.draft?.version ?? 0) + 1;
  return () => {
    // Whoever acknowledges that one has not seen this.
    cancelRequests(turn, ({ ask, waiter }) => ask === 'plan' && !waiter, 'a later version takes its place');
    turn.emit({ type: 'plan.drafted', plan: { version, draftedBy: turn.by, ...written } });
    turn.emit({
      type: 'plan.signed',
      version,
      signature: { as: 'clinician', by: turn.by, how: 'signed in, as its author' },
    });
  };
}

/** What a pathway must keep to, one client's plan must as well: once it is in force, nobody checks it any more. */
function* planFaults(turn: Turn, { checkIns, interventions, reassessEvery }: Whole): Generator<Fault> {
  const { quietHours, reassessment } = turn.pathway;
  for (const [n, checkIn] of checkIns.entries()) {
    const path = `checkIns[${n}]`;
    yield* under(path, checkInFaults(checkIn, quietHours));
    if (checkIns.findIndex(({ id }) => id === checkIn.id) < n)
      yield {
        path: `${path}.id`,
        fault: `“${checkIn.id}” is there twice`,
        mend: 'give each its own id',
      };
    const { scoring } = turn.world.instruments[checkIn.form] ?? {};
    const isMonitored = scoring?.use === 'monitor' && scoring.licence.status !== 'restricted';
    if (scoring?.kind !== 'form' && !isMonitored)
      yield {
        path: `${path}.form`,
        fault: `there is no form “${checkIn.form}”, nor an instrument for monitoring`,
        mend: 'use a form of the pathway, or such an instrument',
      };
  }
  for (const [n, { goals = [], course }] of interventions.entries()) {
    for (const [row, cadence] of (course?.sessions ?? []).entries())
      yield* under(`interventions[${n}].course.sessions[${row}]`, cadenceFaults(cadence));
    for (const goal of goals)
      if (!turn.chart.goals?.goals.some(({ id }) => id === goal))
        yield {
          path: `interventions[${n}].goals`,
          fault: `there is no goal ${goal}`,
          mend: 'use the ids of the goals that stand',
        };
  }
  if (longer(reassessEvery, reassessment.expiresAfter) <= 0)
    yield {
      path: 'reassessEvery',
      fault: `the next reassessment would fall due while the last one is still open for ${reassessment.expiresAfter}`,
      mend: `use more than ${reassessment.expiresAfter}`,
    };
}

export const badDetail = (what: string, [first]: Fault[]): Refusal => {
  return refuse('invalid', `The ${what} can't be read: ${first?.path}: ${first?.fault}. ${first?.mend}`);
};
