/** Every rule of a pathway, and which of them a life came to. */
import type { Clinic } from '../../functions/care/clinic.ts';
import { BUDGET_SPENT } from '../../functions/care/decide/hand-over.ts';
import type { Event } from '../../functions/care/events.ts';
import { conditionWords } from '../../functions/care/pathway/condition-words.ts';
import { type Asking, type Pathway, trackRulesOf } from '../../functions/care/pathway/pathway.ts';
import { say } from '../../functions/care/pathway/say.ts';
import { PRIORITIES } from '../../functions/care/task-kinds.ts';
import type { Rule } from '../../functions/rehearsal-report.ts';

type Titles = Record<string, string>;

/** What is asked of clients, and each check-in by its id. */
const askedBy = ({ intake, assessment, goals, plan, checkIns, afterSession, reassessment }: Pathway) =>
  [
    ['intake', intake],
    ['packet', assessment],
    ['goals', goals],
    ['agreement', goals],
    ['plan', plan],
    ...checkIns.map((checkIn) => [checkIn.id, checkIn] as const),
    ...(afterSession ? [['after-session', afterSession] as const] : []),
    ['reassessment', reassessment],
  ] satisfies (readonly [string, Asking])[];

const batteriesOf = ({ assessment, reassessment }: Pathway) =>
  [
    ...assessment.battery.map((entry) => ({ of: 'packet', ...entry })),
    ...reassessment.battery.map((entry) => ({ of: 'reassessment', ...entry })),
  ] as const;

/** In the order of the pathway. `titles` of instruments, and of their items where they have any, in `language`. */
export function rulesOf(
  pathway: Pathway,
  { teams }: Pick<Clinic, 'teams'>,
  titles: Titles,
  language = 'en',
): Rule[] {
  const words = conditionWords(language);
  const { alerts, checkIns, afterSession, course, silence = {}, plan, offTrack, escalation } = pathway;
  const asked = askedBy(pathway);
  const batteries = batteriesOf(pathway);
  const titled = (id: string) => titles[id] ?? id;
  const team = (to: 'clinician' | { team: string }) =>
    to === 'clinician' ? to : (teams.find(({ id }) => id === to.team)?.title ?? to.team);
  const shorter = [
    ...batteries.map((one) => ({ of: one.of, form: one.instrument, shorter: one.shorter })),
    ...checkIns.map((one) => ({ of: one.id, form: one.form, shorter: one.shorter })),
  ].filter((one) => one.shorter !== undefined);
  const track = trackRulesOf(pathway);
  return [
    ...alerts.map(({ id, title, when }) => ({
      ...{ rule: `alert/${id}`, kind: 'alert' as const, title },
      when: say(when, titles, words),
    })),
    ...batteries.flatMap(({ of, instrument, when }) => {
      const rule = `extension/${of}/${instrument}`;
      const title = titled(instrument);
      return when ? [{ rule, kind: 'extension' as const, of, title, when: say(when, titles, words) }] : [];
    }),
    ...checkIns.map(({ id }) => ({ rule: `check-in/${id}`, kind: 'check-in' as const, of: id })),
    ...(afterSession ? [{ rule: 'after-session', kind: 'after-session' as const }] : []),
    ...(course ? [{ rule: 'session', kind: 'session' as const, title: course.title }] : []),
    { rule: 'reassessment', kind: 'reassessment', after: pathway.reassessment.every },
    ...asked.flatMap(([of, { reminders }]) =>
      reminders.map((after, at) => {
        const n = at + 1;
        return { rule: `reminder/${of}/${n}`, kind: 'reminder' as const, of, n, after };
      }),
    ),
    ...asked.map(([of, { expiresAfter: after }]) => {
      return { rule: `expiry/${of}`, kind: 'expiry' as const, of, after };
    }),
    ...(silence.otherChannel
      ? [{ rule: 'other-channel', kind: 'other-channel' as const, n: silence.otherChannel }]
      : []),
    ...shorter.map(({ of, form }) => {
      const rule = `shorter-form/${of}/${form}`;
      return { rule, kind: 'shorter-form' as const, of, title: titled(form), n: silence.shorterForm };
    }),
    { rule: 'plan-review', kind: 'plan-review', after: plan.review.every },
    { rule: 'plan-review-overdue', kind: 'plan-review-overdue', after: plan.review.overdueAfter },
    ...Object.entries(plan.review.payers ?? {}).map(([of, { every: after }]) => {
      return { rule: `payer-review/${of}`, kind: 'payer-review' as const, of, after };
    }),
    ...(offTrack ? FLAGS.map((of) => ({ rule: `off-track/${of}`, kind: 'off-track' as const, of })) : []),
    { rule: 'improved-by', kind: 'improved-by', n: track.improvedBy.week },
    ...track.marks.map(({ instrument, from: [first] }) => {
      const rule = `mark/${instrument}`;
      return { rule, kind: 'mark' as const, title: titled(instrument), n: first!.week };
    }),
    ...PRIORITIES.flatMap((of) =>
      escalation[of].rungs.map(({ after, to }, at) => {
        const n = at + 1;
        return { rule: `escalation/${of}/${n}`, kind: 'escalation' as const, of, n, after, to: team(to) };
      }),
    ),
    { rule: 'budget', kind: 'budget' },
    { rule: 'quiet-hours', kind: 'quiet-hours' },
  ];
}

