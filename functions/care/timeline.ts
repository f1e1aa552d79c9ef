import { CLIENT, type Owner, type Task } from './chart.ts';
import type { ClinicSettings } from './clinic.ts';
import type { Event, LogEntry } from './events.ts';
import { type Instrument, titleIn } from './measures/instrument.ts';
import { compare } from './measures/progress.ts';
import { sayDay, sayMoment } from './say-day.ts';
import type { Zone } from './schedule.ts';
import type { Instant } from './time.ts';
import { tellOfAccess } from './timeline/access.ts';
import {
  ASKED,
  capital,
  inQuotes,
  type Line,
  type LineKind,
  sayAssessment,
  type Told,
} from './timeline/line.ts';
import { BY_SMS_OR_EMAIL, messageTeller } from './timeline/messages.ts';
import { tellOfMoves } from './timeline/moves.ts';
import { tellOfPage } from './timeline/page.ts';
import { tellOfPlans } from './timeline/plans.ts';

/** Where the story names people, teams and instruments. */
export type Names = {
  clinic: Pick<ClinicSettings, 'staff' | 'teams' | 'calendar'>;
  instruments: Record<string, Instrument>;
  /** Of whoever reads it: instruments are called by it. */
  language?: string;
};

/**
 * Tells a client's log entry by entry, oldest first: it remembers what an id stood for, because most events name
 * nothing else. Timers and task tokens are left out; `comingUp` tells of what is ahead.
 */
