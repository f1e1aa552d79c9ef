import * as z from 'zod';
import type { Owner } from '../chart.ts';
import { type Track, trackOf } from '../measures/track.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { after } from '../schedule.ts';
import { inCare, type Turn } from '../turn.ts';
import { gatherBrief } from './brief.ts';
import { joinTask, openTask } from './tasks.ts';

const WORSE: Track['flag'][] = ['green', 'amber', 'red'];
const worse = (flag: Track['flag'], before: Track['flag'] = 'green') =>
  WORSE.indexOf(flag) > WORSE.indexOf(before);

/**
 * Looks at what the measures say, at every answer and at every check-in's hour. Red and amber open one task, which a
 * flag that turns worse joins; once a clinician has looked, it opens again only when it turns worse, or after the
 * pathway's time. While a cycle is under way, its own review does this. An urgent task is a person's already, and
 * opens no second one here.
 */
export function watchTrack(turn: Turn): void {
  const { chart, world, now } = turn;
  const { offTrack } = turn.pathway;
  if (!inCare(chart)) return;
  const { flag, because } = trackOf({
    chart: { ...chart, tasks: {} },
    pathway: turn.pathway,
    instruments: world.instruments,
    now,
  });
  if (flag === 'grey') return;
  const before = chart.track;
  const turnsWorse = worse(flag, before?.flag);
  if (flag !== before?.flag) turn.emit({ type: 'track.changed', flag, because });
  if (flag === 'green' || !offTrack || chart.episode!.stage !== 'treatment') return;
  const open = Object.values(chart.tasks).find(({ kind }) => kind === 'off-track');
  if (open) {
    if (turnsWorse) joinTask(turn, open, { at: now, rule: `track/${flag}`, what: because });
    return;
  }
  const { lookedAt } = before ?? {};
  if (lookedAt && !turnsWorse && after(lookedAt, offTrack.againAfter, turn.zone) > now) return;
  const { levels } = turn.pathway;
  const isHighest = levels.at(-1)!.id === chart.episode!.level;
  openTask(turn, {
    key: `off-track/${chart.episode!.id}`,
    kind: 'off-track',
    priority: 'routine',
    brief: {
      ...gatherBrief(turn),
      track: { flag, because },
      playbook: offTrack.playbook.filter(({ choice }) => choice !== 'step-up' || !isHighest),
    },
    findings: [{ at: now, rule: `track/${flag}`, what: because }],
    why: because,
  });
}

/** Somebody else is asked for advice; the client's own clinician keeps the client. */
export function consult(turn: Turn, detail: unknown, reason: string): Refusal | (() => void) {
  const { clinic } = turn.world;
  const read = consultSchema.safeParse(detail ?? {});
  if (!read.success)
    return refuse('invalid', 'Say whom to ask, as in { "to": { "team": "care-leads" } }, or leave it out.');
  const owner: Owner = read.data.to ?? { team: turn.pathway.team };
  const there =
    'staff' in owner ? clinic.staff[owner.staff]?.active : clinic.teams.some(({ id }) => id === owner.team);
  if (!there) return refuse('invalid', 'There is nobody by that id to ask. Choose a person or a team.');
  return () => {
    const key = `consult/${turn.chart.episode!.id}`;
    openTask(turn, {
      key,
      kind: 'consult',
      priority: 'routine',
      owner,
      brief: gatherBrief(turn, `“${reason}”`),
      why: `“${reason}”`,
    });
  };
}

const consultSchema = z.strictObject({
  to: z.union([z.strictObject({ staff: z.string() }), z.strictObject({ team: z.string() })]).optional(),
});