const FLAGS = ['amber', 'red'] as const;

type Requested = { of: string; reminders: number };
type Tasked = { kind: string; priority: string };

/** Takes one life's events in their order, and gives of each the rules that it comes from. */
export function watchRules(pathway: Pathway): (event: Event) => string[] {
  const requests = new Map<string, Requested>();
  const tasks = new Map<string, Tasked>();
  const track = trackRulesOf(pathway);
  const { payers = {} } = pathway.plan.review;
  let payer: string | undefined;

  const looked = (because: string): string[] => [
    ...(because.includes(track.improvedBy.source) ? ['improved-by'] : []),
    ...track.marks
      .filter(({ source }) => because.includes(source))
      .map(({ instrument }) => `mark/${instrument}`),
  ];

  return (event) => {
    switch (event.type) {
      case 'background.recorded':
        payer = event.background.payer;
        return [];
      case 'request.opened': {
        const { id, ask, checkIn, forms } = event.request;
        const of = checkIn?.id ?? ask;
        requests.set(id, { of, reminders: 0 });
        return [
          checkIn ? `check-in/${of}` : ask,
          ...forms.map(({ instrument }) => `extension/${of}/${instrument}`),
        ];
      }
      case 'request.extended':
        return [`extension/${requests.get(event.requestId)?.of}/${event.form.instrument}`];
      case 'request.swapped':
        return [`shorter-form/${requests.get(event.requestId)?.of}/${event.from}`];
      case 'request.ended':
        return event.outcome === 'expired' ? [`expiry/${requests.get(event.requestId)?.of}`] : [];
      case 'reminder.skipped':
        return reminded(event.requestId, false);
      case 'message.intended': {
        const { template, requestId, wished, otherChannel } = event.message;
        if (!template.startsWith('reminder.') || wished) return [];
        return [...reminded(requestId, true), ...(otherChannel ? ['other-channel'] : [])];
      }
      case 'message.held':
      case 'message.suppressed':
        if (event.why === BUDGET_SPENT) return ['budget'];
        return event.why.startsWith('quiet hours') ? ['quiet-hours'] : [];
      case 'track.changed':
        return looked(event.because);
      case 'task.joined':
        return [ruleOf(event.finding.rule)];
      case 'task.opened': {
        const { id, kind, priority, findings, brief } = event.task;
        tasks.set(id, { kind, priority });
        return [
          kind,
          ...(kind === 'plan-review' && payer && payers[payer] ? [`payer-review/${payer}`] : []),
          ...findings.map(({ rule }) => ruleOf(rule)),
          ...(brief.track ? looked(brief.track.because) : []),
        ];
      }
      case 'task.escalated': {
        const { kind, priority } = tasks.get(event.taskId) ?? {};
        return [
          `escalation/${priority}/${event.rung}`,
          ...(kind === 'plan-review' ? ['plan-review-overdue'] : []),
        ];
      }
      default:
        return [];
    }
  };

  function reminded(requestId: string | undefined, sent: boolean): string[] {
    const request = requests.get(requestId ?? '');
    if (!request) return [];
    request.reminders += 1;
    return sent ? [`reminder/${request.of}/${request.reminders}`] : [];
  }

  function ruleOf(rule: string): string {
    if (rule.startsWith('track/')) return `off-track/${rule.slice('track/'.length)}`;
    return `alert/${rule}`;
  }
}