export function narrator({ clinic, instruments, language = 'en' }: Names): (entry: LogEntry) => Line[] {
  const asked = new Map<string, string>();
  const tasks = new Map<string, string>();
  const baselines = new Map<string, number>();
  const begun = new Set<string>();
  let zone: Zone = clinic.calendar.zone;

  const person = (id: string) => {
    if (id === 'client') return 'The client';
    return clinic.staff[id]?.name ?? (id.startsWith('attune-') ? 'Attune' : id);
  };
  const owner = (to: Owner) =>
    'staff' in to
      ? person(to.staff)
      : `the team ${clinic.teams.find(({ id }) => id === to.team)?.title ?? to.team}`;
  const local = (at: Instant) => sayMoment(at, zone);
  const titleOf = (id: string) => {
    const instrument = instruments[id];
    return instrument ? titleIn(instrument, language) : id;
  };
  /** A reason that staff gave in their own words, and not one that Attune had for it. */
  const saidBy = (by: string, why: string) => (Object.hasOwn(clinic.staff, by) ? inQuotes(why) : why);
  const request = (id = '') => asked.get(id) ?? 'a request';
  const task = (id: string) => `the task “${tasks.get(id) ?? id}”`;
  const tellOfMessage = messageTeller({ request, task, owner, local });

  /** The total with its band, and how it moved since the episode began. */
  function measured(event: Extract<Event, { type: 'response.received' }>): string {
    const { score, instrument } = event;
    if (score?.total == null) return '';
    const band = score.band ? ` (${score.band})` : '';
    const known = instruments[instrument];
    const baseline = baselines.get(score.measure);
    if (event.complete && !event.late && baseline === undefined) baselines.set(score.measure, score.total);
    if (baseline === undefined || !known || known.scoring.kind === 'form') return `: ${score.total}${band}`;
    const { change, reliable } = compare(known, baseline, score.total);
    const moved =
      change === 0
        ? 'as at baseline'
        : `${Math.abs(change)} ${change > 0 ? 'more' : 'less'} than at baseline`;
    const verdict =
      reliable === 'unknown'
        ? ''
        : reliable === 'no reliable change'
          ? `, ${reliable}`
          : `, reliably ${reliable}`;
    return `: ${score.total}${band}, ${moved}${verdict}`;
  }

  function tell(event: Event, by: string): Told | undefined {
    switch (event.type) {
      case 'client.created':
        zone = event.client.zone;
        return { kind: 'care', what: `${person(by)} added the client` };
      case 'client.changed':
        zone = event.changes.zone ?? zone;
        return {
          kind: 'care',
          what: `${person(by)} changed ${by === CLIENT ? 'their' : 'the client’s'} ${fieldsOf(event.changes)}`,
          why: event.byWords ? event.why : saidBy(by, event.why),
        };
      case 'client.died':
        return {
          kind: 'care',
          what: `${person(by)} recorded that the client has died${event.on ? ` on ${sayDay(event.on)}` : ''}`,
          why: inQuotes(event.why),
        };
      case 'client.death-corrected':
        return {
          kind: 'care',
          what: `${person(by)} corrected that the client had died`,
          why: inQuotes(event.why),
        };
      case 'client.paused': {
        const until = event.until ? ` until ${sayDay(event.until.slice(0, 10))}` : '';
        return { kind: 'care', what: `${person(by)} paused care${until}`, why: saidBy(by, event.why) };
      }
      case 'client.resumed':
        return { kind: 'care', what: 'Care went on', why: saidBy(by, event.why) };
      case 'episode.started': {
        baselines.clear();
        const { id, version } = event.pathway;
        const with_ = event.clinician ? ` with ${person(event.clinician)}` : '';
        return {
          kind: 'care',
          what: `An episode began on version ${version} of ${id}, level ${event.level}${with_}`,
        };
      }
      case 'episode.ended':
        return { kind: 'care', what: 'The episode ended', why: event.why };
      case 'episode.level':
        return { kind: 'care', what: `The level of care became ${event.level}`, why: inQuotes(event.why) };
      case 'episode.move-planned':
      case 'episode.move-dropped':
      case 'episode.moved':
        return tellOfMoves(event);
      case 'cycle.started':
        return {
          kind: 'care',
          what: `Cycle ${event.cycle} began with the ${event.from}`,
          why: event.why,
        };
      case 'cycle.settled':
        return { kind: 'care', what: 'The cycle settled into treatment', why: event.why };
      case 'request.opened':
        asked.set(event.request.id, ASKED[event.request.ask]);
        return {
          kind: 'answer',
          what: `The client was asked for ${request(event.request.id)}`,
          why: event.why,
        };
      case 'request.extended':
        return {
          kind: 'answer',
          what: `${titleOf(event.form.instrument)} was added to ${request(event.requestId)}`,
          why: event.why,
        };
      case 'request.swapped':
        return {
          kind: 'answer',
          what: `${titleOf(event.to)} took the place of ${titleOf(event.from)} in ${request(event.requestId)}`,
          why: event.why,
        };
      case 'request.ended': {
        // That it was answered, the answers have told.
        if (event.outcome === 'answered') return undefined;
        const ended = event.outcome === 'expired' ? 'expired' : 'was withdrawn';
        return {
          kind: 'answer',
          what: `The request for ${request(event.requestId)} ${ended}`,
          why: event.why,
        };
      }
      case 'reminder.skipped':
        return {
          kind: 'message',
          what: `Reminder ${event.n} of ${request(event.requestId)} was not sent`,
          why: event.why,
        };
      case 'check-in.counted':
        if (event.skipped === undefined) return undefined;
        return { kind: 'answer', what: `Check-in ${event.n} was not asked`, why: event.skipped };
      case 'response.received': {
        const title = titleOf(event.instrument);
        const score = measured(event);
        if (event.late)
          return {
            kind: 'answer',
            what: `A late answer to ${title} came${score}`,
            why: 'it is kept and watched for risk, and counts in no measure',
          };
        if (event.complete) return { kind: 'answer', what: `The client answered ${title}${score}` };
        // The page saves as the client goes: that they began is told once.
        const form = `${event.requestId}/${event.instrument}`;
        if (begun.has(form)) return undefined;
        begun.add(form);
        return { kind: 'answer', what: `The client began ${title}` };
      }
      case 'task.opened': {
        tasks.set(event.task.id, event.task.title);
        const what = `${capital(task(event.task.id))} was opened for ${owner(event.task.owner)}`;
        const why = event.why === event.task.title ? undefined : event.why;
        return { kind: alertOr(event.task), what, why };
      }
      case 'task.joined':
        return {
          kind: 'alert',
          what: `${capital(task(event.taskId))} was joined by a finding`,
          why: event.finding.what,
        };
      case 'task.owned': {
        const took = 'staff' in event.owner && event.owner.staff === event.by;
        return took
          ? { kind: 'task', what: `${person(event.by)} took ${task(event.taskId)}` }
          : {
              kind: 'task',
              what: `${person(event.by)} handed ${task(event.taskId)} to ${owner(event.owner)}`,
              why: inQuotes(event.why),
            };
      }
      case 'task.acknowledged':
        return { kind: 'task', what: `${person(event.by)} acknowledged ${task(event.taskId)}` };
      case 'task.escalated':
        return {
          kind: 'alert',
          what: `${capital(task(event.taskId))} went up to ${owner(event.owner)}`,
          why: event.why,
        };
      case 'task.completed':
        return {
          kind: 'task',
          what: `${person(event.by)} ended ${task(event.taskId)} with “${event.outcome}”`,
          why:
            [inQuotes(event.reason), ...sayAssessment(event.assessment)].filter(Boolean).join(' ') ||
            undefined,
        };
      case 'task.cancelled':
        return { kind: 'task', what: `${capital(task(event.taskId))} was withdrawn`, why: event.why };
      case 'words.received': {
        const { channel, words, kind, media, unverified } = event;
        const how = BY_SMS_OR_EMAIL[channel];
        const file = media ? ' and a file, which is not kept' : '';
        const wrote = unverified
          ? `Somebody wrote ${how} from the client’s address, and nobody has checked who`
          : `The client wrote ${how}`;
        const what = NOT_WRITTEN[kind] ?? (words ? `${wrote}: “${words}”` : '');
        if (!what) return { kind: 'answer', what: `Words came ${how} from an address that others share` };
        return { kind: 'answer', what: `${what}${file}`, why: NOT_WRITTEN[kind] && inQuotes(words) };
      }
      case 'code.accepted':
      case 'code.refused':
      case 'request.snoozed':
        return tellOfPage(event, request);
      case 'glass.broken':
      case 'hold.set':
      case 'hold.lifted':
        return tellOfAccess(event, person);
      case 'message.intended':
      case 'message.claimed':
      case 'message.held':
      case 'message.released':
      case 'message.handed-off':
      case 'message.failed':
      case 'message.unknown':
      case 'message.suppressed':
      case 'message.delivered':
        return tellOfMessage(event);
      case 'waiter.set':
      case 'waiter.released':
      case 'timer.set':
      case 'timer.fired':
      case 'timer.cleared':
        return undefined;
      default:
        return tellOfPlans(event, by, person);
    }
  }

  return ({ at, by, events }) =>
    events.flatMap((event) => {
      const told = tell(event, by);
      return told ? [{ at, ...told }] : [];
    });
}

const alertOr = ({ priority }: Task): LineKind => (priority === 'urgent' ? 'alert' : 'task');

/** What came without being written to the clinic. */
const NOT_WRITTEN: Partial<Record<Extract<Event, { type: 'words.received' }>['kind'], string>> = {
  tapback: 'The client reacted to a message',
  'auto-reply': 'A machine replied for the client',
  empty: 'An empty message came from the client',
};

const FIELD_WORDS: Record<string, string> = {
  dateOfBirth: 'date of birth',
  answersBy: 'way to answer',
  zone: 'time zone',
  recordNumber: 'record number',
};
const fieldsOf = (changes: object) =>
  Object.keys(changes)
    .map((field) => FIELD_WORDS[field] ?? field)
    .join(', ');
