import type { Instrument } from '../../measures/instrument.ts';
import { TASK_KINDS } from '../../task-kinds.ts';
import { ASKED, capital } from '../../timeline/line.ts';
import { responseBehind } from './care.ts';
import { concept, type Names, ours, type Resource, TERMINOLOGY } from './names.ts';
import type { History, MessageRecord, TaskRecord } from './records.ts';
import { canonicalOf, inEpisode } from './responses.ts';

/** What was asked of staff. */
export const staffTasksFrom = (history: History, names: Names): Resource[] =>
  history.tasks.map((record) => {
    const { task, began, ended, changed } = record;
    const [response] = task.findings.flatMap((finding) => responseBehind(history, finding) ?? []);
    return {
      resourceType: 'Task',
      id: names.idOf('Task', task.id),
      status: taskStatus(record),
      businessStatus: ended?.outcome ? concept(ours('task-outcome'), ended.outcome) : undefined,
      intent: 'order',
      priority: task.priority,
      code: concept(ours('task'), task.kind, TASK_KINDS[task.kind]?.title),
      description: task.title,
      focus: response && names.refer('QuestionnaireResponse', response),
      for: names.client(),
      executionPeriod: { start: task.acknowledged?.at ?? ended?.at, end: ended?.at },
      authoredOn: began.at,
      lastModified: changed.at,
      requester: names.actor(began.by),
      owner: names.owner(task.owner),
      note: [
        ...task.findings.map(({ at, what }) => ({ time: at, text: what })),
        ...(ended?.why ? [{ authorReference: names.actor(ended.by), time: ended.at, text: ended.why }] : []),
      ],
      restriction: { period: { end: task.dueAt } },
      output: assessedIn(record),
    };
  });

/** What the clinician said of an urgent finding, where the clinic's jurisdiction asks. */
function assessedIn({ ended }: TaskRecord): object[] {
  const { riskLevel, guardian } = ended?.assessment ?? {};
  return [
    ...(riskLevel
      ? [
          {
            type: concept(ours('assessment'), 'risk-level', 'Level of risk, as the clinician assessed it'),
            valueCode: riskLevel,
          },
        ]
      : []),
    ...(guardian
      ? [
          {
            type: concept(ours('assessment'), 'guardian-told', 'Whether a guardian was told'),
            valueBoolean: guardian.told,
          },
          { type: concept(ours('assessment'), 'guardian-how', 'How, or why not'), valueString: guardian.how },
        ]
      : []),
  ];
}

function taskStatus({ task, ended }: TaskRecord): string {
  if (ended) return ended.outcome === undefined ? 'cancelled' : 'completed';
  return task.acknowledged ? 'accepted' : 'requested';
}

const REQUEST_STATUS: Record<string, string> = {
  answered: 'completed',
  expired: 'failed',
  cancelled: 'cancelled',
};

/** What was asked of the client. */
export const requestTasksFrom = (
  { responses, requests }: History,
  instruments: Record<string, Instrument>,
  names: Names,
): Resource[] =>
  requests.map(({ request, began, ended, changed, dueAt, plan }) => {
    const received = responses.filter(({ event }) => event.requestId === request.id);
    const open = received.length > 0 ? 'in-progress' : 'requested';
    const changes = [changed.at, ...received.map(({ mark }) => mark.at)].sort();
    return {
      resourceType: 'Task',
      id: names.idOf('Task', request.id),
      basedOn: plan ? [names.refer('CarePlan', plan)] : undefined,
      status: ended ? REQUEST_STATUS[ended.outcome] : open,
      statusReason: ended && { text: ended.why },
      intent: 'order',
      priority: 'routine',
      code: concept(ours('request'), request.ask, capital(ASKED[request.ask])),
      description: `The client is asked for ${ASKED[request.ask]}`,
      for: names.client(),
      executionPeriod: { start: began.at, end: ended?.at },
      authoredOn: began.at,
      lastModified: changes.at(-1),
      requester: names.actor(began.by),
      owner: names.client(),
      restriction: { period: { end: dueAt } },
      input: request.forms.map(({ instrument }) => ({
        type: { text: 'Questionnaire to answer' },
        valueCanonical: canonicalOf(instruments, { instrument, goals: request.goals }),
      })),
      output: received.map(({ event }) => ({
        type: { text: event.late ? 'Late response' : 'Response' },
        valueReference: names.refer('QuestionnaireResponse', event.responseId),
      })),
    };
  });

const SENDING: Record<MessageRecord['state'], string> = {
  intended: 'preparation',
  held: 'on-hold',
  claimed: 'in-progress',
  sent: 'completed',
  failed: 'not-done',
  unknown: 'unknown',
  suppressed: 'not-done',
};

const MEDIUM = {
  sms: concept(ours('channel'), 'sms', 'Text message'),
  email: concept(`${TERMINOLOGY}/v3-ParticipationMode`, 'EMAILWRIT', 'Email'),
};

const about = (own: string | undefined, names: Names) => (own ? [names.refer('Task', own)] : undefined);

/** Every message, sent or not and why, without its text: that names nobody and is the same for all. */
export const messagesFrom = ({ messages }: History, names: Names): Resource[] =>
  messages.map(({ message, channel, state, why, sentAt, deliveredAt, episodeId }) => {
    const { id, to, template, requestId, taskId } = message;
    const category = template.startsWith('reminder.') ? 'reminder' : 'notification';
    return {
      resourceType: 'Communication',
      id: names.idOf('Communication', id),
      extension: inEpisode(episodeId, names),
      status: SENDING[state],
      statusReason: why ? { text: why } : undefined,
      category: [concept(`${TERMINOLOGY}/communication-category`, category)],
      priority: template.startsWith('staff.urgent') ? 'urgent' : 'routine',
      medium: channel && [MEDIUM[channel]],
      subject: names.client(),
      topic: concept(ours('message'), template),
      about: about(taskId ?? requestId, names),
      sent: state === 'sent' ? sentAt : undefined,
      received: state === 'sent' ? deliveredAt : undefined,
      recipient: [to === 'client' ? names.client() : names.owner(to)],
      sender: names.attune(),
      reasonCode: [{ text: message.why }],
    };
  });

/** That the client wrote, and when; the words are for the clinic to pass on or not. */
export const wordsFrom = ({ words }: History, names: Names): Resource[] =>
  words.map(({ key, episodeId, channel, sentAt, requestId, mark }) => ({
    resourceType: 'Communication',
    id: names.idOf('Communication', key),
    extension: inEpisode(episodeId, names),
    status: 'completed',
    medium: [MEDIUM[channel]],
    subject: names.client(),
    about: about(requestId, names),
    sent: sentAt,
    received: mark.at,
    recipient: [names.organization()],
    sender: names.client(),
  }));
