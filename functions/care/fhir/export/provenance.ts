import type { Event, LogEntry } from '../../events.ts';
import { flagId } from './care.ts';
import { concept, type Names, ours, type Resource, TERMINOLOGY } from './names.ts';
import type { History, Log } from './records.ts';
import { ratingId } from './responses.ts';

type Touched = [type: string, own?: string];

/**
 * Who did what when: one for each log entry that made or changed something in the bundle, with the entry's hash, which
 * chains it to all the entries before.
 */
export function provenancesFrom(
  log: Log,
  history: History,
  exported: (type: string, id: string) => boolean,
  names: Names,
): Resource[] {
  return log.flatMap(({ entry, hash }) => {
    const touched = new Map(
      entry.events
        .flatMap((event) => touchedBy(event, entry, history))
        .filter(([type, own]) => exported(type, names.idOf(type, own)))
        .map(([type, own]) => [names.idOf(type, own) + type, names.refer(type, own)] as const),
    );
    if (touched.size === 0) return [];
    const why = entry.events.flatMap((event) => {
      if (event.type === 'plan.signed') return [event.signature.how];
      if (event.type === 'suggestion.decided') return [event.decision.reason];
      return 'why' in event && event.why ? [event.why] : [];
    });
    return [
      {
        resourceType: 'Provenance',
        id: names.idOf('Provenance', `entry-${entry.seq}`),
        target: [...touched.values()],
        recorded: entry.at,
        signature: signaturesIn(entry, names),
        reason: [...new Set(why)].map((text) => ({ text })),
        activity: concept(ours('command'), entry.command),
        agent: [
          {
            type: concept(`${TERMINOLOGY}/provenance-participant-type`, 'author'),
            who: names.actor(entry.by),
          },
        ],
        entity: [{ role: 'source', what: { identifier: { system: ours('log-entry:sha256'), value: hash } } }],
      },
    ];
  });
}

/** ASTM E1762: the author’s signature, and the consent of who is cared for. */
const SIGNATURE = { clinician: '1.2.840.10065.1.12.1.1', client: '1.2.840.10065.1.12.1.7' };

const signaturesIn = ({ events, at }: LogEntry, names: Names): object[] =>
  events.flatMap((event) =>
    event.type === 'plan.signed'
      ? [
          {
            type: [{ system: 'urn:iso-astm:E1762-95:2013', code: SIGNATURE[event.signature.as] }],
            when: at,
            who: event.signature.as === 'client' ? names.client() : names.actor(event.signature.by),
          },
        ]
      : [],
  );

function touchedBy(event: Event, { seq }: LogEntry, history: History): Touched[] {
  const episode = history.episodes.findLast(({ began }) => began.seq <= seq);
  const family = event.type.split('.')[0];
  switch (family) {
    case 'client':
      return [
        ['Patient'],
        ...history.consents
          .filter(({ given, withdrawn }) => given.seq === seq || withdrawn?.seq === seq)
          .map(({ channel, given }): Touched => ['Consent', `consent-${given.seq}.${channel}`]),
        ...(event.type === 'client.paused' || event.type === 'client.resumed'
          ? [['EpisodeOfCare', episode?.id] as Touched]
          : []),
      ];
    case 'episode':
    case 'cycle':
      return [['EpisodeOfCare', episode?.id]];
    case 'goals':
      return history.goalSets
        .filter(({ began, settled, replaced, questions, levels }) =>
          [began, settled, replaced, ...[...questions, ...levels].map(({ mark }) => mark)].some(
            (mark) => mark?.seq === seq,
          ),
        )
        .flatMap(({ goals }) => goals.map(({ key }): Touched => ['Goal', key]));
    case 'plan':
      return history.plans
        .filter(({ drafted, activated, replaced, questions, signatures }) =>
          [drafted, activated, replaced, ...[...questions, ...signatures].map(({ mark }) => mark)].some(
            (mark) => mark?.seq === seq,
          ),
        )
        .map(({ key }): Touched => ['CarePlan', key]);
    case 'safety-plan':
    case 'wellness-plan':
      return history.ownPlans
        .filter(({ written, reviewed, replaced }) =>
          [written, reviewed, replaced].some((mark) => mark?.seq === seq),
        )
        .map(({ key }): Touched => ['CarePlan', key]);
    case 'suggestion':
      return [['CarePlan', `decision-${seq}`]];
    case 'background':
      return history.background
        .filter(({ from, until }) => from.seq === seq || until?.seq === seq)
        .map(({ key }): Touched => ['Observation', key]);
    case 'words':
      return [['Communication', `words-${seq}`]];
    default:
      return touchedById(event, history);
  }
}

function touchedById(event: Event, history: History): Touched[] {
  if (event.type === 'response.received') {
    const { responseId } = event;
    const found = history.responses.find((one) => one.event.responseId === responseId);
    return [
      ['QuestionnaireResponse', responseId],
      ['Observation', responseId],
      ...(found?.ratings ?? []).map(({ goal }): Touched => ['Observation', ratingId(responseId, goal)]),
      ['Task', event.requestId],
    ];
  }
  if (event.type === 'request.opened') return [['Task', event.request.id]];
  if ('requestId' in event) return [['Task', event.requestId]];
  if (event.type === 'message.intended') return [['Communication', event.message.id]];
  if ('messageId' in event) return [['Communication', event.messageId]];
  const taskId = event.type === 'task.opened' ? event.task.id : 'taskId' in event ? event.taskId : undefined;
  if (taskId === undefined) return [];
  const findings = history.tasks.find(({ task }) => task.id === taskId)?.task.findings ?? [];
  return [['Task', taskId], ...findings.map((_, at): Touched => ['Flag', flagId(taskId, at)])];
}
