import canonicalize from 'canonicalize';
import type { Ask, Chart, World } from '../chart.ts';
import { checkInFaults } from '../pathway/check-times.ts';
import type { BatteryEntry, Pathway } from '../pathway/pathway.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { longer } from '../schedule.ts';
import { needsCare, type Turn } from '../turn.ts';
import { schedulePlanReview } from './plan.ts';

export const MOVE_WHEN = ['next-step', 'now'] as const;
export type MoveWhen = (typeof MOVE_WHEN)[number];

export type MoveCommand =
  | { do: 'move-episode'; version: number; when: MoveWhen; why: string }
  | { do: 'undo-move'; why: string };

/** What is asked for at its place in the pathway; a check-in is the plan's own, and no version takes it away. */
function formsAt(pathway: Pathway, ask: Ask): string[] | undefined {
  const battery = (entries: BatteryEntry[]) =>
    entries.flatMap(({ instrument, shorter }) => (shorter ? [instrument, shorter] : [instrument]));
  switch (ask) {
    case 'intake':
      return [pathway.intake.form];
    case 'packet':
      return battery(pathway.assessment.battery);
    case 'goals':
      return [pathway.goals.form];
    case 'agreement':
      return [pathway.goals.agreement];
    case 'plan':
      return [pathway.plan.acknowledgement];
    case 'reassessment':
      return battery(pathway.reassessment.battery);
    default:
      return undefined;
  }
}

/** Why this client has nowhere to land in `to`, the version numbered `version`; each reason says what to do. */
export function* cannotLand(
  chart: Chart,
  { from, to, version }: { from: Pathway; to: Pathway; version: number },
  instruments: World['instruments'],
): Generator<string> {
  const { episode, client, plan } = chart;
  if (!to.levels.some(({ id }) => id === episode?.level))
    yield `Version ${version} has no level of care “${episode?.level}”, at which the client is. Change their level first, or add it.`;
  const speaks = ({ languages }: Pathway) =>
    languages.some((one) => tongue(one) === tongue(client?.language));
  if (speaks(from) && !speaks(to))
    yield `Version ${version} is not offered in the client’s language (${client?.language}). Add it to the pathway.`;
  for (const { ask, forms } of Object.values(chart.requests)) {
    const there = formsAt(to, ask);
    for (const { instrument, done } of forms)
      if (there && !done && !there.includes(instrument))
        yield `The client is being asked for ${instruments[instrument]?.questionnaire.title ?? instrument}, which version ${version} does not ask there. Move them at the next step.`;
  }
  if (plan && longer(plan.reassessEvery, to.reassessment.expiresAfter) <= 0)
    yield `The client’s plan reassesses every ${plan.reassessEvery}, and in version ${version} a reassessment stays open for ${to.reassessment.expiresAfter}. Change the plan first.`;
  for (const checkIn of plan?.checkIns ?? []) {
    const [fault] = checkInFaults(checkIn, to.quietHours);
    if (fault)
      yield `Check-in “${checkIn.id}” of the client’s plan does not fit version ${version}: ${fault.fault}. Change the plan first.`;
  }
}

const tongue = (language = '') => language.slice(0, 2);

/** What the present step is made of: what the client is asked, and what an execution waits for. */
const underWay = ({ requests, tasks }: Chart): string[] => [
  ...Object.keys(requests),
  ...Object.values(tasks).flatMap(({ id, waiter }) => (waiter ? [id] : [])),
];

export function moveEpisode(
  turn: Turn,
  { version, when, why }: Extract<MoveCommand, { do: 'move-episode' }>,
): Refusal | undefined {
  const refusal = needsCare(turn.chart);
  if (refusal) return refusal;
  const { chart, world } = turn;
  const episode = chart.episode!;
  if (episode.pathway.version === version)
    return refuse('duplicate', `The client is on version ${version} already.`);
  if (when === 'next-step' && episode.moving?.to === version)
    return refuse('duplicate', `The client moves to version ${version} at the next step already.`);
  const to = destinationOf(turn);
  const waits = when === 'next-step' ? underWay(chart) : [];
  // What is under way will have ended by then: it keeps nobody from moving later.
  const there = waits.length > 0 ? { ...chart, requests: {} } : chart;
  const [because] = cannotLand(there, { from: turn.pathway, to, version }, world.instruments);
  if (because) return refuse('wrong-state', because);
  if (waits.length > 0) turn.emit({ type: 'episode.move-planned', to: version, waits, why });
  else land(turn, version, to, why);
}

/** At the end of every command: what a planned move waits for may have ended by it. */
export function landIfDue(turn: Turn): void {
  const { episode, requests, tasks } = turn.chart;
  if (!episode?.moving || episode.endedAt || turn.events.length === 0) return;
  const { to: version, waits } = episode.moving;
  if (waits.some((id) => requests[id] || tasks[id])) return;
  const to = destinationOf(turn);
  const [because] = cannotLand(turn.chart, { from: turn.pathway, to, version }, turn.world.instruments);
  if (!because) land(turn, version, to, 'what was under way has ended');
}

/** Back to the version before, while neither the client nor staff have met the new one; a planned move is called off. */
export function undoMove(turn: Turn, why: string): Refusal | undefined {
  const refusal = needsCare(turn.chart);
  if (refusal) return refusal;
  const { moving, moved, pathway } = turn.chart.episode!;
  if (moving) {
    turn.emit({ type: 'episode.move-dropped', why });
    return;
  }
  if (!moved)
    return refuse(
      'wrong-state',
      `Something has been asked or sent on version ${pathway.version} since. Move the client to the version that you want.`,
    );
  land(turn, moved.from, destinationOf(turn), why, true);
}

/** Check-ins and reassessments are the clinician's plan, and go on; when the plan is reviewed is the pathway's. */
function land(turn: Turn, version: number, to: Pathway, why: string, undone?: true): void {
  const from = turn.pathway;
  turn.emit({
    type: 'episode.moved',
    from: turn.chart.episode!.pathway.version,
    to: version,
    ...(undone && { undone }),
    why,
  });
  turn.moveTo(to);
  const isReviewed = turn.chart.plan && turn.chart.episode!.stage === 'treatment';
  if (isReviewed && canonicalize(from.plan.review) !== canonicalize(to.plan.review)) schedulePlanReview(turn);
}

function destinationOf({ world }: Turn): Pathway {
  if (!world.destination) throw new Error('a move needs the version that it goes to');
  return world.destination;
}
